"""An evaluator of one worker in processes of its own, and how to get it where a test wants it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from evaluator.settings import Settings
from tests.evaluator.conftest import Api, free_port, serving, started, submission

LOOP = submission("def f():\n    while True: pass", ([], None))
HONEST = submission("def f(x): return x", ([1], 1))


class Service:
    """A running evaluator of one worker, and what it says of itself."""

    def __init__(self, process: asyncio.subprocess.Process, api: Api) -> None:
        self.process, self.api = process, api

    async def health(self) -> dict[str, Any]:
        async with self.api.session.get(f"{self.api.base}/healthz") as answer:
            said: dict[str, Any] = await answer.json()
            return {"http": answer.status, **said}

    async def until(self, **wanted: Any) -> None:
        """Wait until the health page says `wanted`, which the service has no other way to tell."""
        while not wanted.items() <= (await self.health()).items():
            assert self.process.returncode is None

    def worker(self) -> int:
        """The code worker's process id."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        code = (child for child in children if "evaluator.code.worker" in Path(f"/proc/{child}/cmdline").read_text())
        return int(next(code))

    async def at_work_and_waiting(self) -> list[asyncio.Task[Any]]:
        """Two submissions, of which the worker is busy with the first."""
        sent = [asyncio.create_task(self.api.post("/v1/judge/code", body)) for body in (LOOP, HONEST)]
        await self.until(waiting=1)
        return sent

    async def asked_to_end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        await self.until(http=503, status="draining")

    async def ended(self) -> tuple[int | None, str]:
        """Its exit code and what it said, once it is gone."""
        said = (await self.process.communicate())[1].decode()
        return self.process.returncode, said


@asynccontextmanager
async def service(settings: Settings, **environment: str) -> AsyncIterator[Service]:
    port = free_port()
    environment = {"EVAL_WORKERS": "1", "EVAL_CACHE": str(settings.cache), **environment}
    process = await started("serve", "--port", str(port), **environment)
    async with aiohttp.ClientSession() as session:
        yield Service(process, await serving(port, process, session))
