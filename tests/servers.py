"""Throwaway servers by the code that users run: what the fixtures of conftest.py and the long runs start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.embedded import postgres as embedded_postgres
from app.embedded import valkey as embedded_valkey
from app.embedded.data import free_port
from app.migrate import migrate

PASSWORD = "throwaway"
# Nothing here outlives the session, so nothing has to reach the disk.
NO_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@asynccontextmanager
async def throwaway_postgres(folder: Path) -> AsyncIterator[str]:
    """The URL of a migrated database."""
    directory, port = folder / "postgres", free_port()
    await embedded_postgres.create(directory, folder, PASSWORD)
    server = await embedded_postgres.start(directory, folder, port, NO_DURABILITY)
    try:
        await embedded_postgres.ready(server, directory)
        url = embedded_postgres.url(port, PASSWORD)
        migrate(url)
        yield url
    finally:
        await server.stop()


@asynccontextmanager
async def throwaway_valkey(folder: Path) -> AsyncIterator[str]:
    """The URL of an empty Valkey."""
    port = free_port()
    server = await embedded_valkey.start(folder / "valkey", folder, port, PASSWORD)
    try:
        await embedded_valkey.ready(server, port, PASSWORD)
        yield embedded_valkey.url(port, PASSWORD)
    finally:
        await server.stop()
