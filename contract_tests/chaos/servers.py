"""Everything under the learners, each part of which can be killed, stopped and started again by itself."""

import asyncio
import functools
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

import asyncpg

from app import content
from app.embedded import postgres, valkey
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.migrate import migrate
from app.settings import Settings
from contract_tests.chaos.bank import Bank

ROOT = Path(__file__).parents[2]
PASSWORD = "throwaway"
KEY = "a development key for the crash tests, 32 bytes or more"
# A process that is killed loses nothing of what it handed to the system, so only a power cut would need the disk.
NO_DISK = {"fsync": "off", "full_page_writes": "off"}


class Servers:
    """The parts, by name, in `folder`; every one of them keeps its port when it comes back."""

    def __init__(self, folder: Path, evaluator: str | None = None) -> None:
        self.folder = folder
        self.points = folder / "points"
        self.points.mkdir()
        self.ports = {name: free_port() for name in ("postgres", "valkey", "evaluator", "api", "second api")}
        self.parts: dict[str, Child] = {}
        self.bank = Bank(free_port())
        self.settings = Settings(
            CO_DB_URL=postgres.url(self.ports["postgres"], PASSWORD),
            CO_REDIS_URL=valkey.url(self.ports["valkey"], PASSWORD),
            EVAL_BASE=evaluator or f"http://127.0.0.1:{self.ports['evaluator']}",
            PROBLEM_BANK_BASE=self.bank.base,
            CO_JWT_DEV_KEY=KEY,
            CO_RATE_PER_MINUTE=1_000_000,
            CO_VALIDATE_RESPONSES=True,
        )

    @property
    def bases(self) -> list[str]:
        return [f"http://127.0.0.1:{self.ports[name]}" for name in ("api", "second api")]

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path, evaluator: str | None = None) -> AsyncIterator[Self]:
        """All of it, with content/ loaded, until the block ends; not an evaluator if there is one."""
        servers = cls(folder, evaluator)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(servers.stop)
            await stack.enter_async_context(servers.bank.running())
            await postgres.create(folder / "postgres", folder, PASSWORD)
            starting = [
                asyncio.create_task(servers.start(name))
                for name in ("apis", "valkey", *(["evaluator"] if evaluator is None else []))
            ]
            await servers.start("postgres")
            await asyncio.to_thread(migrate, servers.settings.CO_DB_URL)
            await content.load_all(servers.settings)
            await asyncio.gather(servers.start("worker"), *starting)
            yield servers

    async def start(self, name: str) -> None:
        """Start a part and wait until it is ready."""
        log = self.folder / f"{name}.log"
        if name == "postgres":
            directory = self.folder / "postgres"
            self.parts[name] = await postgres.start(directory, self.folder, self.ports[name], NO_DISK)
            await postgres.ready(self.parts[name], directory)
        elif name == "valkey":
            self.parts[name] = await valkey.start(self.folder / "valkey", self.folder, self.ports[name], PASSWORD)
            await valkey.ready(self.parts[name], self.ports[name], PASSWORD)
        elif name == "evaluator":
            arguments = ["-m", "evaluator", "serve", "--port", str(self.ports[name])]
            self.parts[name] = await Child.start(name, [sys.executable, *arguments], log, env=os.environ, cwd=ROOT)
            await self.parts[name].ready(lambda: answers_http(self.ports[name], "/healthz"))
        elif name == "worker":
            self.parts[name] = await self.python(name, log, "app", "worker")
        else:
            ports = [self.ports["api"], self.ports["second api"]]
            command = ["contract_tests.chaos.api", str(self.points), *map(str, ports)]
            self.parts[name] = await self.python(name, log, *command)
            for port in ports:
                await self.parts[name].ready(functools.partial(answers_http, port, "/healthz"))

    async def python(self, name: str, log: Path, module: str, *arguments: str) -> Child:
        """One of CO's processes, with its settings."""
        values = {key: str(value) for key, value in self.settings.model_dump().items()}
        command = [sys.executable, "-m", module, *arguments]
        return await Child.start(name, command, log, env={"PATH": os.environ["PATH"], **values}, cwd=ROOT)

    async def load_content(self) -> int:
        """`content load`, in a process of its own: its exit code."""
        loading = await self.python("content", self.folder / "content.log", "app", "content", "load")
        try:
            return await loading.process.wait()
        finally:
            await loading.stop()

    def send(self, name: str, number: signal.Signals, group: bool = True) -> None:
        """To a part and all that it started, or to its first process alone."""
        (os.killpg if group else os.kill)(self.parts[name].process.pid, number)

    async def kill(self, name: str, number: signal.Signals = signal.SIGKILL, group: bool = True) -> None:
        """End a part by a signal, and wait for the end."""
        self.send(name, number, group)
        await self.parts[name].process.wait()
        await self.parts[name].stop()

    async def stop(self) -> None:
        await asyncio.gather(*(part.stop() for part in self.parts.values()))

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(self.settings.CO_DB_URL)
