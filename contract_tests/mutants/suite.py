"""One run of the contract suite against one tree, in a process of its own, up to the first failure."""

import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
LIMIT_S = 240
"""A suite that goes on for longer than this hangs."""

OWN = {"everywhere": ["test_security.py", "test_door.py"]}
LEFT_OUT = ("clients", "differential", "docs", "fuzz", "gate", "spec")
"""They need Node, a browser or minutes, or look at files alone; what the API answers is for the others to judge."""

LAST = "test_outages.py"
"""It starts an API for every test."""

# Of the plugins and modules imported before the fork, pytest would say that it cannot rewrite their assertions.
OPTIONS = ("-x", "-W", "ignore::pytest.PytestAssertRewriteWarning")
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Verdict:
    """What the suite found: the first failing test (None: all passed), what it said, and the seconds it took."""

    test: str | None
    words: str
    seconds: float


class Witness:
    """A pytest plugin that keeps the first failure."""

    def __init__(self) -> None:
        self.failure: tuple[str, str] | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failure is None:
            self.failure = (report.nodeid.removeprefix("contract_tests/"), report.longreprtext[-8000:])


def files(tag: str) -> tuple[list[str], list[str]]:
    """The suite's files in two parts: the tag's own, where there are any, and the others."""
    own = OWN.get(tag, [f"test_{tag}.py"])
    judges = [file for file in TESTS.glob("test_*.py") if file.stem.removeprefix("test_") not in LEFT_OUT]
    found = sorted(judges, key=lambda file: (file.name == LAST, file.name))
    return [str(file) for file in found if file.name in own], [str(file) for file in found if file.name not in own]


def warm_up() -> None:
    """Import here, once, what every process forked from this one would import: pytest's plugins, and what tests use."""
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    import_module("contract_tests.conftest")


def run(arguments: list[str], environ: dict[str, str], log: Path) -> Verdict:
    """The verdict of one pytest run with `environ` over this process's own environment; its output goes to `log`."""
    started = time.monotonic()
    there, here = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_run, args=(arguments, environ, log, here))
    process.start()
    here.close()
    process.join(LIMIT_S)
    if process.is_alive():
        _end(process)
        return Verdict("(no end)", f"went on for {LIMIT_S} s", time.monotonic() - started)
    seconds = time.monotonic() - started
    try:
        code, failure = there.recv()
    except EOFError:
        code, failure = None, None
    if failure is None and code != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest ended with {code!r}:\n{log.read_text()[-4000:]}")
    test, words = failure or (None, "")
    return Verdict(test, words, seconds)


def _run(arguments: list[str], environ: dict[str, str], log: Path, report: Connection) -> None:
    with log.open("w") as output:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(output.fileno(), stream.fileno())
        os.environ.update(environ)
        witness = Witness()
        code = pytest.main([*OPTIONS, *arguments], plugins=[witness])
        sys.stdout.flush()
        report.send((code, witness.failure))


def _end(process: Any) -> None:
    """As Ctrl-C would, so that fixtures stop what they started; then by force."""
    os.kill(process.pid, signal.SIGINT)
    process.join(30)
    process.kill()
    process.join()
