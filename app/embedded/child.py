"""One process that this one started: shielded from the terminal's Ctrl-C, logged to a file, stopped with its group."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from app.embedded import privileges

POLL_SECONDS = 0.03
GONE_SECONDS = 1


class CannotStart(Exception):
    """Why something did not start, or did not go on; the first line says it all."""


class Child:
    """A running process, its name and its log."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path, stop_signal: signal.Signals) -> None:
        self.name = name
        self.process = process
        self.log = log
        self.stop_signal = stop_signal
        self.stopping = False

    @classmethod
    async def start(
        cls,
        name: str,
        command: list[str],
        log: Path,
        *,
        env: Mapping[str, str],
        cwd: Path = Path("/"),
        stop_signal: signal.Signals = signal.SIGTERM,
        owner: tuple[int, int] | None = None,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
    ) -> Self:
        """Run `command` (an absolute path, then arguments) in a session of its own; the log before is kept as `.1`."""
        keep_one_older(log)
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *privileges.launch(command, stop_signal, owner),
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        return cls(name, process, log, stop_signal)

    def release(self) -> None:
        """Let a child that was started with a pipe for its input, and waits for a line there, go on."""
        if self.process.stdin is not None:
            self.process.stdin.write(b"\n")
            self.process.stdin.close()

    async def ready(self, probe: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
        """Wait until `probe` says yes; CannotStart when the process ends first or takes longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while not await probe():
                    if self.process.returncode is not None:
                        raise CannotStart(self.last_words())
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise CannotStart(self.told(f"was not ready within {seconds:.0f} s")) from None

    async def finish(self) -> str:
        """Wait for the end and return the last line it wrote; CannotStart unless it ended well."""
        try:
            await self.process.wait()
        finally:
            await self.stop()
        if self.process.returncode:
            raise CannotStart(self.last_words())
        return next(iter(self.tail(1)), "")

    async def stop(self, seconds: float = 10) -> None:
        """Ask it to end, insist after `seconds`, and leave nothing of its process group behind."""
        self.stopping = True
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        # What it had started is nobody's child here: it is gone when its group is. One that nobody reaps stays in it.
        with suppress(ProcessLookupError, PermissionError, TimeoutError):
            async with asyncio.timeout(GONE_SECONDS):
                while True:
                    os.killpg(self.process.pid, 0)
                    await asyncio.sleep(POLL_SECONDS)

    def last_words(self) -> str:
        """What to tell when it ended by itself: name, exit code, log, and the last lines of that."""
        code = self.process.returncode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        return self.told(how)

    def told(self, how: str) -> str:
        return "\n    ".join([f"{self.name} {how}; its log: {self.log}", *self.tail(8)])

    def tail(self, count: int) -> list[str]:
        """The last `count` lines of the log that are not empty."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if line.strip()][-count:]


def keep_one_older(log: Path) -> None:
    if log.exists():
        log.replace(log.with_suffix(".log.1"))


async def answers(port: int, request: bytes, expected: bytes) -> bool:
    """Whether what listens on `port` of this machine answers `request` with something that holds `expected`."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                answer = b""
                while expected not in answer and (more := await reader.read(4096)):
                    answer += more
                return expected in answer
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


async def answers_http(port: int, path: str) -> bool:
    """Whether GET `path` is answered 200."""
    return await answers(port, f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode(), b" 200 ")
