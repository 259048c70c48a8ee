"""An API of some tree, forked from a process that has imported everything but that tree: it is up in half the time."""

import http.client
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.mutants.planting import SERVED
from contract_tests.mutants.suite import FORK, to_log

LIBRARIES = (
    "aiohttp", "asyncpg", "connexion", "fsrs", "httptools", "jsonschema_rs", "jwt", "limits.aio.storage",
    "limits.aio.strategies", "redis.asyncio", "starlette.middleware.cors", "structlog", "uvicorn",
    "uvloop",
)  # fmt: skip
"""What the API imports that is not ours."""

COUNTS = "prometheus_client"
"""Which knows the counters of the sources that the tests import, and takes no others of their names."""

START_S = 120


class DoesNotStart(Exception):
    """What the API said last."""


def warm_up() -> None:
    """Import what every API forked from this process would import."""
    for library in LIBRARIES:
        import_module(library)


@contextmanager
def served(tree: Path, settings: Settings, log: Path) -> Iterator[str]:
    """The address of an API of `tree`; DoesNotStart."""
    port = free_port()
    process = FORK.Process(target=_serve, args=(tree, settings.model_dump(), port, log), daemon=True)
    process.start()
    try:
        end = time.monotonic() + START_S
        while not _answers(port):
            if not process.is_alive() or time.monotonic() > end:
                raise DoesNotStart(log.read_text()[-4000:])
            time.sleep(0.03)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join(10)
        process.kill()
        process.join()


def _serve(tree: Path, settings: dict[str, Any], port: int, log: Path) -> None:
    to_log(log)
    for name in [name for name in sys.modules if name.split(".")[0] in (*SERVED, COUNTS)]:
        del sys.modules[name]
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    api, own = import_module("app.api"), import_module("app.settings")
    assert Path(api.__file__ or "").is_relative_to(tree)
    api.serve(own.Settings(**settings), "127.0.0.1", port, lambda: None)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False
