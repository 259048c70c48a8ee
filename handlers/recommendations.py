"""/recommendations: what to do next, and why."""

from datetime import datetime

from domain import recommendations
from domain.ports import Database
from domain.recommendations import Choosing
from openapi import types


async def list_recommendations(
    user: str, db: Database, now: datetime, choosing: Choosing, limit: int, subject: types.Subject | None = None
) -> types.RecommendationList:
    return await recommendations.list_recommendations(db, user, subject, limit, now, choosing)
