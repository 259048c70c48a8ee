"""Progress: the evidence log, and the mastery that follows from it."""

from datetime import datetime
from typing import Any, NotRequired

import sql
from domain import locks
from domain.ports import Connection
from domain.rules import mastery as rules
from openapi import types

EVIDENCE_SHOWN = 5
EVIDENCE_READ = 200


class Attempt(types.Evidence):
    """Evidence as it is kept."""

    topics: NotRequired[list[str]]
    outcomes: NotRequired[list[str]]


async def record(
    tx: Connection, user_id: str, session: Any, problem: Any, submission_id: str | None, correct: bool, now: datetime
) -> bool:
    """Append an attempt to the evidence and move mastery if it is the session's first at this problem; says whether.

    The learner's row must be held (locks.hold) by this transaction.
    """
    learner = await locks.hold(tx, user_id)
    first = not await sql.mastery.has_attempted(tx, user_id=user_id, session_id=session["id"], problem_id=problem["id"])
    earned = rules.credit(correct, session["last_hint_level"])
    predicted = await _move(tx, user_id, learner, problem, earned, correct, now) if first else None
    await sql.mastery.add_evidence(
        tx,
        user_id=user_id,
        session_id=session["id"],
        submission_id=submission_id,
        problem_id=problem["id"],
        topics=problem["topics"],
        outcomes=problem["outcomes"],
        difficulty=problem["difficulty"],
        correct=correct,
        credit=earned,
        first_attempt=first,
        hint_level=session["last_hint_level"],
        duration_ms=took_ms(session, now),
        predicted=predicted,
        at=now,
    )
    return first


def took_ms(session: Any, now: datetime) -> int:
    """Time since the problem was served, in milliseconds; a day at most, since nobody works on for longer."""
    return min(86_400_000, max(0, int((now - session["served_at"]).total_seconds() * 1000)))


async def _move(
    tx: Connection, user_id: str, learner: Any, problem: Any, earned: float, correct: bool, now: datetime
) -> float:
    known: dict[tuple[str, str], Any] = {
        (row["key_type"], row["key_id"]): row for row in await sql.mastery.list_mastery(tx, user_id=user_id)
    }
    named = [("topic", key) for key in problem["topics"]] + [("outcome", key) for key in problem["outcomes"]]
    after = rules.answer(
        learner, {key: known.get(key, rules.FRESH) for key in named}, problem["difficulty"], earned, correct
    )
    await sql.mastery.save_learner(tx, user_id=user_id, now=now, **after["learner"])
    for (key_type, key_id), state in after["keys"].items():
        await sql.mastery.save_mastery(tx, user_id=user_id, key_type=key_type, key_id=key_id, now=now, **state)
    predicted: float = after["predicted"]
    return predicted


async def get_progress(db: Connection, user_id: str, subject: str | None) -> types.Progress:
    """Mastery per topic and outcome of the subjects' problems, with the latest evidence behind each."""
    learner = await sql.mastery.get_learner(db, user_id=user_id)
    titles = {topic["id"]: topic["title"] for topic in await sql.problems.list_topics(db, subject=subject)}
    outcomes = {row["outcome"] for row in await sql.problems.list_outcomes(db, subject=subject)}
    recent = await sql.mastery.list_recent(db, user_id=user_id, count=EVIDENCE_READ)
    items: list[types.Mastery] = []
    for row in await sql.mastery.list_mastery(db, user_id=user_id):
        kind, key = row["key_type"], row["key_id"]
        if key not in (titles if kind == "topic" else outcomes):
            continue
        behind = [attempt for attempt in recent if key in attempt["topics" if kind == "topic" else "outcomes"]]
        items.append(
            {
                "key_type": kind,
                "key_id": key,
                "title": titles.get(key, key) if kind == "topic" else key,
                "score": row["score"],
                "ema": row["ema"],
                "attempts": row["attempts"],
                "correct": row["correct"],
                "updated_at": row["updated_at"],
                "evidence": [show_evidence(attempt) for attempt in behind[:EVIDENCE_SHOWN]],
            }
        )
    return {"attempts": learner["attempts"] if learner else 0, "items": items}


def show_evidence(row: "sql.mastery.ListRecent") -> types.Evidence:
    """An attempt, without what it was found by."""
    shown: Attempt = {**row}
    del shown["topics"], shown["outcomes"]
    return shown
