"""Progress: the evidence log, and the mastery that follows from it."""

from datetime import datetime
from typing import Any, NotRequired

import orjson

import sql
from domain import standing
from domain.ports import Connection, Json
from domain.rules import mastery as rules
from domain.rules.mastery_weights import WEIGHTS
from openapi import types

EVIDENCE_SHOWN = 5
EVIDENCE_READ = 200
EMA_DIGITS = 6
"""What a float of four bytes knows."""

NOTHING_MOVED: Json = dict.fromkeys(("predicted", "weights_version", "basis", "history", "lesson", "learner", "keys"))


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
    known = await standing.read_for(tx, user_id, session["id"], problem)
    earned = rules.credit(correct, session["hints_seen"])
    await sql.mastery.save_attempt(
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
        first_attempt=known is not None,
        hint_level=session["hints_seen"],
        duration_ms=took_ms(session, now),
        at=now,
        **(NOTHING_MOVED if known is None else _move(known, problem, earned, correct, now)),
    )
    if known is not None and known.weights is WEIGHTS:
        await standing.keep_shipped(tx, now)
    return known is not None


def took_ms(session: Any, now: datetime) -> int:
    """Time since the problem was served, in milliseconds; a day at most, since nobody works on for longer."""
    return min(86_400_000, max(0, int((now - session["served_at"]).total_seconds() * 1000)))


def _move(known: standing.Known, problem: Any, earned: float, correct: bool, now: datetime) -> Json:
    """What a first attempt adds to the evidence and changes, as sql.mastery.save_attempt takes it."""
    at = now.timestamp()
    item = rules.item(known.weights, known.shared, problem["difficulty"], problem["topics"], problem["id"])
    after = known.standing.move(known.weights, item, problem["outcomes"], earned, correct, at)
    keys = [
        {"key_type": kind, "key_id": key, "score": rules.score(known.chances(key, state, at)), "state": state}
        for (kind, key), state in after.keys.items()
    ]
    basis = {"difficulty": item.difficulty, "means": item.means}
    lesson = {"predicted": after.predicted, "numbers": after.features.numbers, "bins": after.features.bins}
    texts = {"basis": basis, "history": after.seen, "lesson": lesson, "learner": after.learner, "keys": keys}
    moved: Json = {name: orjson.dumps(value).decode() for name, value in texts.items()}
    return moved | {"predicted": after.predicted, "weights_version": known.version}


async def get_progress(db: Connection, user_id: str, subject: str | None, now: datetime) -> types.Progress:
    """Mastery per topic and outcome of the subjects' problems as of `now`, with the latest evidence behind each."""
    rows = await sql.mastery.list_mastery(db, user_id=user_id)
    known = await standing.read_with(db, user_id, rows)
    titles = {topic["id"]: topic["title"] for topic in await sql.problems.list_topics(db, subject=subject)}
    outcomes = {row["outcome"] for row in await sql.problems.list_outcomes(db, subject=subject)}
    recent = await sql.mastery.list_recent(db, user_id=user_id, count=EVIDENCE_READ)
    items: list[types.Mastery] = []
    for row in rows:
        kind, key = row["key_type"], row["key_id"]
        if key not in (titles if kind == "topic" else outcomes):
            continue
        behind = [attempt for attempt in recent if key in attempt["topics" if kind == "topic" else "outcomes"]]
        state, at = known.standing.keys[kind, key], now.timestamp()
        chances = known.chances(key, state, at)
        items.append(
            {
                "key_type": kind,
                "key_id": key,
                "title": titles.get(key, key) if kind == "topic" else key,
                "score": rules.score(chances),
                "ema": round(row["ema"], EMA_DIGITS),
                "attempts": row["attempts"],
                "correct": row["correct"],
                "updated_at": row["updated_at"],
                "levels": [{"difficulty": level, "probability": chance} for level, chance in chances.items()],
                "made_of": known.explain(key, state, at),
                "evidence": [show_evidence(attempt) for attempt in behind[:EVIDENCE_SHOWN]],
            }
        )
    return {"attempts": known.standing.learner["attempts"], "items": items}


def show_evidence(row: "sql.mastery.ListRecent") -> types.Evidence:
    """An attempt, without what it was found by."""
    shown: Attempt = {**row}
    del shown["topics"], shown["outcomes"]
    return shown
