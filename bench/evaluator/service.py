"""A real evaluator in processes of its own, and what the kernel says that they use. Linux: figures are from /proc."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of one process so far, to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """What one process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Evaluator:
    """A running service: `pid` answers HTTP, `workers()` judge code."""

    def __init__(self, pid: int, base: str, session: aiohttp.ClientSession) -> None:
        self.pid, self.base, self.session = pid, base, session

    def workers(self) -> list[int]:
        """The code workers' process ids, in order."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        command = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}
        return sorted(child for child, words in command.items() if "evaluator.code.worker" in words)

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far: of the service, of its code workers."""
        return cpu_seconds(self.pid), sum(map(cpu_seconds, self.workers()))

    async def judge(self, submission: dict[str, Any]) -> dict[str, Any]:
        """The judgement; ValueError when there is none."""
        async with self.session.post(f"{self.base}/v1/judge/code", json=submission) as answer:
            said: dict[str, Any] = await answer.json(content_type=None)
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}: {said}")
            return said

    async def is_up(self) -> bool:
        try:
            async with self.session.get(f"{self.base}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def evaluator(**environment: str) -> AsyncIterator[Evaluator]:
    """An evaluator that is up, ended when the block is left; ValueError when it does not start or not end well."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "evaluator", "serve", "--port", str(port)), cwd=ROOT, env={**os.environ, **environment}
    )
    try:
        async with aiohttp.ClientSession() as session:
            running = Evaluator(process.pid, f"http://127.0.0.1:{port}", session)
            while not await running.is_up():
                if process.returncode is not None:
                    raise ValueError("the evaluator did not start")
                await asyncio.sleep(0.05)
            yield running
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        if await process.wait() != 0:
            raise ValueError("the evaluator did not end well")
