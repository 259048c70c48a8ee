"""/reviews: spaced repetition."""

from datetime import datetime
from typing import Any

from domain import reviews


async def list_reviews(
    user: str,
    db: Any,
    now: datetime,
    limit: int,
    due: bool | None = None,
    subject: str | None = None,
    cursor: str | None = None,
) -> Any:
    return await reviews.list_reviews(db, user, due, subject, limit, cursor, now)


async def list_review_log(user: str, db: Any, limit: int, cursor: str | None = None) -> Any:
    return await reviews.list_log(db, user, limit, cursor)
