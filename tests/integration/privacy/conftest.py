"""A learner of whom there is something in every table."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest_asyncio
import redis.asyncio as redis

from app import database
from tests.integration.privacy.owned import FILLED, ROWS_EACH


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cache(valkey: str) -> AsyncIterator[Any]:
    async with redis.Redis.from_url(valkey) as client:
        yield client


@pytest_asyncio.fixture
async def user(db: database.Pool) -> str:
    """A learner with as many rows in every table as ROWS_EACH."""
    user = str(uuid4())
    for number in range(ROWS_EACH):
        await db.execute(FILLED, user, str(number))
    return user
