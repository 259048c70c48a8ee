"""Peers from npm: a Node process with a WebAssembly interpreter in it, as one would build it in an afternoon.

quickjs-emscripten makes a fresh runtime for every submission, with limits of memory and time. Pyodide is an interpreter
of some seconds' start, so it is measured twice: fresh for every submission, and one for all of them, where a
submission meets what the ones before it have changed.
"""

import json
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from bench.evaluator.service import cpu_seconds

PACKAGES = ["quickjs-emscripten@0.32.0", "pyodide@314.0.7"]
SERVER = Path(__file__).with_name("peer.mjs")
KINDS = {"quickjs-emscripten": "javascript", "pyodide, kept": "python", "pyodide, fresh": "python"}


class Peer:
    """A running peer; the packages are installed in the folder `work` and nowhere else."""

    def __init__(self, work: Path) -> None:
        npm, node = shutil.which("npm"), shutil.which("node")
        if npm is None or node is None:
            raise ValueError("peers need Node and npm")
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--no-save", *PACKAGES]
        subprocess.run(install, cwd=work, check=True)
        shutil.copyfile(SERVER, work / SERVER.name)
        self.process = subprocess.Popen(
            [node, SERVER.name], cwd=work, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def judged(self, kind: str, submission: dict[str, Any]) -> tuple[float, float]:
        """Wall and CPU milliseconds of one submission; ValueError unless every test passes."""
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("a peer is talked to through pipes")
        used, started = cpu_seconds(self.process.pid), time.perf_counter()
        self.process.stdin.write(json.dumps({"kind": kind, **submission}) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        wall = time.perf_counter() - started
        if said != [True] * len(submission["tests"]):
            raise ValueError(f"{kind} judged wrongly: {said}")
        return wall * 1000, (cpu_seconds(self.process.pid) - used) * 1000

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
