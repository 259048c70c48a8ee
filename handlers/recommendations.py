"""/recommendations: what to do next, and why."""

from datetime import datetime
from typing import Any

from domain import recommendations


async def list_recommendations(user: str, db: Any, now: datetime, limit: int, subject: str | None = None) -> Any:
    return await recommendations.list_recommendations(db, user, subject, limit, now)
