"""What a connection may cost: uvicorn's HTTP protocol with bounds on how slowly, how much and how many."""

import asyncio
import resource
import secrets
import socket
import struct
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.problems import problem_of

MAX_HEAD = 64 * 1024
"""Bytes of a request line and its headers."""

MAX_HEADERS = 100
MAX_URL = 8 * 1024
MAX_RAW_BODY = 4 * 1024 * 1024
"""Bytes of a body with what frames its chunks, read or thrown away; the door takes far less."""

MAX_UNSENT = 16 * 1024
"""Bytes that the kernel takes of an answer beyond what is on its way; what is more than 64 KB then is not asked for."""

AT_ONCE = struct.pack("ii", 1, 0)
"""For SO_LINGER: the kernel forgets what it has not sent, and resets the connection."""

LINGER_S = 1
"""A refusal is left to be read: closing at once on what still comes in would take it away from the client."""

NO_REQUEST = "What was sent is no request of HTTP/1.1."

OTHER_FILES = 256
"""What an API has open besides its clients' connections, or more."""

log = structlog.get_logger()


class Connection(HttpToolsProtocol):
    """Refuses what takes too long to ask, asks for too much, or is one connection too many, with a problem.

    Whoever takes too long to read is cut off. A request that comes in one piece and is read costs no timer.
    """

    read_seconds: float
    most: int

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clock: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
        self.in_head, self.in_body, self.refused = True, False, False
        self.last = self.received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if (tcp := transport.get_extra_info("socket")) is not None:
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MAX_UNSENT)
        if len(self.connections) > self.most:
            self.connections.discard(self)
            self.refuse(503)
        else:
            self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stalled = self.loop.call_later(self.read_seconds, self._drop)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.stalled is not None:
            self.stalled.cancel()
            self.stalled = None

    def _drop(self) -> None:
        """Give up on whoever does not read on, with all that waits to be sent to them."""
        log.info("dropped")
        if (tcp := self.transport.get_extra_info("socket")) is not None:
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        self.last = len(data)
        self.received += self.last
        super().data_received(data)
        idle = self.cycle is None or self.cycle.response_complete
        if self.in_body and self.received > MAX_RAW_BODY:
            self.refuse(413)
        elif self.in_head and not self.in_body and self.received > MAX_HEAD:
            self.refuse(431)
        elif self.in_head or self.in_body or idle:
            self._start_clock()
        else:
            self._stop_clock()

    def on_message_begin(self) -> None:
        self.in_head = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        # Blanks behind a value are no part of it, as those before it are not (RFC 9112, section 5.1).
        super().on_header(name, value.rstrip(b" \t"))

    def on_headers_complete(self) -> None:
        large = max(self.last, self.received) > MAX_HEAD and sum(len(n) + len(v) for n, v in self.headers) > MAX_HEAD
        if len(self.url) > MAX_URL or large or len(self.headers) > MAX_HEADERS:
            self.refuse(414 if len(self.url) > MAX_URL else 431)
            raise ValueError("this ends the parsing")
        hosts = [name for name, _ in self.headers].count(b"host")
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            raise ValueError("a request names one host (RFC 9112, section 3.2)")
        super().on_headers_complete()
        self.in_head, self.in_body, self.received = False, True, 0
        self._stop_clock()
        # Fields behind a body come too late for whoever looked at its headers: they are none.
        self.headers = []

    def on_message_complete(self) -> None:
        self.in_body, self.received = False, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self.refuse(400)

    def refuse(self, status: int) -> None:
        """Answer with a problem, unless an answer has begun or nothing was asked, and close."""
        self._stop_clock()
        if self.refused or self.transport.is_closing():
            return
        self.refused = True
        waiting = self.cycle is not None and not self.cycle.response_complete
        # An answer has begun, or has been given before its request had ended.
        told = self.cycle.response_started if waiting else self.in_body
        if waiting:
            # Whoever waits for the rest of the body is told that it does not come.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if told or not (waiting or self.received or status == 503):
            self.transport.close()
            return
        self.transport.write(_answer(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.clock = self.loop.call_later(LINGER_S, self.transport.close)

    def _start_clock(self) -> None:
        if self.clock is None and not self.refused:
            self.clock = self.loop.call_later(self.read_seconds, self.refuse, 408)

    def _stop_clock(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
            self.clock = None


def bounded(read_seconds: float, most: int) -> type[Connection]:
    """The protocol with these bounds: seconds for a request's head, for its body, and to read on; open connections."""
    return type("Connection", (Connection,), {"read_seconds": read_seconds, "most": most})


def make_room(most: int) -> None:
    """Raise this process's soft limit of open files to what `most` connections need, as far as the hard one lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + OTHER_FILES if hard == resource.RLIM_INFINITY else min(most + OTHER_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _answer(status: int) -> bytes:
    """A whole answer, for what never gets as far as the application."""
    name, body = secrets.token_hex(16).encode(), problem_of(status, NO_REQUEST if status == 400 else "")
    log.info("refused", status=status, request_id=name.decode())
    head = b"content-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close\r\n" % len(body)
    retry = b"retry-after: 2\r\n" if status == 503 else b""
    return STATUS_LINE[status] + b"x-request-id: " + name + b"\r\n" + retry + head + b"\r\n" + body
