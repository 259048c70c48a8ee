"""The rejudge: after a problem's fix everything is as it would have been, once, and what was is kept."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest_asyncio

from app import content, database
from app.bank import Bank, folder
from app.jobs import Queue
from domain import rejudging, replay, sessions, submissions

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUDGEMENT: dict[str, Any] = {
    "verdict": "correct", "checks": [], "message": None, "position": None, "suggestion": None, "cpu_ms": 1,
    "evaluator_version": "test",
}  # fmt: skip
PROBLEM = "cancel-a-rational-expression"
LEARNED = """
INSERT INTO mastery_items (kind, id, drift, attempts, wins) VALUES ('problem', $1, 0.5, 9, 3) ON CONFLICT DO NOTHING
"""
TABLES = {
    "learners": "ability, attempts, state, updated_at",
    "mastery": "key_type, key_id, ability, attempts, correct, ema, state, updated_at",
    "review_queue": "problem_id, reason, next_due_at, bucket, card",
    "review_log": "problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at",
    "evidence": "problem_id, correct, credit, first_attempt, hint_level, duration_ms, predicted, basis, history, at",
}


class Judge:
    """An evaluator that finds what it is told to find of each expression."""

    def __init__(self, **verdicts: str) -> None:
        self.verdicts = verdicts

    async def judge_math(self, submission: dict[str, Any]) -> dict[str, Any]:
        return JUDGEMENT | {"verdict": self.verdicts[submission["expression"]]}

    async def judge_code(self, _: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError("no code is judged here")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def db(postgres: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(postgres, 4)
    async with pool.transaction() as tx:
        await content.write(tx, Bank(folder()))
    await pool.execute(LEARNED, PROBLEM)
    yield pool
    await pool.execute("DELETE FROM mastery_items WHERE id = $1", PROBLEM)
    await pool.execute("DELETE FROM problems WHERE id = $1", PROBLEM)
    async with pool.transaction() as tx:
        await content.write(tx, Bank(folder()))
    await pool.close()


async def learn(db: database.Pool, judge: Judge) -> str:
    """A learner who tried a, then b on the problem, gave it up, and did another."""
    user, now = str(uuid4()), START
    session: Any = await sessions.create(db, user, {"subject": "math", "problem_id": PROBLEM}, now)
    for expression in ("a", "b"):
        now += timedelta(minutes=1)
        await submit(db, judge, user, session, expression, now)
    session = await sessions.create(db, user, {"subject": "math", "problem_id": "clear-fractions-in-an-equation"}, now)
    await submit(db, judge, user, session, "c", now + timedelta(minutes=2))
    return user


async def submit(db: database.Pool, judge: Judge, user: str, session: Any, expression: str, now: datetime) -> None:
    body: Any = {
        "session_id": session["id"],
        "problem_id": session["problem_id"],
        "subject": "math",
        "payload": {"expression": expression},
    }
    await submissions.submit(db, judge, user, body, now)


async def fix(db: database.Pool) -> None:
    """A new version of the problem."""
    await db.execute("UPDATE problems SET version = version + 1 WHERE id = $1", PROBLEM)


async def held(db: database.Pool, user: str) -> dict[str, list[str]]:
    """All that follows from a learner's work."""
    found = {}
    for table, columns in TABLES.items():
        rows = await db.fetch(f"SELECT {columns} FROM {table} WHERE user_id = $1", user)  # noqa: S608  # a table of ours
        found[table] = sorted(str(dict(row)) for row in rows)
    return found


async def rejudge(db: database.Pool, judge: Judge, user: str, *, preview: bool = False) -> rejudging.Rejudged:
    return await rejudging.rejudge(db, judge, user, PROBLEM, False, "a wrong answer", START, preview=preview)


async def test_after_a_rejudge_all_is_as_if_it_had_been_judged_so_at_first(db: database.Pool) -> None:
    cases = [
        ({"a": "incorrect", "b": "correct"}, {"a": "correct", "b": "correct"}),
        ({"a": "correct", "b": "correct"}, {"a": "incorrect", "b": "incorrect"}),
        ({"a": "unreadable", "b": "correct"}, {"a": "incorrect", "b": "correct"}),
        ({"a": "incorrect", "b": "correct"}, {"a": "unreadable", "b": "correct"}),
    ]
    for wrong, right in cases:
        user, other = await learn(db, Judge(**wrong, c="correct")), await learn(db, Judge(**right, c="correct"))
        await fix(db)

        await rejudge(db, Judge(**right), user)

        assert await held(db, other) == await held(db, user)
        async with db.transaction() as tx:
            assert [] == await replay.differences(tx, user)


async def test_the_judgement_before_is_kept_and_a_second_run_changes_nothing(db: database.Pool) -> None:
    user = await learn(db, Judge(a="incorrect", b="correct", c="correct"))
    await fix(db)

    first = await rejudge(db, Judge(a="correct", b="correct"), user)
    after = await held(db, user)
    again = await rejudge(db, Judge(a="incorrect", b="incorrect"), user)

    assert (2, 2, 0, []) == (first.judged, len(first.changes), again.judged, again.changes)
    assert after == await held(db, user)
    read = "SELECT status, judged_version, judgements FROM submissions WHERE user_id = $1 AND problem_id = $2"
    rows = await db.fetch(f"{read} ORDER BY created_at", user, PROBLEM)
    kept = [(row["status"], [(old["status"], old["why"]) for old in orjson.loads(row["judgements"])]) for row in rows]
    assert [("passed", [("failed", "a wrong answer")]), ("passed", [("passed", "a wrong answer")])] == kept


async def test_a_preview_tells_and_writes_nothing(db: database.Pool) -> None:
    user = await learn(db, Judge(a="incorrect", b="correct", c="correct"))
    await fix(db)
    before = await held(db, user)

    told = await rejudge(db, Judge(a="correct", b="correct"), user, preview=True)

    assert [("failed", "passed"), ("passed", "passed")] == [
        (each.before["status"], each.after["status"]) for each in told.changes
    ]
    assert told.moved
    assert before == await held(db, user)
    assert 2 == (await rejudge(db, Judge(a="correct", b="correct"), user)).judged


async def test_each_learner_is_a_job_of_their_own_asked_for_once(db: database.Pool) -> None:
    users = [await learn(db, Judge(a="incorrect", b="correct", c="correct")) for _ in range(2)]
    await fix(db)

    for _ in range(2):
        await rejudging.request(db, Queue(), PROBLEM, False, "a wrong answer")

    rows = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = $1", rejudging.JOB)
    asked = [orjson.loads(row["payload"])["user_id"] for row in rows]
    assert [1, 1] == [asked.count(user) for user in users]
