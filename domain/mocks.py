"""The end of a mock: what was done in it counts from then on, and what was not is to be done."""

from datetime import datetime, timedelta

import sql
from domain import progress, reviews
from domain.ports import Connection
from domain.problems import get_problem
from domain.rules import reviews as review_rules
from domain.rules import submissions as rules


async def count(tx: Connection, user_id: str, session: "sql.sessions.LockSession") -> None:
    """A mock's work moves mastery and reviews at its end, each piece as of when it was sent."""
    for work in await sql.sessions.list_uncounted(tx, id=session["id"], user_id=user_id):
        if not rules.counts(work["subject"], work["status"]):
            continue
        at, correct = work["created_at"], work["status"] == "passed"
        sent = {
            **session,
            "hints_seen": work["hint_level"],
            "served_at": at - timedelta(milliseconds=work["duration_ms"]),
        }
        problem = await get_problem(tx, work["problem_id"])
        if await progress.record(tx, user_id, sent, problem, work["id"], correct, at):
            await reviews.record(tx, user_id, sent, problem, correct, at)


async def queue_gaps(tx: Connection, user_id: str, session: "sql.sessions.LockSession", now: datetime) -> None:
    """What nobody tried in a mock is queued; what was tried and failed is queued by being counted."""
    for gap in await sql.sessions.list_gaps(tx, id=session["id"], user_id=user_id):
        await reviews.put(tx, user_id, gap["problem_id"], review_rules.AGAIN, "mock-gap", 0, now, gap=True)
