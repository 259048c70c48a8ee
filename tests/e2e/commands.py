"""`python -m app` as a person runs it: its own process, its own data directory, read by what it prints."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.embedded.data import free_port

ROOT = Path(__file__).parents[2]


class App:
    """The commands of one data directory and port, with nothing of CO in their environment."""

    def __init__(self, data: Path, port: int | None = None) -> None:
        self.data = data
        self.port = port or free_port()

    def environment(self, extra: dict[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {**kept, "DATA_DIR": str(self.data), "PORT": str(self.port), **extra}

    def command(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with `extra` environment variables."""
        line = [sys.executable, "-m", "app", *arguments]
        environment = self.environment(extra)
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def run(self, *line: str) -> "Running":
        """Start `run`, or the command `line` that starts it."""
        command = line or (sys.executable, "-m", "app", "run")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return Running(process)

    def processes(self) -> list[str]:
        """The command lines of all processes that belong to this directory."""
        mark, found = os.fsencode(self.data), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                if mark in command or b"DATA_DIR=" + mark in (process / "environ").read_bytes():
                    found.append(command.replace(b"\0", b" ").decode())
            except OSError:
                continue  # it has ended, or belongs to another user
        return found


class Running:
    """A `run` under way."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []

    def until(self, start: str) -> str:
        """Read on until a line begins with `start`, and return the rest of that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.strip().startswith(start):
                return line.strip().removeprefix(start).strip()
        raise AssertionError(f"no line {start!r} in:\n{''.join(self.lines)}")

    def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code, all output read."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self) -> int:
        assert self.process.stdout is not None
        self.lines += self.process.stdout.readlines()
        self.process.stdout.close()
        return self.process.wait(60)
