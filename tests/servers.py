"""Throwaway servers: by the code that users run, as conftest.py and the long runs start them, and of a test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from aiohttp import web

from app.embedded import valkey as embedded_valkey
from app.embedded.data import free_port

PASSWORD = "throwaway"


@asynccontextmanager
async def undone(url: str) -> AsyncIterator[Any]:
    """A connection to a database whose writes are undone."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@asynccontextmanager
async def listening(application: web.Application, **options: Any) -> AsyncIterator[str]:
    """The base URL of a server that a test wrote."""
    runner = web.AppRunner(application, **options)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


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
