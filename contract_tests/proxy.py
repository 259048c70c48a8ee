"""A proxy between a client and a server that can be told to cut all connections, as networks do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Proxy:
    """Where it listens, and the heads of the requests that have gone through."""

    def __init__(self, server: str) -> None:
        self.server = urlsplit(server)
        self.url = ""
        self.heads: list[str] = []
        self.writers: set[asyncio.StreamWriter] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what each side says, until one of them ends."""
        there, back = await asyncio.open_connection(self.server.hostname, self.server.port)
        mine = {writer, back}
        self.writers |= mine
        sides = [
            asyncio.create_task(self.pass_on(reader, back, True)),
            asyncio.create_task(self.pass_on(there, writer)),
        ]
        await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        for side in sides:
            side.cancel()
        for each in mine:
            each.close()
        self.writers -= mine

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: bool = False) -> None:
        while some := await reader.read(65536):
            if note:
                self.heads.append(some.decode("latin-1"))
            writer.write(some)
            await writer.drain()

    def cut(self) -> None:
        """End every connection without a word."""
        for writer in self.writers:
            writer.transport.abort()


@asynccontextmanager
async def proxy(server: str) -> AsyncIterator[Proxy]:
    """A proxy to the server at this address."""
    made = Proxy(server)
    listening = await asyncio.start_server(made.connected, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield made
        made.cut()
