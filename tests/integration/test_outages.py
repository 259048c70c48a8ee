"""What asyncpg raises when the server goes away under a connection is an outage, in whichever moment it is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.outages import OUTAGES


@asynccontextmanager
async def held_open(url: str) -> AsyncIterator[str]:
    """The URL of a way to the same server whose connections stay open when the server closes them."""
    there = urlsplit(url)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, downstream = await asyncio.open_connection(there.hostname, there.port)
        answering = asyncio.create_task(pump(upstream, writer))
        with suppress(ConnectionError):
            await pump(reader, downstream)
        answering.cancel()
        downstream.close()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    user, _, _ = there.netloc.rpartition("@")
    try:
        yield urlunsplit(there._replace(netloc=f"{user}@127.0.0.1:{port}"))
    finally:
        server.close()


async def test_a_connection_that_has_heard_of_the_servers_end_and_is_not_closed_yet_is_an_outage(postgres: str) -> None:
    async with held_open(postgres) as way:
        ended = await asyncpg.connect(way)
        other = await asyncpg.connect(postgres)
        try:
            await other.execute("SELECT pg_terminate_backend($1, 5000)", ended.get_server_pid())

            with pytest.raises(OUTAGES):
                while True:
                    await ended.fetchval("SELECT 1")
        finally:
            ended.terminate()
            await other.close()
