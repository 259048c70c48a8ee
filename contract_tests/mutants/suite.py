"""One run of the contract suite against one tree, in a process of its own, up to the first failure."""

import multiprocessing
import os
import signal
import sys
from importlib import import_module
from importlib.metadata import entry_points
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
LIMIT_S = 900
"""A suite that goes on for longer than this hangs."""

OWN = {
    "everywhere": ("security", "door", "limits"),
    "recommendations": ("recommendations", "attempts"),
    "reviews": ("reviews", "attempts"),
    "rubrics": ("rubrics", "waiting", "submission_streams", "model_grades", "grading_jobs"),
    "sessions": ("sessions", "conditional"),
    "submissions": ("submissions", "attempts"),
}
GENERAL = ("isolation", "lists")
"""What holds over all tags, and is asked behind the tag's own."""

LEFT_OUT = ("clients", "differential", "docs", "event_source", "fuzz", "gate", "spec")
"""They need Node, a browser or minutes, or look at files alone; what the API answers is for the others to judge."""

LAST = "outages"
"""It starts an API for every test."""

# Of the plugins and modules imported before the fork, pytest would say that it cannot rewrite their assertions.
OPTIONS = ("-x", "-W", "ignore::pytest.PytestAssertRewriteWarning")
FORK = multiprocessing.get_context("fork")


class Witness:
    """A pytest plugin that keeps the first failure."""

    def __init__(self) -> None:
        self.failure: tuple[str, str] | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failure is None:
            self.failure = (report.nodeid.removeprefix("contract_tests/"), report.longreprtext[-8000:])


def files(tag: str) -> tuple[list[str], list[str]]:
    """The suite's files in two parts: the tag's own and the general ones, then the others."""
    found = {file.stem.removeprefix("test_"): str(file) for file in TESTS.glob("test_*.py")}
    first = [name for name in (*OWN.get(tag, (tag,)), *GENERAL) if name in found]
    others = sorted(found.keys() - {*first, *LEFT_OUT}, key=lambda name: (name == LAST, name))
    return [found[name] for name in first], [found[name] for name in others]


def warm_up() -> None:
    """Import here, once, what every process forked from this one would import: pytest's plugins, and what tests use."""
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    import_module("contract_tests.conftest")


def run(arguments: list[str], environ: dict[str, str], log: Path) -> tuple[str | None, str]:
    """The first test that fails (None: all pass) and what it says; pytest's output goes to `log`."""
    there, here = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_run, args=(arguments, environ, log, here))
    process.start()
    here.close()
    process.join(LIMIT_S)
    if process.is_alive():
        _end(process)
        return "(no end)", f"went on for {LIMIT_S} s"
    try:
        code, failure = there.recv()
    except EOFError:
        code, failure = None, None
    if failure is None and code != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest ended with {code!r}:\n{log.read_text()[-4000:]}")
    return failure or (None, "")


def _run(arguments: list[str], environ: dict[str, str], log: Path, report: Connection) -> None:
    to_log(log)
    os.environ.update(environ)
    witness = Witness()
    code = pytest.main([*OPTIONS, *arguments], plugins=[witness])
    report.send((code, witness.failure))


def to_log(log: Path) -> None:
    """Send what this process says to a file of its own."""
    with log.open("w") as output:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(output.fileno(), stream.fileno())


def _end(process: Any) -> None:
    """As Ctrl-C would, so that fixtures stop what they started; then by force."""
    os.kill(process.pid, signal.SIGINT)
    process.join(30)
    process.kill()
    process.join()
