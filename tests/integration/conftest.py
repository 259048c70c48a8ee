"""The database that the tests have in common, through the pool that the API has."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app import content, database
from app.bank import Bank, folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def db(postgres: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(postgres, 8)
    yield pool
    await pool.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stocked(db: database.Pool) -> None:
    """The problems of content/ are in the database."""
    async with db.transaction() as tx:
        await content.write(tx, Bank(folder()))
