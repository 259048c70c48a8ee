"""A problem bank that keeps its contract (openapi/upstream/problem_bank.v1.yaml), until it shall be slow or gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import orjson
from aiohttp import web

from app import bank

SLOW_S = 3
Mood = Literal["well", "slow", "gone", "torn"]


class Bank:
    """The built-in bank over HTTP; each bundle comes with a title that is new, so that loading it writes."""

    def __init__(self, port: int) -> None:
        self.port, self.base = port, f"http://127.0.0.1:{port}"
        self.mood: Mood = "well"
        self.sent, self.asked = 0, asyncio.Event()
        self.bundle: dict[str, Any] = {kind: [item for _, item in items] for kind, items in bank.folder().items()}
        self.title = self.bundle["problems"][0]["title"]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        server = web.Application()
        server.router.add_get("/v1/bundle", self.send)
        runner = web.AppRunner(server)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def send(self, request: web.Request) -> web.StreamResponse:
        """The bundle; late when slow, 503 when gone, and half of it when torn."""
        self.sent += 1
        self.asked.set()
        self.bundle["problems"][0]["title"] = f"{self.title} {self.sent}"
        whole = orjson.dumps(self.bundle)
        if self.mood == "gone":
            return web.Response(status=503)
        if self.mood == "slow":
            await asyncio.sleep(SLOW_S)
        answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
        await answer.prepare(request)
        await answer.write(whole[: len(whole) // 2] if self.mood == "torn" else whole)
        if self.mood == "torn" and request.transport is not None:
            request.transport.abort()
        return answer
