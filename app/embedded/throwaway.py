"""A PostgreSQL for a short while: migrated, and nothing of it has to reach the disk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.embedded import postgres
from app.embedded.data import free_port
from app.migrate import migrate

PASSWORD = "throwaway"  # noqa: S105  # of a server that listens on this machine for seconds
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[str]:
    """The URL of its database."""
    directory, port = folder / "postgres", free_port()
    await postgres.create(directory, folder, PASSWORD)
    server = await postgres.start(directory, folder, port, QUICK)
    try:
        await postgres.ready(server, directory)
        url = postgres.url(port, PASSWORD)
        migrate(url)
        yield url
    finally:
        await server.stop()
