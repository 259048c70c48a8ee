"""`python -m app run`: start every part, say what is happening, and end all of it when one ends or someone asks."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path

from app import tokens
from app.embedded import postgres, valkey
from app.embedded.child import CannotStart, Child, answers_http
from app.embedded.data import DataDir
from app.embedded.progress import Progress
from app.settings import Settings
from evaluator.settings import TRUST_WASM_ALONE

ROOT = Path(__file__).parents[1]
# Those that use others end before those others.
STOP_ORDER = ("API", "worker", "content", "migrations", "evaluator", "Valkey", "PostgreSQL")


class Supervisor:
    """The parts of one running CO; what `outside` names (settings from the environment) is not started here."""

    def __init__(self, data: DataDir, settings: Settings, port: int, outside: Mapping[str, str]) -> None:
        self.data = data
        self.settings = settings
        self.port = port
        self.outside = outside
        self.progress = Progress()
        self.children: list[Child] = []
        self.ended: asyncio.Queue[Child] = asyncio.Queue()
        self.watchers: list[asyncio.Task[None]] = []

    async def run(self) -> int:
        """Run until a signal (0) or until a part ends by itself or does not start (1)."""
        asked = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, asked.set)
        start = asyncio.create_task(self.start())
        stop = asyncio.create_task(asked.wait())
        crash = asyncio.create_task(self.ended.get())
        try:
            await asyncio.wait({start, stop, crash}, return_when=asyncio.FIRST_COMPLETED)
            if start.done() and not start.exception():
                await asyncio.wait({stop, crash}, return_when=asyncio.FIRST_COMPLETED)
            if start.done():
                start.result()
            if crash.done() and not stop.done():
                raise CannotStart(crash.result().last_words())
        except CannotStart as error:
            self.progress.complain(str(error))
            return 1
        finally:
            start.cancel()
            await asyncio.gather(start, return_exceptions=True)
            await self.stop()
        return 0

    async def start(self) -> None:
        say = self.progress.say
        say(f"Curriculum Orchestrator, its data in {self.data.path}")
        began = time.monotonic()
        # Importing takes the most time: the API, which waits for the others, starts first and holds, imports done.
        # The evaluator and the worker start when the way to the API's first answer needs the processors less.
        api = await self.python("API", "app", "serve", "--port", str(self.port), "--held")
        await together(self.postgres(), self.valkey())
        await self.bring_up_to_date()
        await self.serve(api)
        await together(self.evaluator(), self.worker())
        await api.ready(lambda: answers_http(self.port, "/readyz"))
        say(f"Ready in {time.monotonic() - began:.1f} s.\n")
        say(f"  API    http://127.0.0.1:{self.port}/v1")
        say(f"  Docs   http://127.0.0.1:{self.port}/docs")
        if self.settings.CO_JWT_DEV_KEY:
            say(f"  Token  {tokens.sign(self.settings, tokens.DEMO_LEARNER, tokens.LEARNER_SCOPES)}")
        say("\nCtrl-C stops everything; the data stays.")

    async def stop(self) -> None:
        if any(child.process.returncode is None for child in self.children):
            self.progress.say("Stopping...")
        for child in sorted(self.children, key=lambda child: STOP_ORDER.index(child.name)):
            await child.stop()
        await asyncio.gather(*self.watchers)
        self.progress.say("Stopped.")

    async def postgres(self) -> None:
        data = self.data
        with self.progress.step("PostgreSQL") as told:
            if "CO_DB_URL" in self.outside:
                told.append("the one of CO_DB_URL")
                return
            if not data.postgres.exists():
                await postgres.create(data.postgres, data.logs, data.local.db_password)
            server = self.keep(await postgres.start(data.postgres, data.logs, data.local.db_port))
            self.watch(server)
            await postgres.ready(server, data.postgres)
            told.append(f"127.0.0.1:{data.local.db_port}")

    async def valkey(self) -> None:
        data, port, password = self.data, self.data.local.valkey_port, self.data.local.valkey_password
        with self.progress.step("Valkey") as told:
            if "CO_REDIS_URL" in self.outside:
                told.append("the one of CO_REDIS_URL")
                return
            server = self.keep(await valkey.start(data.valkey, data.logs, port, password))
            self.watch(server)
            await valkey.ready(server, port, password)
            told.append(f"127.0.0.1:{port}")

    async def evaluator(self) -> None:
        port = self.data.local.evaluator_port
        with self.progress.step("evaluator") as told:
            if "EVAL_BASE" in self.outside:
                told.append("the one of EVAL_BASE")
                return
            # Elsewhere there is none to be had, and `make run` is for what its user and friends write.
            one_wall = sys.platform != "linux" and "EVAL_SECOND_WALL" not in os.environ
            walls = {"EVAL_SECOND_WALL": TRUST_WASM_ALONE} if one_wall else {}
            child = self.watch(await self.python("evaluator", "evaluator", "serve", "--port", str(port), **walls))
            await child.ready(lambda: answers_http(port, "/healthz"))
            told.append(f"127.0.0.1:{port}")
            if one_wall:
                told.append("(only the wasm wall stands here: seccomp is Linux's)")

    async def worker(self) -> None:
        with self.progress.step("worker"):
            self.watch(await self.python("worker", "app", "worker"))

    async def serve(self, api: Child) -> None:
        with self.progress.step("API") as told:
            self.watch(api).release()
            await api.ready(lambda: answers_http(self.port, "/healthz"))
            told.append(f"127.0.0.1:{self.port}")

    async def bring_up_to_date(self) -> None:
        """Run what the database lacks: either takes a second or two to find that it has nothing to do."""
        from app import current  # while the servers start, what this imports is not yet needed

        done = await current.ask(self.settings.CO_DB_URL)
        await self.once("migrations", done.migrations, "app", "migrate")
        await self.once("content", done.content and not self.settings.PROBLEM_BANK_BASE, "app", "content", "load")

    async def once(self, name: str, done: bool, *command: str) -> None:
        """Unless it is done, run one of CO's commands to its end; say its last line."""
        with self.progress.step(name) as told:
            told.append("nothing new" if done else await (await self.python(name, *command)).finish())

    async def python(self, name: str, module: str, *arguments: str, **variables: str) -> Child:
        values = {key: str(value) for key, value in self.settings.model_dump().items()}
        env = {**os.environ, **values, "PORT": str(self.port), "PYTHONUNBUFFERED": "1", **variables}
        command = [sys.executable, "-m", module, *arguments]
        log = self.data.logs / f"{name.lower()}.log"
        return self.keep(await Child.start(name, command, log, env=env, cwd=ROOT, stdin=subprocess.PIPE))

    def keep(self, child: Child) -> Child:
        """Stop `child` with the rest."""
        self.children.append(child)
        return child

    def watch(self, child: Child) -> Child:
        """Stop the rest when `child` ends by itself."""

        async def until_end() -> None:
            await child.process.wait()
            if not child.stopping:
                self.ended.put_nowait(child)

        self.watchers.append(asyncio.create_task(until_end()))
        return child


async def together(*parts: Coroutine[None, None, None]) -> None:
    """Run all of them at once; the first that fails ends the others."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            # One that was told already may be ending what it started, which a second word would cut short.
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
