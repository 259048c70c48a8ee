"""All that is kept of a learner: filled, counted, exported and deleted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app import database
from app.jobs import Queue
from domain import learners

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS_EACH = 3
FILLED = """
    WITH rubric AS (INSERT INTO rubrics (domain, title, dimensions)
                    VALUES ('systems', 'Any', '[{"id": "any", "name": "Any", "scale": "0..3", "desc": "Any."}]')
                    RETURNING id),
    session AS (INSERT INTO sessions (user_id, subject, mode) VALUES ($1, 'math', 'practice') RETURNING id),
    submission AS (INSERT INTO submissions (session_id, user_id, problem_id, subject, status)
                   SELECT id, $1, 'p', 'math', 'failed' FROM session RETURNING id),
    a AS (INSERT INTO rubric_scores (submission_id, rubric_id, user_id, scores, feedback)
          SELECT submission.id, rubric.id, $1, '{}', '{}' FROM submission, rubric),
    b AS (INSERT INTO gradings (user_id, session_id, problem_id, subject, rubric_id, answer, state, payload_sha256,
                                hint_level, duration_ms, created_at)
          SELECT $1, session.id, 'p', 'systems', rubric.id, 'An answer.', 'pending-human', $2, 0, 0, now()
            FROM session, rubric),
    c AS (INSERT INTO tutor_turns (user_id, session_id, problem_id, level, source, text)
          SELECT $1, id, 'p', 1, 'authored', 'A hint.' FROM session),
    d AS (INSERT INTO mastery (user_id, key_type, key_id, score) VALUES ($1, 'topic', $2, 50)),
    e AS (INSERT INTO review_queue (user_id, problem_id, reason, next_due_at) VALUES ($1, $2, 'fail', 'infinity')),
    f AS (INSERT INTO review_log (user_id, problem_id, rating, kind, duration_ms, previous_interval, next_interval,
                                  reviewed_at)
          VALUES ($1, 'p', 1, 'learn', 1, 0, 1, now())),
    g AS (INSERT INTO evidence (user_id, session_id, problem_id, topics, outcomes, difficulty, correct, credit,
                                first_attempt, hint_level, duration_ms, at)
          SELECT $1, id, 'p', '{}', '{}', 1, true, 1, true, 0, 1, now() FROM session),
    h AS (INSERT INTO idempotency_keys (user_id, key, request, started_at) VALUES ($1, $2, 'r', now())),
    i AS (INSERT INTO learners (user_id) VALUES ($1) ON CONFLICT DO NOTHING)
    INSERT INTO events (user_id, type, at) VALUES ($1, 'seen', now())
    """
OWNED = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
TYPE = {
    "learners": "learner", "mastery": "mastery", "sessions": "session", "submissions": "submission",
    "gradings": "grading", "rubric_scores": "rubric_score", "evidence": "evidence", "review_queue": "review",
    "review_log": "review_log", "tutor_turns": "tutor_turn", "events": "event",
    "idempotency_keys": "idempotency_key", "deletions": "deletion",
}  # fmt: skip
"""Table → what its rows are called in an export."""

STAYS = {"deletions": "says that the learner left, when, and how many rows that were"}


async def columns(db: database.Pool) -> dict[str, set[str]]:
    """Learner-owned table → its columns but `user_id`."""
    tables: dict[str, set[str]] = {}
    for row in await db.fetch(OWNED):
        tables.setdefault(row["table_name"], set()).add(row["column_name"])
    return {table: names - {"user_id"} for table, names in tables.items() if "user_id" in names}


async def kept(db: database.Pool, user: str) -> dict[str, int]:
    """Learner-owned table → how many of the learner's rows are in it, where there are any."""
    counted = {
        table: await db.fetchval(f'SELECT count(*) FROM "{table}" WHERE user_id = $1', user)  # noqa: S608  # our tables
        for table in await columns(db)
    }
    return {table: count for table, count in counted.items() if count}


async def lines(db: database.Pool, user: str) -> list[dict[str, Any]]:
    first, rest = await learners.export(db, user, NOW)
    text = first + b"".join([some async for some in rest])
    return [orjson.loads(line) for line in text.splitlines()]


async def ask(db: database.Pool, user: str, now: datetime = NOW) -> Any:
    return await learners.request_deletion(db, Queue(), user, now)


async def delete(db: Any, cache: Any, user: str) -> None:
    await learners.delete(db, cache, user, NOW + timedelta(seconds=1))


def all_of_it(state: Any) -> bool:
    """Whether a deletion is done and counted each row once."""
    counts = {each["kept_in"]: each["deleted"] for each in state["counts"]}
    expected = dict.fromkeys(TYPE.keys() - STAYS.keys() - {"learners"}, ROWS_EACH)
    return bool(state["state"] == "done" and expected == {each: counts.get(each) for each in expected})
