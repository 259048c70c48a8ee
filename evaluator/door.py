"""What a request passes before Connexion sees it: the health page, a cap on bodies, and plain headers."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from evaluator.problems import MEDIA_TYPE, problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Health = Callable[[], tuple[int, dict[str, Any]]]

BODY_LIMIT = 4 << 20
JSON = b"application/json"


class Door:
    """ASGI: answers /healthz itself, and hands on requests whose whole body is there and not too long."""

    def __init__(self, app: App, health: Health) -> None:
        self.app, self.health = app, health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/healthz" and scope["method"] in ("GET", "HEAD"):
            status, state = self.health()
            await answer(send, status, JSON, json.dumps(state).encode())
        else:
            await self.enter(scope, receive, send)

    async def enter(self, scope: Scope, receive: Receive, send: Send) -> None:
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

        await self.app({**scope, "headers": plain(scope["headers"], len(body))}, replay, send)


def plain(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """Headers as Connexion can take them: a length even for a chunked body, JSON by its one name and always UTF-8."""
    kept = [(name, value) for name, value in headers if name not in (b"content-length", b"transfer-encoding")]
    media = [value for name, value in kept if name == b"content-type"]
    if not media or media[0].partition(b";")[0].strip().lower() == JSON:
        kept = [(name, value) for name, value in kept if name != b"content-type"] + [(b"content-type", JSON)]
    return [*kept, (b"content-length", str(length).encode())]


async def answer(send: Send, status: int, media: bytes, body: bytes) -> None:
    headers = [(b"content-type", media), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
