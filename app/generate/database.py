"""A throwaway PostgreSQL, migrated, for as long as statements are described."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg

from app.embedded import postgres
from app.embedded.data import free_port
from app.generate.statements import Database
from app.migrate import migrate

T = TypeVar("T")
PASSWORD = "throwaway"  # noqa: S105  # of a server that listens on this machine for seconds
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def described(use: Callable[[Database], T]) -> T:
    """What `use` makes of a migrated database."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(_described(Path(folder), use))


async def _described(folder: Path, use: Callable[[Database], T]) -> T:
    directory, port = folder / "postgres", free_port()
    await postgres.create(directory, folder, PASSWORD)
    server = await postgres.start(directory, folder, port, QUICK)
    try:
        await postgres.ready(server, directory)
        url = postgres.url(port, PASSWORD)
        migrate(url)
        with psycopg.connect(url) as connection:
            return use(Database(connection))
    finally:
        await server.stop()
