"""A server that outlived the command that started it is found by its pid file and stopped."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from app.embedded.child import POLL_SECONDS, CannotStart


def stop(pid_file: Path, marker: Path, how: signal.Signals, seconds: float = 20) -> bool:
    """End the process that `pid_file` names if its command line holds `marker` (pids are reused); True if it did."""
    pid = read(pid_file)
    if pid is None or str(marker) not in command(pid):
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    deadline = time.monotonic() + seconds
    while str(marker) in command(pid):
        if time.monotonic() > deadline:
            raise CannotStart(f"process {pid} still uses {marker} and does not end")
        time.sleep(POLL_SECONDS)
    return True


def read(pid_file: Path) -> int | None:
    """The pid in the first line, if there is one."""
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def command(pid: int) -> str:
    """The command line of a running process; empty when there is none."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    listing = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout  # noqa: S603  # a fixed command
