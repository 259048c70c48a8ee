"""Work that waits for its grade: whose it is finds it again, and graders see what nobody grades otherwise."""

import sql
from domain import gradings, pages
from domain.ports import Connection
from openapi import types


async def list_pending(db: Connection, user_id: str, limit: int, cursor: str | None) -> types.PendingList:
    """The learner's own, the latest first."""
    before, before_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.gradings.list_pending(db, user_id=user_id, before=before, before_id=before_id, count=limit + 1)
    return pages.page(rows, limit, lambda row: (row["created_at"], row["id"]), gradings.show)


async def list_ungraded(db: Connection, limit: int, cursor: str | None) -> types.UngradedList:
    """All learners' that waits for a human, the oldest first."""
    after, after_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.gradings.list_ungraded(db, after=after, after_id=after_id, count=limit + 1)
    return pages.page(rows, limit, lambda row: (row["created_at"], row["id"]), show)


def show(row: "sql.gradings.ListUngraded") -> types.UngradedSubmission:
    return {**row}
