"""A submission's stream, through HTTP: it says what is waited for, and the verdict as soon as there is one."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
import redis.asyncio as redis

import sql
from app.database import Pool
from app.embedded.data import free_port
from app.jobs import Queue
from app.news import News
from contract_tests.learner import Learner
from contract_tests.submission_events import opened, read
from contract_tests.test_rubrics import answered, put, scored
from domain import learners, submission_news, submission_streams, submissions


async def test_a_verdict_that_is_there_is_told_at_once_and_until_it_was_read(learner: Learner) -> None:
    session = await learner.start("math", problem_id="expand-a-squared-binomial")
    submission = await learner.submit(session, {"expression": "4x^2 + 9"})

    (told,) = await read(learner, submission)

    assert ("graded", await learner.get(f"/submissions/{submission['id']}")) == told[1:]
    assert [told] == await read(learner, submission) == await read(learner, submission, "0-1")
    async with opened(learner, submission, told[0], expect=204) as nothing:
        assert nothing is None


async def test_who_waits_is_told_of_the_grade_when_it_is_given(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    async with opened(learner, submission) as reading:
        waiting, silent = await reading.next(), reading.heartbeats
        await put(grader, submission, await scored(learner, submission, 3))
        graded, end = await reading.next(), await reading.next()

    assert silent == reading.heartbeats
    assert ("waiting", submission) == waiting[1:]
    assert ("graded", await learner.get(f"/submissions/{submission['id']}"), None) == (*graded[1:], end)


async def test_who_comes_back_is_told_what_is_new_alone(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    async with opened(learner, submission) as reading:
        waiting = await reading.next()
    async with opened(learner, submission, waiting[0]) as reading:
        await put(grader, submission, await scored(learner, submission, 3))
        good = await reading.next()
    await put(grader, submission, await scored(learner, submission, 1))
    (poor,) = await read(learner, submission, good[0])

    assert [("graded", "passed"), ("graded", "failed")] == [(name, data["status"]) for _, name, data in (good, poor)]
    async with opened(learner, submission, poor[0], expect=204):
        pass


async def test_a_submission_that_is_not_the_learners_has_no_stream(learner: Learner, stranger: Learner) -> None:
    submission = await answered(learner)

    async with opened(stranger, submission, expect=404) as theirs:
        pass
    async with opened(stranger, {"id": str(uuid4())}, expect=404) as missing:
        assert "/problems/not-found" == theirs["type"]
        assert missing == theirs


async def test_a_third_stream_that_waits_is_too_many_and_one_that_ends_makes_room(learner: Learner) -> None:
    submissions = [await answered(learner) for _ in range(3)]
    async with opened(learner, submissions[0]) as first, opened(learner, submissions[1]) as second:
        for reading in (first, second):
            await reading.next()
        async with opened(learner, submissions[2], expect=429) as refused:
            assert "/problems/too-many-requests" == refused["type"]


@pytest_asyncio.fixture(loop_scope="session")
async def no_news(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[News]:
    """What is heard without Valkey, where who waits looks by themselves all the time."""
    monkeypatch.setattr(submission_news, "LOOK_S", 0.02)
    news = News(f"redis://127.0.0.1:{free_port()}")
    yield news
    await news.close()


async def test_without_valkey_who_waits_looks_by_themselves(
    learner: Learner, grader: Learner, db: Pool, no_news: News
) -> None:
    submission = await answered(learner)
    async with aclosing(submission_streams.read(db, no_news, learner.user, submission["id"], None)) as reading:
        waiting, silence = await anext(reading), await anext(reading)
        await put(grader, submission, await scored(learner, submission, 3))
        rest = [event async for event in reading]

    assert (b"event: waiting\n", b": still here\n\n") == (waiting.splitlines(keepends=True)[1], silence)
    assert b"event: graded\n" == rest[-1].splitlines(keepends=True)[1]
    assert {silence} >= set(rest[:-1])


async def test_who_waits_when_the_submission_is_deleted_is_told_so(learner: Learner, db: Pool, no_news: News) -> None:
    submission = await answered(learner)
    async with aclosing(submission_streams.read(db, no_news, learner.user, submission["id"], None)) as reading:
        waiting = await anext(reading)
        await db.execute("DELETE FROM gradings WHERE user_id = $1", learner.user)
        rest = [event async for event in reading]

    id, name, _ = rest[-1].splitlines(keepends=True)[:3]
    assert (waiting.splitlines(keepends=True)[0], b"event: problem\n") == (id, name)


async def test_who_is_deleted_while_a_stream_waits_is_told_at_once(learner: Learner, db: Pool, valkey: str) -> None:
    submission, now = await answered(learner), datetime.now(UTC)
    async with redis.Redis.from_url(valkey) as cache, opened(learner, submission) as reading:
        waiting, silent = await reading.next(), reading.heartbeats
        await learners.request_deletion(db, Queue(), learner.user, now)
        await learners.delete(db, cache, learner.user, now)
        told, end = await reading.next(), await reading.next()

    assert ("problem", 404, None) == (told[1], told[2]["status"], end)
    assert (waiting[0], silent) == (told[0], reading.heartbeats)


async def test_a_grade_that_comes_between_two_looks_is_found(
    learner: Learner, grader: Learner, db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission, look = await answered(learner), sql.gradings.get_waiting
    scores = await scored(learner, submission, 3)

    async def late(db: Any, **asked: Any) -> Any:
        await put(grader, submission, scores)
        return await look(db, **asked)

    monkeypatch.setattr(sql.gradings, "get_waiting", late)
    found = await submissions.get(db, learner.user, submission["id"])

    assert (submission["id"], "passed") == (found["id"], found.get("status"))
