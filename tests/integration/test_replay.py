"""The replay of the evidence log: whatever learners do, it finds what the live path wrote."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import database
from domain import progress, replay, reviews, sessions, submissions
from domain.errors import Conflict

pytestmark = pytest.mark.usefixtures("stocked")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUDGEMENT: dict[str, Any] = {
    "verdict": "correct", "checks": [], "message": None, "position": None, "suggestion": None, "cpu_ms": 1,
    "evaluator_version": "test",
}  # fmt: skip


class Judge:
    """An evaluator that finds what the next step of the history says."""

    verdict = "correct"

    async def judge_math(self, _: dict[str, Any]) -> dict[str, Any]:
        return JUDGEMENT | {"verdict": self.verdict}

    async def judge_code(self, _: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError("no code is judged here")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.sampled_from(["practice", "mock"]), st.integers(1, 4)),
        st.tuples(
            st.just("submit"), st.sampled_from(["correct", "incorrect", "unreadable", "timeout"]), st.integers(1, 4000)
        ),
        st.tuples(st.sampled_from(["advance", "retry", "giveup"]), st.just(""), st.integers(1, 60)),
        st.tuples(st.just("hint"), st.just(""), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=25,
)


async def live(db: database.Pool, user: str, steps: list[tuple[str, str, int]]) -> None:
    """A history through the use cases, with a clock of its own."""
    now, judge = START, Judge()
    session: Any = await sessions.create(db, user, {"subject": "math"}, now)
    for number, (what, how, amount) in enumerate(steps):
        now += timedelta(seconds=amount)
        try:
            if what == "start":
                mode: Any = how
                session = await sessions.create(db, user, {"subject": "math", "mode": mode}, now)
            elif what == "hint":
                await db.execute("UPDATE sessions SET last_hint_level = $2 WHERE id = $1", session["id"], amount)
            elif what == "submit":
                judge.verdict = how
                body: Any = {
                    "session_id": session["id"],
                    "problem_id": session["problem_id"],
                    "subject": "math",
                    "payload": {"expression": str(number)},
                }
                await submissions.submit(db, judge, user, body, now)
            else:
                action: Any = what
                session = await sessions.act(db, user, session["id"], action, now)
        except Conflict:
            continue


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_the_replay_of_any_history_is_what_the_live_path_wrote(
    db: database.Pool, steps: list[tuple[str, str, int]]
) -> None:
    user = str(uuid4())
    await live(db, user, steps)
    async with db.transaction() as tx:
        assert [] == await replay.differences(tx, user)


HISTORY = [
    ("submit", "incorrect", 60), ("advance", "", 5), ("hint", "", 3), ("submit", "correct", 30), ("advance", "", 5),
    ("submit", "correct", 4000), ("start", "mock", 9), ("submit", "incorrect", 20), ("advance", "", 5),
    ("giveup", "", 5),
]  # fmt: skip
SPOILED = {
    "evidence": "UPDATE evidence SET predicted = 0.123 WHERE user_id = $1 AND first_attempt",
    "learners": "UPDATE learners SET state = state || '{\"ability\": 3}' WHERE user_id = $1",
    "mastery": "DELETE FROM mastery WHERE user_id = $1",
    "review_queue": "UPDATE review_queue SET bucket = 3, next_due_at = now() WHERE user_id = $1",
    "review_log": "DELETE FROM review_log WHERE user_id = $1 AND NOT gap",
}


@pytest.mark.parametrize("table", SPOILED)
async def test_a_replay_puts_right_what_is_not_as_the_evidence_says(db: database.Pool, table: str) -> None:
    user = str(uuid4())
    await live(db, user, HISTORY)
    read = f"SELECT * FROM {table} WHERE user_id = $1 ORDER BY 1, 2, 3"  # noqa: S608  # a table of ours
    before = [dict(row) for row in await db.fetch(read, user)]
    await db.execute(SPOILED[table], user)

    async with db.transaction() as tx:
        assert await replay.replay(tx, user)
        assert [] == await replay.replay(tx, user) == await replay.differences(tx, user)

    after = [dict(row) for row in await db.fetch(read, user)]
    numbered = ("id", "score")
    assert _without(numbered, before) == _without(numbered, after)


async def test_without_evidence_a_learner_is_as_at_first(db: database.Pool) -> None:
    user = str(uuid4())
    await live(db, user, [("submit", "incorrect", 60)])
    await db.execute("DELETE FROM evidence WHERE user_id = $1", user)

    async with db.transaction() as tx:
        assert await replay.replay(tx, user)
        assert [] == await replay.replay(tx, user) == await replay.differences(tx, user)

    progress_now = await progress.get_progress(db, user, None, START)
    queued = await reviews.list_reviews(db, user, None, None, 20, None, START)
    assert ({"attempts": 0, "items": []}, []) == (progress_now, queued["items"])


def _without(names: tuple[str, ...], rows: list[dict[str, Any]]) -> list[str]:
    """The rows as text, in an order of their own: a log that was written again has its rows elsewhere."""
    return sorted(str({name: value for name, value in row.items() if name not in names}) for row in rows)
