"""What is kept of a learner: taken along as JSON Lines, or deleted."""

from collections import Counter
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

import sql
from domain import submission_news, tutor_streams
from domain.errors import NotFound, Unavailable
from domain.ports import Connection, Database, Jobs
from openapi import types

FORMAT = 1
"""Of the export; raised when a line loses a field or means something else by it."""

LINES = 50
ROWS = 1000
"""Of each kind at once."""

DELETE = "learner.delete"
"""The job that deletes."""


class Kept(NamedTuple):
    """For how many days; 0 for ever."""

    events: int
    turns: int
    payloads: int
    """What learners sent, and what quotes it."""


async def export(db: Database, user_id: str, now: datetime) -> tuple[bytes, AsyncGenerator[bytes, None]]:
    """All that is kept of a learner as of one moment: its first line, and the others, some at a time, to be closed.

    What keeps it from being read has been raised by now.
    """
    lines = _lines(db, user_id, now)
    return await anext(lines), lines


async def _lines(db: Database, user_id: str, now: datetime) -> AsyncGenerator[bytes, None]:
    records = 0
    async with db.snapshot() as tx:
        found = await sql.learners.export_learner(tx, user_id=user_id)
        yield _line({"type": "export", "format": FORMAT, "learner_id": user_id, "exported_at": now})
        while rows := await found.fetch(LINES):
            records += len(rows)
            yield "".join(f"{row['line']}\n" for row in rows).encode()
    yield _line({"type": "end", "records": records})


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


async def request_deletion(db: Database, jobs: Jobs, user_id: str, now: datetime) -> types.LearnerDeletion:
    """From here on nothing new is taken in for the learner; a job deletes what there is. Again, it is the same one."""
    async with db.transaction() as tx:
        learner = await sql.mastery.lock_learner(tx, user_id=user_id)
        if learner["leaving_since"] is None:
            await sql.learners.set_leaving(tx, user_id=user_id, now=now)
            await sql.learners.add_deletion(tx, user_id=user_id, now=now)
        deletion = await get_deletion(tx, user_id)
        # The key is this deletion's own: the job of an earlier one may still be about to end.
        key = f"{DELETE} {user_id} {deletion['requested_at'].isoformat()}"
        await jobs.enqueue(tx, DELETE, {"user_id": user_id}, key)
        return deletion


async def get_deletion(db: Connection, user_id: str) -> types.LearnerDeletion:
    """The learner's last deletion; NotFound before there is any."""
    row = await sql.learners.get_deletion(db, user_id=user_id)
    if row is None:
        raise NotFound("deletion")
    counts = orjson.loads(row["counts"])
    done = row["finished_at"] is not None
    return {
        "state": "done" if done else "pending",
        "requested_at": row["requested_at"],
        "finished_at": row["finished_at"],
        "counts": [{"kept_in": name, "deleted": counts[name]} for name in sorted(counts)] if done else [],
    }


async def delete(db: Database, valkey: Any, user_id: str, now: datetime) -> None:
    """Do the deletion that was asked for, batch by batch; safe to repeat, at any time and by several at once.

    It is done once nothing is left where it looks again: Unavailable while a job of the learner's is running.
    """
    turns = [row["id"] for row in await sql.learners.list_turns(db, user_id=user_id)]
    waiting = [row["id"] for row in await sql.learners.list_waiting(db, user_id=user_id)]
    while not await _delete_some(db, valkey, user_id, turns, now):
        pass
    for submission_id in waiting:
        await submission_news.tell(valkey, submission_id)


async def _delete_some(db: Database, valkey: Any, user_id: str, turns: list[str], now: datetime) -> bool:
    """One batch, counted in the same transaction; whether that was all."""
    async with db.transaction() as tx:
        if await sql.learners.lock_leaving(tx, user_id=user_id) is None:
            return True
        gone = {
            row["kept_in"]: row["deleted"] for row in await sql.learners.delete_some(tx, user_id=user_id, count=ROWS)
        }
        gone["queue"] = await sql.learners.delete_jobs(tx, user_id=user_id) or 0
        # Before the turns are: a stream is found by its turn.
        gone["valkey"] = await tutor_streams.forget(valkey, user_id, turns)
        row = await sql.learners.get_deletion(tx, user_id=user_id)
        counts = Counter(orjson.loads(row["counts"]) if row else {}) + Counter(gone)
        over = not any(gone.values())
        if over:
            if await sql.learners.count_kept(tx, user_id=user_id):
                raise Unavailable("deletion")
            await sql.learners.delete_learner(tx, user_id=user_id)
        await sql.learners.save_deletion(
            tx, user_id=user_id, counts=orjson.dumps(counts).decode(), finished_at=now if over else None
        )
        return over


async def forget(db: Database, keep: Kept, now: datetime) -> int:
    """Forget what is older than `keep` says, learner by learner; how many rows that were."""
    before = {f"{kind}_before": now - timedelta(days=days) if days else None for kind, days in keep._asdict().items()}
    forgotten, after = 0, None
    while any(before.values()) and (some := await sql.learners.list_learners(db, after=after, count=ROWS)):
        for learner in some:
            forgotten += await sql.learners.forget_old(db, user_id=learner["id"], **before) or 0
        after = some[-1]["id"]
    return forgotten
