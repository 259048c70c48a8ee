"""What is served out of the database is what the rules say of all problems, however few of them are read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

import sql
from app import database
from domain import recommendations, standing
from domain.recommendations import USUAL, bank_of
from domain.rules import recommendations as rules

pytestmark = pytest.mark.usefixtures("stocked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SESSION = "INSERT INTO sessions (id, user_id, subject, mode) VALUES ($1, $2, 'coding', 'practice')"
EVIDENCE = """
INSERT INTO evidence (user_id, session_id, problem_id, topics, outcomes, difficulty, correct, credit, first_attempt,
                      hint_level, duration_ms, at, expected_minutes)
SELECT $1, $2, id, topics, outcomes, difficulty, $4, $5, true, 0, 60000, $6, expected_minutes
  FROM problems
 WHERE id = $3
"""
CARD = """
INSERT INTO review_queue (user_id, problem_id, reason, next_due_at, interval_days) VALUES ($1, $2, 'fail', $3, 1)
"""


@pytest.mark.parametrize("subject", [None, "coding", "math"])
async def test_what_is_served_is_what_the_rules_say_of_all_problems(db: database.Pool, subject: str | None) -> None:
    user, session = str(uuid4()), str(uuid4())
    problems: list[Any] = [dict(row) for row in await sql.problems.list_candidates(db, user_id=user, subject=subject)]
    easy = [each for each in problems if each["difficulty"] < 3]
    await db.execute(SESSION, session, user)
    # Failed, solved, failed and then solved, solved and then failed; the last two of them are due.
    tried = [(0, False), (1, True), (2, False), (2, True), (3, True), (3, False), (4, True), (5, False)]
    due = [easy[4]["id"], easy[5]["id"]]
    for minutes, (number, right) in enumerate(tried):
        at = NOW - timedelta(minutes=60 - minutes)
        await db.execute(EVIDENCE, user, session, easy[number]["id"], right, float(right), at)
        easy[number]["seen"] += 1
        easy[number]["solved"] |= right
    for hours, problem in enumerate(due):
        await db.execute(CARD, user, problem, NOW - timedelta(hours=9 - hours))
    await db.execute(CARD, user, easy[0]["id"], NOW + timedelta(hours=1))

    served = await recommendations.list_recommendations(db, user, subject, 3, NOW)

    known, bank = await standing.read(db, user), await bank_read(db, subject)
    recent = [
        {
            "problem_id": easy[n]["id"],
            "topics": easy[n]["topics"],
            "difficulty": easy[n]["difficulty"],
            "correct": right,
        }
        for n, right in reversed(tried)
    ]
    model = known.topic_chances(bank.topics, NOW.timestamp())
    assert rules.rank(problems, model, bank.prerequisites, recent, due, 3, USUAL.weights) == served["items"]


async def bank_read(db: database.Pool, subject: str | None) -> recommendations.Bank:
    """All of the bank's topics, whatever the statement has of them."""
    row = await sql.recommendations.read_learner(
        db, user_id=str(uuid4()), subject=subject, now=NOW, midnight=NOW, a_day=0
    )
    return bank_of(row["cells"], row["prerequisites"])


async def test_the_banks_cells_are_the_topics_and_levels_of_its_problems(db: database.Pool) -> None:
    problems = await sql.problems.list_candidates(db, user_id=str(uuid4()), subject=None)
    bank = await bank_read(db, None)
    cells = [(cell["subject"], cell["topics"], level) for cell in bank.cells for level in cell["levels"]]
    expected = {(each["subject"], (*each["topics"],), each["difficulty"]) for each in problems}
    assert (expected, len(expected)) == (set(cells), len(cells))


async def test_what_was_solved_is_read_only_when_it_is_due(db: database.Pool) -> None:
    user, session = str(uuid4()), str(uuid4())
    await db.execute(SESSION, session, user)
    names = [row["id"] for row in await sql.problems.list_candidates(db, user_id=user, subject="coding")][:3]
    for name, right in zip(names, (True, True, False), strict=True):
        await db.execute(EVIDENCE, user, session, name, right, float(right), NOW)
    await db.execute(CARD, user, names[1], NOW)

    row = await sql.recommendations.read_learner(db, user_id=user, subject=None, now=NOW, midnight=NOW, a_day=20)

    met = {each["id"] for each in orjson.loads(row["met"])}
    assert ([names[1]], {names[1], names[2]}) == (row["due"], met)
