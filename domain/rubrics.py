"""Rubrics: how open answers are graded."""

import sql
from domain import pages
from domain.errors import NotFound
from domain.ports import Connection
from domain.rows import spliced
from openapi import types


def show(row: "sql.rubrics.GetRubric") -> types.Rubric:
    return {**row, "dimensions": spliced(row["dimensions"])}


async def list_rubrics(db: Connection, domain: str | None, limit: int, cursor: str | None) -> types.RubricList:
    """Rubrics by id."""
    (after,) = pages.decode(cursor, pages.uuid)
    rows = await sql.rubrics.list_rubrics(db, domain=domain, after=after, count=limit + 1)
    return pages.page(rows, limit, lambda row: (row["id"],), show)


async def get(db: Connection, rubric_id: str) -> types.Rubric:
    """One rubric; NotFound."""
    row = await sql.rubrics.get_rubric(db, id=rubric_id)
    if row is None:
        raise NotFound("rubric")
    return show(row)
