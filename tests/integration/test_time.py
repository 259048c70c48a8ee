"""What time does to sessions and reviews: the clock is an argument, so the tests do not wait."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app import database, worker
from domain import recommendations, reviews, sessions, submissions
from domain.errors import Conflict
from domain.ports import Json
from domain.rules import sessions as rules
from openapi import types

pytestmark = pytest.mark.usefixtures("stocked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def user() -> str:
    return str(uuid4())


async def mock(db: database.Pool, user: str) -> Any:
    return await sessions.create(db, user, {"subject": "coding", "mode": "mock"}, NOW)


async def test_a_mock_is_over_with_its_time_and_its_gaps_are_queued(db: database.Pool, user: str) -> None:
    session = await mock(db, user)

    before = await sessions.get(db, user, session["id"], session["ends_at"] - timedelta(seconds=1))
    after = await sessions.get(db, user, session["id"], session["ends_at"])

    queued = (await reviews.list_reviews(db, user, None, None, 100, None, session["ends_at"]))["items"]
    assert ("active", "completed") == (before["status"], after["status"])
    assert sorted(session["problem_ids"]) == sorted(item["problem_id"] for item in queued)
    assert {"mock-gap"} == {item["reason"] for item in queued}


async def test_advancing_past_a_mocks_time_completes_it_and_anything_else_is_refused(
    db: database.Pool, user: str
) -> None:
    first, second = await mock(db, user), await mock(db, user)
    late = first["ends_at"] + timedelta(hours=1)

    completed = await sessions.act(db, user, first["id"], "advance", late)
    with pytest.raises(Conflict):
        await sessions.act(db, user, second["id"], "retry", late)

    assert ["completed", "completed"] == [
        completed["status"],
        (await sessions.get(db, user, second["id"], late))["status"],
    ]


class Lenient:
    """An evaluator, in place of a real one, to which everything is right."""

    async def judge_code(self, submission: Json) -> Json:
        raise AssertionError("all work here is mathematics")

    async def judge_math(self, submission: Json) -> Json:
        found: Json = {"verdict": "correct", "checks": [], "message": None, "position": None, "suggestion": None}
        return {**found, "cpu_ms": 1, "evaluator_version": "lenient"}


async def test_work_in_a_mock_counts_when_its_time_is_over_as_of_when_it_was_sent(db: database.Pool, user: str) -> None:
    problem = "factor-a-quadratic"
    session = await sessions.create(db, user, {"subject": "math", "mode": "mock", "problem_id": problem}, NOW)
    work: types.SubmissionMathCreate = {
        "session_id": session["id"],
        "problem_id": problem,
        "subject": "math",
        "payload": {"expression": "1"},
    }

    await submissions.submit(db, Lenient(), user, work, NOW + timedelta(minutes=1))
    before = await evidence(db, user)
    await sessions.get(db, user, session["id"], NOW + DAY)

    assert ([], [(problem, True, 60_000, NOW + timedelta(minutes=1))]) == (before, await evidence(db, user))


async def evidence(db: database.Pool, user: str) -> list[Any]:
    rows = await db.fetch("SELECT problem_id, correct, duration_ms, at FROM evidence WHERE user_id = $1", user)
    return [tuple(row) for row in rows]


async def test_a_mocks_work_is_told_whole_from_its_end_on(db: database.Pool, user: str) -> None:
    session = await sessions.create(
        db, user, {"subject": "math", "mode": "mock", "problem_id": "factor-a-quadratic"}, NOW
    )
    work: types.SubmissionMathCreate = {
        "session_id": session["id"],
        "problem_id": session["problem_ids"][0],
        "subject": "math",
        "payload": {"expression": "1"},
    }
    sent = await submissions.submit(db, Lenient(), user, work, NOW)
    ends_at = session["ends_at"]
    assert ends_at is not None

    before = await submissions.get_tagged(db, user, sent["id"], ends_at - timedelta(seconds=1))
    after = await submissions.get_tagged(db, user, sent["id"], ends_at)

    assert (False, True, True) == ("hidden" in before[0], "hidden" in after[0], before[1] != after[1])


async def test_the_worker_closes_mocks_that_nobody_touches(db: database.Pool, user: str) -> None:
    session = await mock(db, user)

    await worker.sweep(db, session["ends_at"])

    status = await db.fetchval("SELECT status FROM sessions WHERE id = $1", session["id"])
    assert "completed" == status


async def test_a_list_shows_a_mock_whose_time_is_over_as_completed(db: database.Pool, user: str) -> None:
    session = await mock(db, user)

    active, completed = [
        (await sessions.list_sessions(db, user, status, 10, None, session["ends_at"]))["items"]
        for status in ("active", "completed")
    ]

    assert ([], [session["id"]]) == (active, [item["id"] for item in completed])


async def test_a_key_that_comes_back_with_another_body_days_later_makes_another_session(
    db: database.Pool, user: str
) -> None:
    first = await sessions.create(db, user, {"subject": "math"}, NOW, "a key of days ago")
    again = await sessions.create(db, user, {"subject": "math"}, NOW, "a key of days ago")
    other = await sessions.create(db, user, {"subject": "coding"}, NOW + 2 * DAY, "a key of days ago")

    assert (first, "coding") == (again, other["subject"])
    assert first["id"] != other["id"]


async def test_the_same_request_under_way_twice_makes_one_session(db: database.Pool, user: str) -> None:
    key = str(uuid4())

    made = await asyncio.gather(*(sessions.create(db, user, {"subject": "math"}, NOW, key) for _ in range(4)))

    assert [made[0]] * 4 == made


async def test_a_review_that_falls_due_is_said_once_by_however_many_workers(db: database.Pool, user: str) -> None:
    session = await sessions.create(db, user, {"subject": "math"}, NOW)
    await sessions.act(db, user, session["id"], "giveup", NOW)

    await worker.sweep(db, NOW + DAY / 2)
    early = await events(db, user)
    await asyncio.gather(*(worker.sweep(db, NOW + 2 * DAY) for _ in range(4)))

    assert ([], [session["problem_id"]]) == (early, await events(db, user))


async def events(db: database.Pool, user: str) -> list[str]:
    rows = await db.fetch(
        "SELECT data ->> 'problem_id' AS problem_id FROM events WHERE user_id = $1 AND type = 'review.due'", user
    )
    return [row["problem_id"] for row in rows]


async def test_a_due_review_is_first_in_the_queue_and_comes_back_among_what_is_next(
    db: database.Pool, user: str
) -> None:
    session = await sessions.create(db, user, {"subject": "math"}, NOW)
    await sessions.act(db, user, session["id"], "giveup", NOW)
    later = NOW + 3 * DAY

    due = (await reviews.list_reviews(db, user, True, None, 10, None, later))["items"]
    served = (await recommendations.list_recommendations(db, user, "math", 6, later))["items"]

    assert [(session["problem_id"], True)] == [(item["problem_id"], item["due"]) for item in due]
    # The third since the last review: the problem given up and one new one come before it.
    assert (session["problem_id"], "review", ["due-review"]) == (
        served[1]["problem_id"],
        served[1]["kind"],
        served[1]["guardrails"][:1],
    )


def test_a_mock_lasts_as_long_as_its_problems_are_expected_to_take() -> None:
    assert NOW + timedelta(minutes=35) == rules.mock_end([5, 10, 20], NOW)


async def test_a_mock_that_cannot_be_closed_keeps_no_other_from_it(
    db: database.Pool, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = await mock(db, user), await mock(db, str(uuid4()))
    close = sessions.get

    async def get(db: database.Pool, user_id: str, session_id: str, now: datetime) -> Any:
        if session_id == broken["id"]:
            raise KeyError("a bug")
        return await close(db, user_id, session_id, now)

    monkeypatch.setattr(sessions, "get", get)
    await worker.sweep(db, broken["ends_at"] + DAY)
    monkeypatch.undo()

    assert "completed" == (await db.fetchval("SELECT status FROM sessions WHERE id = $1", sound["id"]))
