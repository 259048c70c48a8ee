"""Recommendations: what to do next, and why."""

from datetime import datetime

import sql
from domain.ports import Connection
from domain.rules import recommendations as rules
from openapi import types

DUE_READ = 50


async def list_recommendations(
    db: Connection, user_id: str, subject: str | None, limit: int, now: datetime
) -> types.RecommendationList:
    """The next `limit` items with their terms, weights, inputs, guardrails and reasons."""
    return {"items": await rank(db, user_id, subject, limit, now)}


async def rank(
    db: Connection, user_id: str, subject: str | None, count: int, now: datetime, without: str | None = None
) -> list[types.Recommendation]:
    """The next `count` items, the problem `without` left out."""
    learner = await sql.mastery.get_learner(db, user_id=user_id)
    mastery = await sql.mastery.list_mastery(db, user_id=user_id)
    topics = await sql.problems.list_topics(db, subject=subject)
    candidates = await sql.problems.list_candidates(db, user_id=user_id, subject=subject)
    due = await sql.reviews.list_due(db, user_id=user_id, subject=subject, now=now, count=DUE_READ)
    return rules.rank(
        [candidate for candidate in candidates if candidate["id"] != without],
        learner["ability"] if learner else 0.0,
        {row["key_id"]: row["ability"] for row in mastery if row["key_type"] == "topic"},
        {topic["id"]: topic["prerequisites"] for topic in topics},
        await sql.mastery.list_recent(db, user_id=user_id, count=rules.RECENT),
        [row["problem_id"] for row in due],
        count,
    )


async def choose(db: Connection, user_id: str, subject: str, now: datetime, without: str | None = None) -> str | None:
    """The one problem to do next; None when there is nothing left."""
    ranked = await rank(db, user_id, subject, 1, now, without)
    return ranked[0]["problem_id"] if ranked else None
