"""Maths workers behind pipes: warm before they are asked, one submission each at a time, killed when they hang.

A worker ends itself after CPU_SECONDS of one submission: that is the submission's own fault, whatever else the machine
does. One that says nothing for WALL_SECONDS is the machine's. One worker more than may be busy is kept warm, so that a
killed one is replaced at once.
"""

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from evaluator.clients import queueing
from evaluator.errors import Unavailable
from evaluator.maths import BadSubmission
from evaluator.maths.worker import CPU_SECONDS

WALL_SECONDS, WARM_UP_SECONDS, QUEUE_PER_WORKER = 20.0, 20.0, 32
COMMAND = (sys.executable, "-m", "evaluator.maths.worker")
ROOT = Path(__file__).parents[2]
# Nothing of the service's own environment: it may hold secrets. A fixed hash seed makes judgements repeatable.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
LINE_LIMIT = 1 << 23


class MathsPool:
    """Judges maths submissions, `workers` at a time; `start` before use, `close` at the end."""

    def __init__(self, workers: int = 1, wall_seconds: float = WALL_SECONDS) -> None:
        """Prepare a pool; no process runs before `start`."""
        self._workers, self._wall_seconds = workers, wall_seconds
        self._waiting = 0
        self._free = asyncio.Semaphore(workers)
        self._warm: asyncio.Queue[Process] = asyncio.Queue()
        self._processes: set[Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._open = False

    async def start(self) -> None:
        """Start the workers; returns at once, and whoever comes before they are warm waits."""
        self._open = True
        for _ in range(self._workers + 1):
            self._replace()

    async def ready(self) -> None:
        """Wait until every worker is warm."""
        while self._starting:
            await asyncio.gather(*self._starting, return_exceptions=True)

    def pids(self) -> list[int]:
        """The workers' process ids."""
        return sorted(process.pid for process in self._processes)

    async def close(self) -> None:
        """End every worker and wait until they are gone."""
        self._open = False
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(_end(process) for process in list(self._processes)))
        self._processes.clear()

    async def judge(self, submission: dict[str, Any]) -> dict[str, Any]:
        """The judgement of a MathSubmission, without `evaluator_version`; raises BadSubmission, Unavailable."""
        if not self._open or self._waiting >= self._workers * QUEUE_PER_WORKER:
            raise Unavailable("no maths worker is free", retry_after=1)
        line = json.dumps(submission).encode() + b"\n"
        self._waiting += 1
        try:
            with queueing():
                await self._free.acquire()
            try:
                reply = await self._ask(line) or await self._ask(line)
            finally:
                self._free.release()
        finally:
            self._waiting -= 1
        if reply is None:
            raise Unavailable("a maths worker was lost", retry_after=1)
        if "bad" in reply:
            raise BadSubmission(reply["bad"])
        judgement: dict[str, Any] = reply["judgement"]
        return judgement

    async def _ask(self, line: bytes) -> dict[str, Any] | None:
        """One worker's reply; a timeout judgement when its CPU time was up; None when it died. Unavailable."""
        try:
            process = await asyncio.wait_for(self._warm.get(), WARM_UP_SECONDS)
        except TimeoutError:
            return None
        reply: dict[str, Any] | None = None
        kept = False
        try:
            async with asyncio.timeout(self._wall_seconds):
                reply = await _exchange(process, line)
                kept = reply is not None
                if not kept and await process.wait() == -signal.SIGPROF:
                    reply = {"judgement": timed_out()}
        except TimeoutError:
            raise Unavailable("the machine is too busy to judge this now", retry_after=1) from None
        finally:
            # Also when cancelled: a reply that nobody waits for must never be the next one's.
            if kept and self._open:
                self._warm.put_nowait(process)
            else:
                self._discard(process)
        return reply

    def _discard(self, process: Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        self._processes.discard(process)
        if self._open:
            self._replace(process)

    def _replace(self, dead: Process | None = None) -> None:
        task = asyncio.create_task(self._spawn(dead))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _spawn(self, dead: Process | None) -> None:
        if dead is not None:
            await dead.wait()
        while self._open:
            process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=ENVIRONMENT, limit=LINE_LIMIT
            )
            self._processes.add(process)
            try:
                async with asyncio.timeout(WARM_UP_SECONDS):
                    ready = await _line(process)
            except TimeoutError:
                ready = b""
            if ready:
                self._warm.put_nowait(process)
                return
            self._processes.discard(process)
            await _end(process)
            await asyncio.sleep(1)


async def _exchange(process: Process, line: bytes) -> dict[str, Any] | None:
    if process.stdin is None or process.returncode is not None:
        return None
    try:
        process.stdin.write(line)
        await process.stdin.drain()
    except ConnectionError:
        return None
    answer = await _line(process)
    reply: dict[str, Any] | None = json.loads(answer) if answer.endswith(b"\n") else None
    return reply


async def _line(process: Process) -> bytes:
    return await process.stdout.readline() if process.stdout is not None else b""


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def timed_out() -> dict[str, Any]:
    """The judgement of a submission whose CPU time was up."""
    return {
        "verdict": "timeout",
        "checks": [],
        "message": "This took too long to judge. Write it more simply.",
        "position": None,
        "suggestion": None,
        "cpu_ms": round(CPU_SECONDS * 1000),
    }
