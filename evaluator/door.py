"""What a request passes before Connexion sees it: the health page, a cap on bodies, and plain headers."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from evaluator.clients import CLIENT, Client
from evaluator.problems import MEDIA_TYPE, problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Health = Callable[[], tuple[int, dict[str, Any]]]

BODY_LIMIT = 4 << 20
JSON = b"application/json"


class Door:
    """ASGI: answers /healthz itself, and hands on requests whose whole body is there and not too long.

    Once `draining`, it lets nobody in any more; `empty` is set while nobody is inside.
    """

    def __init__(self, app: App, health: Health) -> None:
        self.app, self.health = app, health
        self.inside: set[asyncio.Task[Any]] = set()
        self.empty = asyncio.Event()
        self.empty.set()
        self.draining = self.cleared = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/healthz" and scope["method"] in ("GET", "HEAD"):
            status, state = self.health()
            if self.draining:
                status, state = 503, {**state, "status": "draining"}
            await answer(send, status, JSON, json.dumps(state).encode())
        elif self.draining:
            await turn_away(send)
        else:
            await self.let_in(scope, receive, send)

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request and count it as inside; when the door is cleared meanwhile, it is turned away too."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request is handled in a task of its own")
        client = Client(task)
        CLIENT.set(client)
        self.inside.add(task)
        self.empty.clear()
        try:
            await self.enter(client, scope, receive, send)
        except asyncio.CancelledError:
            if not (self.cleared or client.gone):
                raise
            task.uncancel()
            if not client.gone:
                await turn_away(send)
        finally:
            self.inside.discard(task)
            if not self.inside:
                self.empty.set()

    def clear(self) -> int:
        """Turn away everyone who is inside; how many those were."""
        self.draining = self.cleared = True
        for task in self.inside:
            task.cancel()
        return len(self.inside)

    async def enter(self, client: Client, scope: Scope, receive: Receive, send: Send) -> None:
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > BODY_LIMIT:
                detail = f"a request's body may have {BODY_LIMIT} bytes at most"
                await answer(send, 413, MEDIA_TYPE.encode(), problem(413, detail))
                return
        body = b"".join(parts)

        async def replay() -> Scope:
            return {"type": "http.request", "body": body, "more_body": False}

        watching = asyncio.create_task(until_gone(client, receive))
        try:
            await self.app({**scope, "headers": plain(scope["headers"], len(body))}, replay, send)
        finally:
            watching.cancel()


async def until_gone(client: Client, receive: Receive) -> None:
    """Tell the client's request when the client hangs up; nothing else can come behind a whole body."""
    await receive()
    client.leave()


def plain(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """Headers as Connexion can take them: a length even for a chunked body, JSON by its one name and always UTF-8."""
    kept = [(name, value) for name, value in headers if name not in (b"content-length", b"transfer-encoding")]
    media = [value for name, value in kept if name == b"content-type"]
    if not media or media[0].partition(b";")[0].strip().lower() == JSON:
        kept = [(name, value) for name, value in kept if name != b"content-type"] + [(b"content-type", JSON)]
    return [*kept, (b"content-length", str(length).encode())]


async def turn_away(send: Send) -> None:
    """503, on a connection that is closed then: the next one may lead to another evaluator."""
    body = problem(503, "this evaluator is ending")
    await answer(send, 503, MEDIA_TYPE.encode(), body, (b"retry-after", b"1"), (b"connection", b"close"))


async def answer(send: Send, status: int, media: bytes, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", media), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
