"""Whether a request's client is still there: one that hung up gives up its place in the queue.

Else a client that tries again and again would fill the queue with work that nobody waits for. What is at work is judged
to its end: breaking it off would cost its worker.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class Client:
    """Who waits for what `task` answers."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self.task = task
        self.gone = self.queues = False

    def leave(self) -> None:
        """It hung up."""
        self.gone = True
        if self.queues:
            self.task.cancel()


CLIENT: ContextVar[Client | None] = ContextVar("client", default=None)


@contextmanager
def queueing() -> Iterator[None]:
    """Wait for a worker in this block: asyncio.CancelledError when the client goes away, or has gone."""
    client = CLIENT.get()
    if client is None:
        yield
        return
    if client.gone:
        raise asyncio.CancelledError
    client.queues = True
    try:
        yield
    finally:
        client.queues = False
