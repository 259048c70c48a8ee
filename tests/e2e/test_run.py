"""`python -m app run`: everything starts, is told, works, and ends."""

import os
import shlex
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import asyncpg
import jwt
import pytest

from app import tokens
from app.embedded import leftover
from app.embedded.data import DataDir
from tests.e2e.commands import App, Running

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    return App(tmp_path_factory.mktemp("run") / "data")


@pytest.fixture
def started(app: App) -> Iterator[Running]:
    """A `run` that has said it is ready."""
    running = app.run()
    try:
        running.until("Ready in")
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGTERM)


async def get(url: str, token: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.request("GET", url, headers=headers) as response:
        return response.status


async def test_what_it_prints_works_until_a_signal_ends_everything(app: App, started: Running) -> None:
    base, docs, token = started.until("API"), started.until("Docs"), started.until("Token")
    assert [200, 200] == [await get(f"{base}/tracks", token), await get(docs)]

    own = app.command("token", USER_ID="11111111-1111-4111-8111-111111111111").stdout.strip()
    assert 200 == await get(f"{base}/tracks", own)

    settings = dict(line.split("=", 1) for line in shlex.split(app.command("env").stdout))
    connection = await asyncpg.connect(settings["CO_DB_URL"])
    assert await connection.fetchval("SELECT count(*) > 0 FROM tracks")
    await connection.close()

    second = app.command("run")
    assert (1, "") == (second.returncode, second.stdout)
    assert second.stderr == f"DATA_DIR {app.data} is in use by process {started.process.pid}: stop that one first\n"

    assert 0 == started.end(signal.SIGTERM)
    assert "Stopped.\n" == started.lines[-1]
    assert [] == app.processes()


@linux
def test_ctrl_c_ends_everything(app: App, started: Running) -> None:
    # A terminal sends it to the whole foreground group.
    os.killpg(started.process.pid, signal.SIGINT)

    assert 0 == started.wait()
    assert [] == app.processes()


@linux
def test_the_end_of_a_part_is_told_and_ends_the_rest(app: App, started: Running) -> None:
    pid = leftover.read(app.data / "valkey" / "valkey.pid")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert 1 == started.wait()
    assert f"Valkey was killed by signal 9; its log: {app.data}/logs/valkey.log\n" in started.lines
    assert [] == app.processes()


@linux
def test_a_start_after_the_supervisor_was_killed_is_like_any_other(app: App, started: Running) -> None:
    before = DataDir(app.data).local
    started.process.kill()
    started.wait()
    again = app.run()
    again.until("Ready in")

    assert 0 == again.end(signal.SIGTERM)
    assert DataDir(app.data).local == before
    assert [] == app.processes()


@linux
def test_ctrl_c_in_the_middle_of_the_first_start_leaves_nothing_running(tmp_path: Path) -> None:
    app = App(tmp_path / "data")
    running = app.run()
    running.until("Curriculum Orchestrator")

    assert 0 == running.end(signal.SIGINT)
    assert "Stopped.\n" == running.lines[-1]
    assert [] == app.processes()


@linux
@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_a_signal_to_make_ends_what_make_runs(app: App) -> None:
    running = app.run("make", "run")
    running.until("Ready in")
    running.end(signal.SIGTERM)

    assert "Stopped.\n" in running.lines
    assert [] == app.processes()


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        app = App(tmp_path / "data", taken.getsockname()[1])
        refused = app.command("run")

    assert (1, "") == (refused.returncode, refused.stdout)
    assert refused.stderr == f"port {app.port} is in use: stop what listens there, or choose another with PORT=\n"


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "²"])
def test_a_port_that_is_none_is_wrong_usage(tmp_path: Path, port: str) -> None:
    refused = App(tmp_path / "data").command("run", PORT=port)

    assert (2, "") == (refused.returncode, refused.stdout)
    assert refused.stderr == f"argument --port: PORT must be a number from 1 to 65535, not {port!r}\n"


def test_an_unknown_setting_is_told_in_one_line(tmp_path: Path) -> None:
    refused = App(tmp_path / "data").command("run", CO_DB_URI="postgresql://elsewhere")

    assert (2, "", "CO_DB_URI: no such setting\n") == (refused.returncode, refused.stdout, refused.stderr)


def test_a_data_directory_that_is_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    refused = App(tmp_path / "data").command("run")

    assert (1, "") == (refused.returncode, refused.stdout)
    assert refused.stderr == f"DATA_DIR {tmp_path}/data is a file, not a folder\n"


def test_a_token_for_what_is_no_uuid_is_refused_in_one_line(tmp_path: Path) -> None:
    refused = App(tmp_path / "data").command("token", USER_ID="me")

    assert (2, "") == (refused.returncode, refused.stdout)
    assert "argument --user: USER_ID must be a UUID, not 'me'\n" == refused.stderr


def test_tokens_and_settings_need_no_running_server(tmp_path: Path) -> None:
    app = App(tmp_path / "data")
    token = app.command("token", SCOPES="grade:write  tracks:write")
    settings = dict(line.split("=", 1) for line in shlex.split(app.command("env").stdout))

    claims = decoded(token.stdout.removesuffix("\n"), settings)
    assert (claims["sub"], claims["scope"]) == (tokens.DEMO_LEARNER, "grade:write tracks:write")
    assert (settings["DATA_DIR"], settings["PORT"]) == (str(app.data), str(app.port))
    assert "" == settings["TUTOR_BASE"]


def decoded(token: str, settings: dict[str, str]) -> dict[str, object]:
    issuer, audience = settings["API_BASE"], settings["CO_JWT_AUDIENCE"]
    claims = jwt.decode(token, settings["CO_JWT_DEV_KEY"], ["HS256"], issuer=issuer, audience=audience)
    return dict(claims)


def test_a_production_server_gets_no_development_token(tmp_path: Path) -> None:
    refused = App(tmp_path / "data").command("token", CO_ENV="production")

    assert (1, "") == (refused.returncode, refused.stdout)
    assert "a production server takes no development tokens\n" == refused.stderr
