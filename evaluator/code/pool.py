"""The code workers: each judges one submission at a time, is killed when it takes too long, and replaced when lost."""

import asyncio
import json
import logging
import sys
from typing import Any

from evaluator.code.verdicts import judgement, result
from evaluator.errors import Unavailable
from evaluator.settings import ROOT, Settings

log = logging.getLogger("evaluator.code")
LINE_LIMIT = 32 << 20
# How long a worker may take to warm up, to leave when told to, and to be gone when it stopped talking.
START_SECONDS, STOP_SECONDS, LOST_SECONDS = 60, 5, 1


class Lost(Exception):
    """The worker is gone, or no longer makes sense; the submission's verdict is unknown."""


class Worker:
    """One process of `evaluator.code.worker`."""

    def __init__(self, process: asyncio.subprocess.Process, walls: list[str]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker is talked to through pipes")
        self.process, self.walls = process, walls
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
        worker = cls(process, [])
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
            said = json.loads(await self.output.readline())
        except (ValueError, OSError) as error:
            raise Lost("a worker stopped talking") from error
        if not isinstance(said, dict):
            raise Lost("a worker talks nonsense")
        return said

    async def judge(self, submission: bytes, tests: list[dict[str, Any]]) -> float:
        """Fill `tests` with results as they come; the CPU seconds it took."""
        try:
            self.input.write(submission + b"\n")
            await self.input.drain()
        except OSError as error:
            raise Lost("a worker takes nothing") from error
        while "test" in (said := await self.line()):
            tests.append(said["test"])
        return float(said["end"])

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


class CodePool:
    """A fixed number of workers and a bounded queue before them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.workers: set[Worker] = set()
        self.waiting = 0
        self.keepers: list[asyncio.Task[None]] = []
        self.started = [asyncio.Event() for _ in range(settings.workers)]

    async def start(self) -> None:
        """Begin to warm the workers; `ready` says how many are."""
        self.keepers = [asyncio.create_task(self.keep(started)) for started in self.started]

    async def warm(self) -> None:
        """Wait until every worker has been warm once."""
        for started in self.started:
            await started.wait()

    @property
    def is_up(self) -> bool:
        """Whether every worker has been warm once, and one is now: losing some is no reason to be taken for dead."""
        return all(started.is_set() for started in self.started) and self.ready > 0

    @property
    def ready(self) -> int:
        """Workers that are warm, busy ones included."""
        return len(self.workers)

    async def keep(self, started: asyncio.Event) -> None:
        """Keep one place in the pool filled."""
        while True:
            try:
                worker = await Worker.start(self.settings)
            except (Lost, OSError) as error:
                log.error("%s; another is tried in a second", error)
                await asyncio.sleep(1)
                continue
            if "seccomp" not in worker.walls:
                log.warning("only the WebAssembly wall stands: no seccomp filter for this platform")
            self.workers.add(worker)
            started.set()
            self.idle.put_nowait(worker)
            try:
                await worker.process.wait()
                log.warning("a worker ended (%s) and is replaced", worker.process.returncode)
            finally:
                self.workers.discard(worker)

    async def judge(self, submission: dict[str, Any]) -> dict[str, Any]:
        """The CodeJudgement but for its version; Unavailable when the platform, not the submission, is at fault."""
        text = json.dumps(submission).encode()
        for _ in range(2):
            worker = await self.free()
            tests: list[dict[str, Any]] = []
            try:
                async with asyncio.timeout(self.settings.wall_seconds):
                    cpu = await worker.judge(text, tests)
            except TimeoutError:
                worker.kill()
                return judgement(self.timed_out(submission, tests), self.settings.wall_seconds)
            except (Lost, KeyError) as error:
                await worker.stop(LOST_SECONDS)
                log.warning("%s; its submission is tried once more", error)
                continue
            except BaseException:
                worker.kill()
                raise
            self.idle.put_nowait(worker)
            return judgement(tests, cpu)
        raise Unavailable("the worker was lost twice", retry_after=5)

    async def free(self) -> Worker:
        """An idle worker, after those who came before; Unavailable at once when too many wait."""
        if self.waiting >= self.settings.queue and self.idle.empty():
            raise Unavailable("every worker is busy and the queue is full", retry_after=2)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.settings.wall_seconds):
                while not (worker := await self.idle.get()).alive:
                    pass
        except TimeoutError:
            raise Unavailable("no worker came free", retry_after=5) from None
        finally:
            self.waiting -= 1
        return worker

    def timed_out(self, submission: dict[str, Any], tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The results from before the worker was killed, and TLE for the test it was killed in and those after."""
        left = 1 if submission.get("stop_on_failure") else len(submission["tests"]) - len(tests)
        late = result("TLE", message="the time limit was exceeded", ms=self.settings.wall_seconds * 1000)
        return [*tests, *([late] * left)]

    async def close(self) -> None:
        """End the workers; nothing may be judged any more."""
        for keeper in self.keepers:
            keeper.cancel()
        workers = list(self.workers)
        await asyncio.gather(*self.keepers, return_exceptions=True)
        await asyncio.gather(*(worker.stop(STOP_SECONDS) for worker in workers))
