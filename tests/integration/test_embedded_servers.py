"""PostgreSQL and Valkey from the wheels: who gets in, as whom they run, and that they end."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from app.embedded import leftover, privileges, valkey
from app.embedded import postgres as embedded
from app.embedded.child import CannotStart, Child
from app.embedded.data import free_port


async def test_the_database_takes_no_connection_without_the_password(postgres: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres.replace(":throwaway@", ":guess@"))


async def test_the_role_of_co_owns_its_database_and_is_no_superuser(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    row = await connection.fetchrow(
        "SELECT rolsuper, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding "
        "FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
    )
    await connection.close()

    assert row is not None
    assert {"rolsuper": False, "owner": "co", "encoding": "UTF8"} == dict(row)


async def test_the_database_server_never_runs_as_root(postgres: str, servers: Path) -> None:
    owner = (servers / "postgres" / "postmaster.pid").stat().st_uid

    assert owner != 0
    assert owner == os.geteuid() or os.geteuid() == 0


def status_of(pid: int | None) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":", 1) for line in lines)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux changes the user")
async def test_as_root_the_database_server_keeps_one_capability_and_no_more(postgres: str, servers: Path) -> None:
    pid = leftover.read(servers / "postgres" / "postmaster.pid")
    status = status_of(pid)

    assert [1 << privileges.CAP_DAC_OVERRIDE] * 3 == [int(status[name], 16) for name in ("CapPrm", "CapEff", "CapAmb")]
    assert [] == status["Groups"].split()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux changes the user")
async def test_as_root_a_program_in_a_folder_of_root_alone_is_reached_by_its_unprivileged_user(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    # Asked by access(2) as Postgres does, which heeds capabilities only when told to.
    program = "import os, sys; print(os.geteuid(), os.access(sys.argv[1], os.R_OK))"
    command = [sys.executable, "-I", "-S", "-c", program, str(private)]
    child = await Child.start("access", command, tmp_path / "access.log", env={}, owner=(65534, 65534))

    assert "65534 True" == await child.finish()


async def test_a_program_that_is_not_ready_in_time_is_told_with_the_last_it_wrote(tmp_path: Path) -> None:
    program = "import signal; print('waiting for a bus', flush=True); signal.pause()"
    log = tmp_path / "slow.log"
    child = await Child.start("slow", [sys.executable, "-I", "-S", "-c", program], log, env={})

    async def spoke() -> bool:
        return bool(log.read_text())

    async def never() -> bool:
        return False

    await child.ready(spoke)
    with pytest.raises(CannotStart) as told:
        await child.ready(never, seconds=0)
    await child.stop()

    assert f"slow was not ready within 0 s; its log: {log}\n    waiting for a bus" == str(told.value)


async def test_valkey_takes_no_command_without_the_password(valkey: str) -> None:
    async with redis.asyncio.from_url(valkey.replace(":throwaway@", "")) as client:
        with pytest.raises(redis.exceptions.AuthenticationError):
            await client.ping()


async def test_what_valkey_was_told_is_there_after_a_restart(tmp_path: Path) -> None:
    port, seen = free_port(), []
    for _ in range(2):
        server = await valkey.start(tmp_path / "valkey", tmp_path, port, "secret")
        await valkey.ready(server, port, "secret")
        async with redis.asyncio.from_url(valkey.url(port, "secret")) as client:
            seen.append(await client.incr("starts"))
        await server.stop()

    assert [1, 2] == seen


async def test_the_valkey_password_is_in_no_command_line(tmp_path: Path) -> None:
    port = free_port()
    server = await valkey.start(tmp_path / "valkey", tmp_path, port, "secret")
    await valkey.ready(server, port, "secret")
    command = leftover.command(server.process.pid)
    await server.stop()

    assert "valkey.conf" in command
    assert "secret" not in command
    assert 0o600 == (tmp_path / "valkey" / "valkey.conf").stat().st_mode & 0o777


async def test_a_server_that_outlived_its_supervisor_is_found_and_stopped(tmp_path: Path) -> None:
    port = free_port()
    server = await valkey.start(tmp_path / "valkey", tmp_path, port, "secret")
    await valkey.ready(server, port, "secret")

    # Its exit has to be collected by the loop, as init would for one that lost its parent.
    assert await asyncio.to_thread(valkey.stop_leftover, tmp_path / "valkey")
    assert 0 == await server.process.wait()
    assert not valkey.stop_leftover(tmp_path / "valkey")


async def test_a_pid_file_that_names_another_process_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "valkey.pid").write_text(f"{os.getpid()}\n")

    assert not valkey.stop_leftover(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell a process that its parent died")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import subprocess, signal; from app.embedded import privileges; "
        "child = subprocess.Popen(privileges.launch(['/bin/cat'], signal.SIGTERM, None), stdin=subprocess.PIPE); "
        "print(child.pid, flush=True); child.stdin.write(b'started'); child.stdin.flush(); signal.pause()"
    )
    # Its output ends, for cat and parent alike, once both have gone.
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert b"started" == parent.stdout.read(7)
    parent.kill()
    parent.wait()
    rest = parent.stdout.read()
    parent.stdout.close()

    assert b"" == rest
    assert "" == leftover.command(child)


async def test_a_server_that_does_not_start_tells_its_last_lines(tmp_path: Path) -> None:
    server = await valkey.start(tmp_path / "valkey", tmp_path, 1 << 20, "secret")

    with pytest.raises(CannotStart, match=r"^Valkey ended with exit code 1; its log: .*valkey.log\n[^$]*port 1048576"):
        await valkey.ready(server, 1, "secret")


async def test_stopping_a_child_ends_what_it_started_itself(tmp_path: Path) -> None:
    log = tmp_path / "shell.log"
    command = ["/bin/sh", "-c", "sleep 600 & echo $!; trap '' TERM; wait; wait"]
    child = await Child.start("shell", command, log, env=os.environ, stop_signal=signal.SIGTERM)

    async def has_spoken() -> bool:
        return bool(child.tail(1))

    await child.ready(has_spoken)
    grandchild = int(child.tail(1)[0])
    await child.stop(seconds=0.1)

    assert -signal.SIGKILL == child.process.returncode
    assert "sleep" not in leftover.command(grandchild)


def test_a_directory_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("17\n")

    with pytest.raises(CannotStart, match="made by PostgreSQL 17, this is 18"):
        embedded.check(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
async def test_what_a_child_started_is_gone_when_it_has_been_stopped(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8; do (trap '' TERM; sleep 1000) & done; echo started; wait"]
    child = await Child.start("parent", command, tmp_path / "log", env={"PATH": os.defpath})

    async def started() -> bool:
        return child.tail(1) == ["started"]

    await child.ready(started)
    await child.stop()

    assert [] == living(child.process.pid)


def living(group: int) -> list[str]:
    """The processes of a group that have not ended, each as its line in /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            line = stat.read_text()
            state, _, owner = line.rpartition(")")[2].split()[:3]
            if int(owner) == group and state != "Z":
                found.append(line)
    return found
