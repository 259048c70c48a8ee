"""Reviews: the queue of what to see again, and the log of what was."""

from datetime import datetime
from typing import Any, NotRequired

import orjson

import sql
from domain import events, pages
from domain.ports import Connection, Json
from domain.progress import took_ms
from domain.rules import reviews as rules
from openapi import types


async def record(tx: Connection, user_id: str, session: Any, problem: Any, correct: bool, now: datetime) -> None:
    """Rate a first attempt: queue the problem if there is a reason to, and move it on if it is queued already."""
    took = took_ms(session, now)
    pace = await sql.mastery.usual_pace(tx, user_id=user_id)
    slow = rules.is_slow(took, problem["expected_minutes"], pace)
    rating, reason = rules.rate(correct, session["hints_seen"], slow)
    if session["mode"] == "mock" and reason == "fail":
        reason = "mock-gap"
    await put(tx, user_id, problem["id"], rating, reason, took, now)


async def put(
    tx: Connection,
    user_id: str,
    problem_id: str,
    rating: int,
    reason: str | None,
    took: int,
    now: datetime,
    *,
    gap: bool = False,
) -> None:
    """One review of one problem, or a gap without an attempt; a clean pass of what is not queued leaves no trace."""
    row = await sql.reviews.lock_review(tx, user_id=user_id, problem_id=problem_id)
    after = rules.take(row and {**row, "card": orjson.loads(row["card"])}, rating, reason, now)
    if after is None:
        return
    await save(tx, user_id, problem_id, after, now)
    await sql.reviews.log_review(
        tx,
        user_id=user_id,
        problem_id=problem_id,
        rating=rating,
        kind=after["kind"],
        duration_ms=took,
        previous_interval=after["previous_interval"],
        next_interval=after["interval_days"],
        reviewed_at=now,
        gap=gap,
        evidence_id=None,
    )


async def save(tx: Connection, user_id: str, problem_id: str, after: Json, now: datetime) -> None:
    """The queue's row as rules.take has it."""
    await sql.reviews.save_review(
        tx,
        user_id=user_id,
        problem_id=problem_id,
        reason=after["reason"],
        next_due_at=after["next_due_at"],
        bucket=after["bucket"],
        card=orjson.dumps(after["card"]).decode(),
        interval_days=after["interval_days"],
        now=now,
    )


async def list_reviews(
    db: Connection, user_id: str, due: bool | None, subject: str | None, limit: int, cursor: str | None, now: datetime
) -> types.ReviewList:
    """The queue, the earliest due first; `due` asks for what is due now (true) or not yet (false)."""
    after, after_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.reviews.list_reviews(
        db, user_id=user_id, subject=subject, due=due, now=now, after=after, after_id=after_id, count=limit + 1
    )
    return pages.page(rows, limit, lambda row: (row["next_due_at"], row["id"]), show)


async def list_log(db: Connection, user_id: str, limit: int, cursor: str | None) -> types.ReviewLog:
    """What was reviewed, the oldest first: the history a memory model is fitted to."""
    (after,) = pages.decode(cursor, pages.whole)
    rows = await sql.reviews.list_log(db, user_id=user_id, after=after, count=limit + 1)
    return pages.page(rows, limit, lambda row: (str(row["id"]),), show_entry)


def show(row: "sql.reviews.ListReviews") -> types.Review:
    return {**row}


class Logged(types.ReviewLogEntry):
    """An entry as it is kept."""

    id: NotRequired[int]


def show_entry(row: "sql.reviews.ListLog") -> types.ReviewLogEntry:
    shown: Logged = {**row}
    del shown["id"]
    return shown


async def sweep(tx: Connection, now: datetime, count: int = 500) -> int:
    """Mark what fell due, once, and say so in an event for each; how many there were, `count` at most."""
    due = await sql.reviews.mark_due(tx, now=now, count=count)
    for row in due:
        about = {"problem_id": row["problem_id"], "reason": row["reason"]}
        await events.add(tx, row["user_id"], "review.due", now, **about)
    return len(due)
