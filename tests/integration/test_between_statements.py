"""What happens between two statements of one request: it may be seen or not, and never breaks the request."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import redis.asyncio as redis

import sql
from app import database
from app.background import Background
from domain import progress, sessions, tracks, tutor

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


async def test_a_valkey_that_hangs_holds_no_learner_for_long_and_leaves_no_turn(
    db: database.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, over = str(uuid4()), asyncio.Event()
    session = await sessions.create(db, user, {"subject": "math"}, NOW)
    asked: Any = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": 1}
    monkeypatch.setattr(tutor, "VALKEY_WITHIN_S", 0.1)

    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    silent = await asyncio.start_server(hang, "127.0.0.1", 0)
    address = silent.sockets[0].getsockname()[1]
    async with silent, redis.Redis.from_url(f"redis://127.0.0.1:{address}", socket_timeout=30) as valkey:
        with pytest.raises(TimeoutError):
            await tutor.start_turn(db, valkey, None, Background(), 1, user, asked, NOW)
        over.set()

    left = await db.fetchval("SELECT count(*) FROM tutor_turns WHERE user_id = $1", user)
    assert (0, session) == (left, await sessions.get(db, user, session["id"], NOW))


async def test_a_track_that_another_publishes_first_gets_its_next_version(db: database.Pool) -> None:
    slug = f"track-{uuid4()}"
    body: Any = {"subject": "math", "title": "The second", "modules": []}
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"

    async with db.transaction() as tx:
        first: dict[str, Any] = {"slug": slug, "subject": "math", "title": "The first", "labels": "[]", "modules": "[]"}
        await sql.tracks.save_track(tx, version="v1", **first)
        second = asyncio.create_task(tracks.publish(db, slug, body))
        while not await db.fetchval(waits):
            assert not second.done()
    published = await second

    await db.execute("DELETE FROM tracks WHERE slug = $1", slug)
    assert "v2" == published["version"]
