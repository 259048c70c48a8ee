"""Labelled points of a request: every named statement, commit and call upstream in its path, found by wrapping them.

No code of the API knows of them, and a new statement in the path is a new point by itself. A label is the operation,
`in` (sent, and not yet answered) or `after`, what, and which one of its name in this request:
`POST /submissions after mastery.save_mastery 2`.
"""

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg.transaction
import redis.asyncio as redis
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import sql
from upstreams.evaluator import Evaluator

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
PERMIT = "permit"
"""The file without which nobody dies: whoever takes it does, and it comes back after a while."""

UNDER_WAY_S = 0.02
"""How far a call upstream has come when its caller dies in it."""

Call = Callable[..., Coroutine[Any, Any, Any]]


class Request:
    """How far one request has come."""

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self.passed = Counter[str]()

    def label(self, what: str) -> str:
        self.passed[what] += 1
        count = f" {self.passed[what]}" if self.passed[what] > 1 else ""
        return f"{self.operation} {what}{count}"


HERE: ContextVar[Request | None] = ContextVar("request", default=None)


class Points:
    """The points of this process; `folder` holds a file for each to die at, and a trace when one is wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trace = folder / "trace"

    def is_over(self, what: str) -> bool:
        """Pass a point: whether the process shall die here."""
        request = HERE.get()
        if request is None:
            return False
        label = request.label(what)
        if self.trace.exists():
            with self.trace.open("a") as trace:
                trace.write(label + "\n")
        armed = file_of(self.folder, label)
        if not armed.exists():
            return False
        try:
            (self.folder / PERMIT).unlink()
            armed.unlink()
        except FileNotFoundError:
            return False
        return True

    def pass_by(self, what: str) -> None:
        if self.is_over(what):
            die()

    def wrap(self) -> None:
        """Put the points into everything that a request does outside of its process."""
        for stem, statements in sql.FILES.items():
            for name, run in vars(statements).items():
                setattr(statements, name, self.statement(f"{stem}.{name}", run))
        for owner, name, labelled in (
            (asyncpg.transaction.Transaction, "__aexit__", self.commit),
            (Evaluator, "_post", partial(self.call, "evaluator")),
            (redis.client.Pipeline, "execute", partial(self.call, "valkey")),
        ):
            setattr(owner, name, labelled(getattr(owner, name)))

    def statement(self, name: str, run: Any) -> Call:
        async def labelled(db: Any, **given: Any) -> Any:
            if self.is_over(f"in {name}"):
                await die_in_statement(db, run.text, [given[param] for param in run.params])
            found = await run(db, **given)
            self.pass_by(f"after {name}")
            return found

        labelled.__dict__.update(run.__dict__)
        return labelled

    def commit(self, leaving: Call) -> Call:
        async def labelled(transaction: Any, kind: Any, error: Any, traceback: Any) -> Any:
            if kind is None and self.is_over("in commit"):
                await die_once_sent(leaving(transaction, kind, error, traceback))
            found = await leaving(transaction, kind, error, traceback)
            if kind is None:
                self.pass_by("after commit")
            return found

        return labelled

    def call(self, name: str, run: Call) -> Call:
        async def labelled(*args: Any, **given: Any) -> Any:
            if self.is_over(f"in {name}"):
                under_way = asyncio.ensure_future(run(*args, **given))
                await asyncio.sleep(UNDER_WAY_S)
                under_way.cancel()
                die()
            found = await run(*args, **given)
            self.pass_by(f"after {name}")
            return found

        return labelled

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, each of its writes with a request to count points by."""

        async def labelled(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] == "GET":
                await app(scope, receive, send)
                return
            path = ID.sub("{id}", scope["path"].removeprefix("/v1"))
            HERE.set(Request(f"{scope['method']} {path}"))

            async def sending(message: Message) -> None:
                what = message["type"].removeprefix("http.response.")
                self.pass_by(f"before the answer's {what}")
                await send(message)
                self.pass_by(f"after the answer's {what}")

            await app(scope, receive, sending)

        return labelled


async def die_in_statement(db: Any, text: str, arguments: list[Any]) -> None:
    """With the statement sent to Postgres, and its answer unread."""
    connection = db if hasattr(db, "prepare") else await db._pool.acquire()
    prepared = await connection.prepare(text)
    await die_once_sent(prepared.fetch(*arguments))


async def die_once_sent(run: Awaitable[Any]) -> None:
    """With what `run` sends first on its way."""
    run.__await__().send(None)
    # The loop writes to its sockets at the end of a turn.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def file_of(folder: Path, label: str) -> Path:
    """Where a process finds that it shall die at this point."""
    return folder / re.sub(r"[^\w.']+", "_", label)
