"""/rubrics: how open answers are graded."""

from typing import Any

from domain import rubrics


async def list_rubrics(db: Any, limit: int, domain: str | None = None, cursor: str | None = None) -> Any:
    return await rubrics.list_rubrics(db, domain, limit, cursor)


async def get_rubric(id: str, db: Any) -> Any:
    return await rubrics.get(db, id)
