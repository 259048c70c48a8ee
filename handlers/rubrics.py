"""/rubrics: how open answers are graded."""

from datetime import datetime
from typing import Any

from domain import gradings, rubrics


async def list_rubrics(db: Any, limit: int, domain: str | None = None, cursor: str | None = None) -> Any:
    return await rubrics.list_rubrics(db, domain, limit, cursor)


async def get_rubric_scores(id: str, user: str, scopes: set[str], db: Any) -> Any:
    return await gradings.get_scores(db, user, id, any_learner="grade:write" in scopes)


async def grade_submission(id: str, body: Any, user: str, db: Any, now: datetime) -> Any:
    return await gradings.grade(db, user, id, body["scores"], now)


async def get_rubric(id: str, db: Any) -> Any:
    return await rubrics.get(db, id)
