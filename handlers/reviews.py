"""/reviews: spaced repetition."""

from datetime import datetime

from domain import reviews
from domain.ports import Database
from openapi import types


async def list_reviews(
    user: str,
    db: Database,
    now: datetime,
    limit: int,
    due: bool | None = None,
    subject: types.Subject | None = None,
    cursor: str | None = None,
) -> types.ReviewList:
    return await reviews.list_reviews(db, user, due, subject, limit, cursor, now)


async def list_review_log(user: str, db: Database, limit: int, cursor: str | None = None) -> types.ReviewLog:
    return await reviews.list_log(db, user, limit, cursor)
