"""A learner's deletion, once and for all, whatever happens meanwhile."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app import database
from app.background import Background
from app.jobs import Queue
from domain import learners, places, sessions, tutor, tutor_streams
from domain.errors import Conflict, Unavailable
from tests.integration.privacy.owned import FILLED, NOW, STAYS, TYPE, all_of_it, ask, delete, kept


async def test_two_who_delete_at_once_do_it_once(
    db: database.Pool, cache: Any, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learners, "ROWS", 1)

    asked = await asyncio.gather(*(ask(db, user, NOW + timedelta(seconds=second)) for second in range(4)))
    await asyncio.gather(*(delete(db, cache, user) for _ in range(4)))

    assert [asked[0]] * 4 == asked
    assert all_of_it(await learners.get_deletion(db, user))
    jobs = "SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1"
    assert 1 == await db.fetchval(jobs, user)


async def test_a_deletion_nobody_asked_for_deletes_nothing(db: database.Pool, cache: Any, user: str) -> None:
    before = await kept(db, user)
    await delete(db, cache, user)
    assert before == await kept(db, user)


async def test_who_left_and_came_back_is_not_deleted_by_the_job_of_before(
    db: database.Pool, cache: Any, user: str
) -> None:
    await ask(db, user)
    await delete(db, cache, user)
    await db.execute(FILLED, user, "back")

    await delete(db, cache, user)

    assert dict.fromkeys(TYPE, 1) == await kept(db, user)


async def test_a_write_under_way_leaves_nothing_behind(db: database.Pool, cache: Any, user: str) -> None:
    session = await db.fetchval("SELECT id::text FROM sessions WHERE user_id = $1", user)
    async with db.transaction() as tx:
        await sessions.lock(tx, user, session)
        asking = asyncio.create_task(ask(db, user))
        await asyncio.wait({asking}, timeout=0.05)
        assert not asking.done()
        await db.execute("INSERT INTO events (user_id, type, at) VALUES ($1, 'late', now())", user)
    await asking

    with pytest.raises(Conflict):
        await sessions.act(db, user, session, "advance", NOW)
    await delete(db, cache, user)
    assert dict.fromkeys(STAYS, 1) == await kept(db, user)


async def test_jobs_that_wait_go_and_one_that_runs_is_waited_for(db: database.Pool, cache: Any, user: str) -> None:
    queue = Queue(["test.any"])
    await ask(db, user)
    for state in ("queued", "failed", "picked"):
        await queue.enqueue(db, "test.any", {"user_id": user, "state": state})
        await db.execute(
            "UPDATE pgqueuer SET status = $2::text::pgqueuer_status "
            "WHERE entrypoint = 'test.any' AND convert_from(payload, 'UTF8')::jsonb ->> 'state' = $2"
            " AND convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1",
            user,
            state,
        )

    with pytest.raises(Unavailable):
        await delete(db, cache, user)
    pending = await learners.get_deletion(db, user)
    await db.execute("DELETE FROM pgqueuer WHERE entrypoint = 'test.any' AND status = 'picked'")
    await delete(db, cache, user)

    assert ("pending", []) == (pending["state"], pending["counts"])
    done = await learners.get_deletion(db, user)
    assert {"kept_in": "queue", "deleted": 2} in done["counts"]


async def test_streams_tokens_and_places_of_the_learner_go_and_others_stay(cache: Any) -> None:
    leaving, staying = str(uuid4()), str(uuid4())
    turns = {user: str(uuid4()) for user in (leaving, staying)}
    tokens = {user: await tutor.speak(cache, turns[user], user, 1, "Look.") for user in turns}
    for user in turns:
        await places.take(cache, Background(), user, 2)

    assert 3 == await tutor_streams.forget(cache, leaving, [turns[leaving]])

    assert 0 == await tutor_streams.forget(cache, leaving, [turns[leaving]])
    assert staying == await tutor_streams.find_reader(cache, tokens[staying])
    assert 2 == await cache.exists(f"tutor:open:{staying}", f"tutor:turn:{turns[staying]}")
