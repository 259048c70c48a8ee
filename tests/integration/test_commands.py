"""What operators are told when a command cannot do what it is asked for: one line, and an exit code."""

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import leaving
from app.cli import main
from app.embedded.data import free_port
from app.settings import Settings

ROOT = Path(__file__).parents[2]
LEARNER = "00000000-0000-4000-8000-0000000c0de0"
ASKED = [
    ["jobs"],
    ["check-learner", LEARNER],
    ["rejudge", "warm-streak"],
    ["mastery", "fit"],
    ["reviews", "export"],
    ["learner", "export", LEARNER],
    ["learner", "delete", LEARNER],
    ["content", "load"],
]


@pytest.fixture
def settings(postgres: str, valkey: str) -> Settings:
    return Settings(CO_DB_URL=postgres, CO_REDIS_URL=valkey, EVAL_BASE="http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings, as commands read them."""
    for name in ("CO_DB_URL", "CO_REDIS_URL", "EVAL_BASE"):
        monkeypatch.setenv(name, getattr(settings, name))
    return monkeypatch


async def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    """The exit code, and what the command wrote: to its output, and to its errors line by line."""
    code = await asyncio.to_thread(main, arguments)
    written = capsys.readouterr()
    return code, written.out, written.err.splitlines()


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
async def test_a_database_that_lets_nobody_in_is_one_line(
    environment: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    there = urlsplit(settings.CO_DB_URL)
    environment.setenv("CO_DB_URL", f"postgresql://nobody-here@{there.hostname}:{there.port}/co")

    assert (1, "", ['PostgreSQL: password authentication failed for user "nobody-here"']) == await told(
        arguments, capsys
    )


async def test_a_database_that_is_not_migrated_is_one_line(
    environment: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("CO_DB_URL", urlsplit(settings.CO_DB_URL)._replace(path="/postgres").geturl())

    assert (1, "", ['PostgreSQL: relation "pgqueuer" does not exist']) == await told(["jobs"], capsys)


async def test_a_valkey_that_is_away_is_one_line(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("CO_REDIS_URL", f"redis://127.0.0.1:{free_port()}")

    code, output, [line] = await told(["learner", "delete", LEARNER], capsys)

    assert (1, "", "Valkey: ") == (code, output, line[:8])


async def test_who_stops_reading_an_export_ends_it(settings: Settings, environment: pytest.MonkeyPatch) -> None:
    class Gone(io.RawIOBase):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    class Output:
        buffer = Gone()

    environment.setattr(sys, "stdout", Output)
    with pytest.raises(BrokenPipeError):
        async with asyncio.timeout(30):
            await leaving.export(settings, LEARNER)


def test_an_output_that_nobody_reads_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "app", "reviews", "export"]

    ended = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)

    os.close(writing)
    assert (1, b"") == (ended.returncode, ended.stderr)
