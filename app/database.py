"""The pool of connections to Postgres."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from domain.errors import Unavailable


async def _keep(_: Any) -> None:
    """No RESET on release, which would cost a round trip: nothing here sets session state."""


class Pool:
    """asyncpg's pool, as domain.ports.Database has it."""

    def __init__(self, pool: Any, size: int) -> None:
        self._pool, self._snapshots = pool, asyncio.Semaphore(max(1, size // 4))
        self.fetch, self.fetchrow, self.fetchval, self.execute = pool.fetch, pool.fetchrow, pool.fetchval, pool.execute

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """One connection, one transaction: committed at the end, rolled back by any error."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Any]:
        """One connection that reads, as of one moment, for as long as it takes whoever reads along.

        They may hold a quarter of the pool between them: Unavailable for one more.
        """
        if self._snapshots.locked():
            raise Unavailable("export", retry_after=10)
        async with (
            self._snapshots,
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    async def close(self) -> None:
        await self._pool.close()


async def connect(url: str, size: int) -> Pool:
    """A pool of up to `size` connections, made as they are needed; a statement that runs away is ended after 10 s."""
    pool = await asyncpg.create_pool(
        url, min_size=0, max_size=size, reset=_keep, command_timeout=10, timeout=5, server_settings={"jit": "off"}
    )
    return Pool(pool, size)
