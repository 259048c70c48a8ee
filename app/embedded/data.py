"""The data directory: who may use it, what it holds, and the secrets and ports it was given at first use."""

import fcntl
import os
import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.embedded import postgres, valkey
from app.embedded.child import CannotStart

# Below every system's range of ports for outgoing connections, which would take a remembered one now and then.
PORTS = range(20000, 32000)


class Local(BaseModel):
    """local.json: made once, kept between runs, readable by its owner alone."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    db_password: str = Field(default_factory=lambda: secrets.token_hex(24), pattern="^[0-9a-f]{48}$")
    db_port: int = Field(default_factory=lambda: free_port(), ge=1, le=65535)
    valkey_password: str = Field(default_factory=lambda: secrets.token_hex(24), pattern="^[0-9a-f]{48}$")
    valkey_port: int = Field(default_factory=lambda: free_port(), ge=1, le=65535)
    evaluator_port: int = Field(default_factory=lambda: free_port(), ge=1, le=65535)
    jwt_key: str = Field(default_factory=lambda: secrets.token_hex(32), min_length=32)


class DataDir:
    """An opened data directory; CannotStart says in one line why it cannot be one."""

    def __init__(self, path: Path) -> None:
        self.path = path = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() follows links that may be moved later
        self.postgres, self.valkey, self.logs = path / "postgres", path / "valkey", path / "logs"
        self.file = path / "local.json"
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._admit()
            self.logs.mkdir(exist_ok=True)
            self.local = self._read() if self.file.exists() else self._make()
        except FileExistsError:
            raise CannotStart(f"DATA_DIR {path} is a file, not a folder") from None
        except OSError as error:
            raise CannotStart(f"DATA_DIR {path} cannot be used: {error.strerror}") from None

    def _admit(self) -> None:
        if self.path.stat().st_uid != os.geteuid():
            raise CannotStart(
                f"DATA_DIR {self.path} belongs to another user: run as that user or choose another folder"
            )
        if not self.file.exists():
            foreign = [e.name for e in self.path.iterdir() if e.name not in ("lock", "logs") and e.name[0] != "."]
            if foreign:
                names = ", ".join(sorted(foreign)[:3])
                raise CannotStart(f"DATA_DIR {self.path} holds {names} but no local.json: choose an empty folder")
        self.path.chmod(0o700)
        postgres.check(self.postgres)

    def _read(self) -> Local:
        try:
            return Local.model_validate_json(self.file.read_bytes())
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the file"
            raise CannotStart(f"{self.file} is broken ({where}: {first['msg']}): mend it or move it away") from None

    def _make(self) -> Local:
        new = self._write(Local())
        try:
            os.link(new, self.file)  # of two commands at first use one wins, and both go on with what it wrote
        except FileExistsError:
            return self._read()
        finally:
            new.unlink()
        return self._read()

    def _write(self, local: Local) -> Path:
        new = self.path / f".local.{os.getpid()}"
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_text(local.model_dump_json(indent=2) + "\n")
        return new

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one that runs on this directory."""
        with (self.path / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                holder = file.read().strip()
                raise CannotStart(f"DATA_DIR {self.path} is in use by process {holder}: stop that one first") from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def claim_ports(self) -> None:
        """Keep the ports of before, except those that something else listens on by now."""
        ports = {name: port for name, port in self.local.model_dump().items() if name.endswith("_port")}
        taken = {name: free_port() for name, port in ports.items() if not is_free(port)}
        if taken:
            self.local = self.local.model_copy(update=taken)
            self._write(self.local).replace(self.file)

    def settings(self) -> dict[str, str]:
        """The settings that reach the services of this directory."""
        local = self.local
        return {
            "CO_DB_URL": postgres.url(local.db_port, local.db_password),
            "CO_REDIS_URL": valkey.url(local.valkey_port, local.valkey_password),
            "EVAL_BASE": f"http://127.0.0.1:{local.evaluator_port}",
            "CO_JWT_DEV_KEY": local.jwt_key,
        }


def is_free(port: int) -> bool:
    """Whether a server may listen on `port` of loopback; CannotStart where the system forbids it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(f"port {port} may be opened by root alone: choose one above 1023") from None
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port nothing listens on now."""
    return next(port for port in random.sample(PORTS, len(PORTS)) if is_free(port))
