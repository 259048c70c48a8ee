"""What is served outside the contract: health, metrics, the contract itself and its documentation."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

import sql
from app import assets, current, docs, metrics
from app.jobs import JOBS

CONTRACT = Path(__file__).parent.parent / "openapi" / "co.v1.yaml"
# Nothing a page loads or asks is elsewhere. Scalar and Swagger UI style elements in place, which no hash can allow.
SELF_ONLY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Resources = dict[str, Any]
COUNTED_EVERY_S = 5
"""However often /metrics is asked for, Postgres counts its jobs no more often than this."""


class Pages:
    """GET on a few fixed paths; everything else goes on to the contract."""

    def __init__(self, app: ASGIApp, resources: Resources, file: Path) -> None:
        self.app, self.resources = app, resources
        self.count_at, self.newest = 0.0, max(current.migrations())
        contract = file.read_bytes()
        self.pages: dict[str, Callable[[], Awaitable[ASGIApp]]] = {
            "/": _made(lambda: RedirectResponse("/docs")),
            "/healthz": _made(lambda: _json({"status": "ok"})),
            "/readyz": self.readyz,
            "/metrics": self.metrics,
            "/openapi/co.v1.yaml": _made(lambda: Response(contract, media_type="application/yaml")),
            **{path: _html(text) for path, text in docs.pages(contract).items()},
            **{asset.path: _kept(asset) for asset in assets.ALL},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self.pages.get(scope["path"]) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if page is None:
            await self.app(scope, receive, send)
        else:
            await (await page())(scope, receive, send)

    async def readyz(self) -> Response:
        """Each dependency as it is now; 503 without the evaluator or Postgres, which must be migrated.

        Without Valkey only hints stop.
        """
        names = ("postgres", "valkey", "evaluator")
        found = await asyncio.gather(self._postgres(), self._valkey(), self.resources["evaluator"].is_ready())
        state = dict(zip(names, ("up" if ok else "down" for ok in found), strict=True))
        ready = state["postgres"] == state["evaluator"] == "up"
        return _json({"status": "ready" if ready else "not ready", **state}, 200 if ready else 503)

    async def metrics(self) -> Response:
        """What was counted here, and how many jobs there are; nothing of these while Postgres is away."""
        now = time.monotonic()
        if now >= self.count_at:
            self.count_at = now + COUNTED_EVERY_S
            metrics.show_jobs(JOBS, await self._jobs())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def _jobs(self) -> list[tuple[str, str, int]] | None:
        try:
            async with asyncio.timeout(2):
                found = await sql.jobs.count_undone(self.resources["db"])
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None
        return [(row["name"], row["state"], row["number"]) for row in found]

    async def _postgres(self) -> bool:
        try:
            async with asyncio.timeout(2):
                return await sql.database.has_migration(self.resources["db"], id=self.newest)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    async def _valkey(self) -> bool:
        try:
            async with asyncio.timeout(2):
                return bool(await self.resources["valkey"].ping())
        except (OSError, TimeoutError, RedisError):
            return False


def _made(make: Callable[[], ASGIApp]) -> Callable[[], Awaitable[ASGIApp]]:
    async def page() -> ASGIApp:
        return make()

    return page


def _kept(page: ASGIApp) -> Callable[[], Awaitable[ASGIApp]]:
    return _made(lambda: page)


def _html(text: str) -> Callable[[], Awaitable[ASGIApp]]:
    return _kept(HTMLResponse(text, headers=SELF_ONLY))


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json", headers={"Cache-Control": "no-store"})
