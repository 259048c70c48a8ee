"""What is served outside the contract: health, metrics, the contract itself and its documentation."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app import docs

CONTRACT = Path(__file__).parent.parent / "openapi" / "co.v1.yaml"
Resources = dict[str, Any]


class Pages:
    """GET on a few fixed paths; everything else goes on to the contract."""

    def __init__(self, app: ASGIApp, resources: Resources, file: Path) -> None:
        self.app, self.resources = app, resources
        contract = file.read_bytes()
        index, problems = docs.index(contract), docs.problems()
        self.pages: dict[str, Callable[[], Awaitable[Response]]] = {
            "/": _fixed(lambda: RedirectResponse("/docs")),
            "/healthz": _fixed(lambda: _json({"status": "ok"})),
            "/readyz": self.readyz,
            "/metrics": _fixed(lambda: Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)),
            "/openapi/co.v1.yaml": _fixed(lambda: Response(contract, media_type="application/yaml")),
            "/docs": _html(index),
            **{f"/problems/{name}": _html(text) for name, text in problems.items()},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self.pages.get(scope["path"]) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if page is None:
            await self.app(scope, receive, send)
        else:
            await (await page())(scope, receive, send)

    async def readyz(self) -> Response:
        """Each dependency as it is now; 503 without Postgres or the evaluator (without Valkey only hints stop)."""
        names = ("postgres", "valkey", "evaluator")
        found = await asyncio.gather(self._postgres(), self._valkey(), self.resources["evaluator"].is_ready())
        state = dict(zip(names, ("up" if ok else "down" for ok in found), strict=True))
        ready = state["postgres"] == state["evaluator"] == "up"
        return _json({"status": "ready" if ready else "not ready", **state}, 200 if ready else 503)

    async def _postgres(self) -> bool:
        try:
            async with asyncio.timeout(2):
                return bool(await self.resources["db"].fetchval("SELECT 1") == 1)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    async def _valkey(self) -> bool:
        try:
            async with asyncio.timeout(2):
                return bool(await self.resources["valkey"].ping())
        except (OSError, TimeoutError, RedisError):
            return False


def _fixed(make: Callable[[], Response]) -> Callable[[], Awaitable[Response]]:
    async def page() -> Response:
        return make()

    return page


def _html(text: str) -> Callable[[], Awaitable[Response]]:
    return _fixed(lambda: HTMLResponse(text))


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json", headers={"Cache-Control": "no-store"})
