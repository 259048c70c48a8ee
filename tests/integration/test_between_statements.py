"""What others commit between two statements of one request: it may be seen or not, and never breaks the request."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from app import database
from domain import progress

pytestmark = pytest.mark.usefixtures("stocked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MET = "INSERT INTO mastery (user_id, key_type, key_id, score) VALUES ($1, 'topic', $2, 50)"


class Beside:
    """The pool, beside which something happens before each statement that reads."""

    def __init__(self, db: database.Pool, happen: Callable[[], Awaitable[Any]]) -> None:
        self.db, self.happen, self.execute = db, happen, db.execute

    async def fetch(self, *asked: Any) -> Any:
        await self.happen()
        return await self.db.fetch(*asked)

    async def fetchrow(self, *asked: Any) -> Any:
        await self.happen()
        return await self.db.fetchrow(*asked)

    async def fetchval(self, *asked: Any) -> Any:
        await self.happen()
        return await self.db.fetchval(*asked)


async def test_progress_is_told_while_new_topics_are_met(db: database.Pool) -> None:
    user, met = str(uuid4()), []
    topics = [row["id"] for row in await db.fetch("SELECT id FROM topics ORDER BY id")]

    async def meet() -> None:
        met.append(topics.pop())
        await db.execute(MET, user, met[-1])

    found = await progress.get_progress(Beside(db, meet), user, None, NOW)

    assert {item["key_id"] for item in found["items"]} <= set(met)
