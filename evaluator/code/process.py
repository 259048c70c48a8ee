"""The service's end of one worker process."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import orjson

from evaluator.errors import BadPredicate
from evaluator.settings import ROOT, Settings

LINE_LIMIT = 32 << 20
# How long a worker may take to warm up.
START_SECONDS = 60


class Lost(Exception):
    """The worker is gone, or no longer makes sense; the submission's verdict is unknown."""


class Worker:
    """One process of `evaluator.code.worker`; `walls` says of each part of the second wall why it does not stand."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker is talked to through pipes")
        self.process = process
        self.walls: dict[str, str | None] = {}
        self.input, self.output = process.stdin, process.stdout

    @classmethod
    async def start(cls, settings: Settings) -> "Worker":
        """A warm worker; Lost when it does not get that far."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "evaluator.code.worker", str(settings.cache)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            # Nothing of the service's environment is any business of what a guest might break into.
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            limit=LINE_LIMIT,
            # A terminal's Ctrl-C is for the service, which lets its workers finish.
            start_new_session=True,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                worker.walls = (await worker.line())["walls"]
        except TimeoutError as error:
            worker.kill()
            raise Lost("a worker did not start in time") from error
        except BaseException:
            worker.kill()
            raise
        return worker

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def line(self) -> dict[str, Any]:
        try:
            said = orjson.loads(await self.output.readline())
        except (ValueError, OSError) as error:
            raise Lost("a worker stopped talking") from error
        if not isinstance(said, dict):
            raise Lost("a worker talks nonsense")
        return said

    async def judge(self, submission: bytes, tests: list[dict[str, Any]]) -> float:
        """Fill `tests` with results as they come; the CPU seconds it took. BadPredicate leaves the worker whole."""
        try:
            self.input.write(submission + b"\n")
            await self.input.drain()
        except OSError as error:
            raise Lost("a worker takes nothing") from error
        while "test" in (said := await self.line()):
            tests.append(said["test"])
        if "bad_predicate" in said:
            raise BadPredicate(said["bad_predicate"])
        return float(said["end"])

    def cpu_seconds(self) -> float | None:
        """What the process has used so far; None where the system does not show it."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        if self.alive:
            self.process.kill()

    async def stop(self, seconds: float) -> None:
        """Let it see the end of its input and leave, or be killed after `seconds`."""
        self.input.close()
        try:
            async with asyncio.timeout(seconds):
                await self.process.wait()
        except TimeoutError:
            self.kill()
            await self.process.wait()
