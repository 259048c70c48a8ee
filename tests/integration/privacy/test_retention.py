"""What is forgotten after the days that the settings say, and what is never."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app import database
from app.settings import BadSettings, load
from domain import learners
from tests.integration.privacy.owned import FILLED, kept

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENT = """
    UPDATE submissions
       SET created_at = $2, payload = '{"expression": "my work"}', details = '[{"input": "my work"}]',
           message = 'my work'
     WHERE user_id = $1
    """
GRADED = """
    UPDATE rubric_scores
       SET graded_at = $2, scores = '{"any": 2}', feedback = '{"any": "my work"}', model_scores = '{"any": 1}',
           model_feedback = '{"any": "my work"}', explanation = 'my work'
     WHERE user_id = $1
    """


async def aged(db: database.Pool, days: int) -> str:
    """A learner with one row of each kind, so many days old, their answer graded."""
    user, at = str(uuid4()), NOW - timedelta(days=days)
    await db.execute(FILLED, user, "1")
    await db.execute(SENT, user, at)
    await db.execute("UPDATE events SET at = $2 WHERE user_id = $1", user, at)
    await db.execute("UPDATE tutor_turns SET created_at = $2 WHERE user_id = $1", user, at)
    await db.execute(GRADED, user, at)
    await db.execute("UPDATE gradings SET created_at = $2, graded_at = $2 WHERE user_id = $1", user, at)
    return user


async def told(db: database.Pool, user: str) -> tuple[Any, ...]:
    """What there is of the learner's own words."""
    submission = await db.fetchrow("SELECT payload, details, message FROM submissions WHERE user_id = $1", user)
    answer = await db.fetchval("SELECT answer FROM gradings WHERE user_id = $1", user)
    return (*submission, *await graded(db, user, "feedback, model_feedback, explanation"), answer)


async def graded(db: database.Pool, user: str, columns: str) -> tuple[Any, ...]:
    read = f"SELECT {columns} FROM rubric_scores WHERE user_id = $1"  # noqa: S608  # columns of ours
    return tuple(await db.fetchrow(read, user))


async def test_without_settings_nothing_is_forgotten(db: database.Pool) -> None:
    user = await aged(db, 3000)
    before = await kept(db, user), await told(db, user)

    assert 0 == await learners.forget(db, learners.Kept(0, 0, 0), NOW)
    assert before == (await kept(db, user), await told(db, user))


@pytest.mark.parametrize("kind", ["events", "turns"])
async def test_what_is_older_than_its_days_is_deleted_and_nothing_else(db: database.Pool, kind: str) -> None:
    old, young = await aged(db, 11), await aged(db, 9)
    before = await kept(db, old), await kept(db, young), await told(db, old)

    await learners.forget(db, learners.Kept(0, 0, 0)._replace(**{kind: 10}), NOW)

    table = {"events": "events", "turns": "tutor_turns"}[kind]
    assert before[0].keys() - {table} == (await kept(db, old)).keys()
    assert before[1:] == (await kept(db, young), await told(db, old))


async def test_of_old_work_the_verdict_stays_and_nothing_that_quotes_it(db: database.Pool) -> None:
    old, young = await aged(db, 11), await aged(db, 9)
    before = await kept(db, old), await told(db, young), await graded(db, old, "scores, model_scores")

    await learners.forget(db, learners.Kept(0, 0, 10), NOW)

    assert before == (await kept(db, old), await told(db, young), await graded(db, old, "scores, model_scores"))
    assert (None, "[]", None, "{}", "{}", None, "") == await told(db, old)


async def test_what_a_person_said_of_work_that_was_forgotten_is_forgotten_too(db: database.Pool) -> None:
    user = await aged(db, 11)
    await learners.forget(db, learners.Kept(0, 0, 10), NOW)
    await db.execute("UPDATE submissions SET message = 'You wrote x.' WHERE user_id = $1", user)

    await learners.forget(db, learners.Kept(0, 0, 10), NOW)

    assert None is await db.fetchval("SELECT message FROM submissions WHERE user_id = $1", user)


async def test_an_answer_that_waits_for_its_grade_is_kept_however_old(db: database.Pool) -> None:
    user = await aged(db, 100)
    await db.execute("UPDATE gradings SET graded_at = NULL WHERE user_id = $1", user)

    await learners.forget(db, learners.Kept(0, 0, 10), NOW)

    assert "An answer." == (await told(db, user))[-1]


async def test_an_answer_that_waits_for_a_persons_verdict_is_kept_however_old(db: database.Pool) -> None:
    user = await aged(db, 100)
    await db.execute("UPDATE submissions SET status = 'error', undetermined = true WHERE user_id = $1", user)

    await learners.forget(db, learners.Kept(0, 0, 10), NOW)

    assert "my work" == (await told(db, user))[2]


async def test_all_learners_are_gone_through_however_many(db: database.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "ROWS", 2)
    users = [await aged(db, 11) for _ in range(5)]

    await learners.forget(db, learners.Kept(10, 10, 10), NOW)

    assert [0] * 5 == [(await kept(db, user)).get("events", 0) for user in users]


@pytest.mark.parametrize("name", ["CO_KEEP_EVENTS_DAYS", "CO_KEEP_TURNS_DAYS", "CO_KEEP_PAYLOADS_DAYS"])
@pytest.mark.parametrize("bad", ["-1", "1.5", "for ever", "36501"])
def test_days_that_are_none_stop_the_start(monkeypatch: pytest.MonkeyPatch, name: str, bad: str) -> None:
    monkeypatch.setenv(name, bad)
    with pytest.raises(BadSettings, match=name):
        load()
