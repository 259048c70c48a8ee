"""Readers of streams, as cheap as can be: one client process holds thousands of them."""

import asyncio
import re
import time
from typing import Any

FIRST = re.compile(rb"\nid: ")
STAMP = re.compile(rb'"text":"(\d+) ')
BODY = b"\r\n\r\n"


class Listener(asyncio.Protocol):
    """One open stream: when its first event came, and how old each delta was then; seconds."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.asked = 0.0
        self.first: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ages: list[float] = []
        self.head = b""
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport, self.asked = transport, time.time()
        head = f"GET /v1/tutor/stream?token={self.token} HTTP/1.1\r\nHost: co\r\nAccept: text/event-stream\r\n\r\n"
        transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self.first.done():
            self.head += data
            head, _, body = self.head.partition(BODY)
            if not head.startswith(b"HTTP/1.1 200"):
                self.first.set_exception(ValueError(head.decode()))
            elif FIRST.search(b"\n" + body.partition(b"\r\n")[2]):
                self.first.set_result(now - self.asked)
                self.head = b""
        self.ages += [now - int(stamp) / 1e9 for stamp in STAMP.findall(data)]

    def connection_lost(self, _: Exception | None) -> None:
        if not self.first.done():
            self.first.set_exception(ConnectionError("cut"))
        self.ended.set_result(None)


async def opened(port: int, token: str) -> Listener:
    """A stream whose first event has come."""
    _, listener = await asyncio.get_running_loop().create_connection(lambda: Listener(token), "127.0.0.1", port)
    await listener.first
    return listener
