"""Recommendations: what to do next, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sql
from domain import standing
from domain.ports import Connection
from domain.rules import recommendations as rules
from domain.rules.cells import Chances
from openapi import types

A_CELL = 2
"""New problems of the same topics and level that are looked at: rated alike, and a list should have variety."""


@dataclass(frozen=True)
class Choosing:
    """What an operator may set: the weights of the terms, and how many reviews a day a learner is asked for."""

    weights: types.RecommendationTerms
    reviews_a_day: int

    @classmethod
    def of(cls, weights: tuple[float, float, float, float], reviews_a_day: int) -> "Choosing":
        """The weights in the order of the seed's formula."""
        weakness, novelty, pacing, recency = weights
        return cls(
            {
                "weakness": weakness,
                "novelty": novelty,
                "difficulty_pacing": pacing,
                "recency_diversification": recency,
            },
            reviews_a_day,
        )


USUAL = Choosing(rules.WEIGHTS, reviews_a_day=20)


async def list_recommendations(
    db: Connection, user_id: str, subject: str | None, limit: int, now: datetime, choosing: Choosing = USUAL
) -> types.RecommendationList:
    """The next `limit` items with their terms, weights, inputs, guardrails and reasons."""
    return {"items": await rank(db, user_id, subject, limit, now, choosing)}


async def choose(
    db: Connection, user_id: str, subject: str, now: datetime, choosing: Choosing = USUAL, without: str | None = None
) -> str | None:
    """The one problem to do next; None when there is nothing left."""
    ranked = await rank(db, user_id, subject, 1, now, choosing, without)
    return ranked[0]["problem_id"] if ranked else None


async def rank(
    db: Connection,
    user_id: str,
    subject: str | None,
    count: int,
    now: datetime,
    choosing: Choosing,
    without: str | None = None,
) -> list[types.Recommendation]:
    """The next `count` items, the problem `without` left out."""
    recent = await sql.mastery.list_recent(db, user_id=user_id, count=rules.READ)
    due = await _due(db, user_id, subject, now, choosing.reviews_a_day)
    met = list({attempt["problem_id"] for attempt in recent} | {*due})
    offered: Sequence[Any] = await sql.problems.list_offered(
        db, user_id=user_id, subject=subject, met=met, count=A_CELL
    )
    if sum(not candidate["solved"] for candidate in offered) <= count:
        # A small bank, or little left of a large one: what was failed long ago counts too.
        offered = await sql.problems.list_candidates(db, user_id=user_id, subject=subject)
    candidates = [candidate for candidate in offered if candidate["id"] != without]
    prerequisites = {
        topic["id"]: topic["prerequisites"] for topic in await sql.problems.list_topics(db, subject=subject)
    }
    model = await _chances(db, user_id, candidates, prerequisites, now)
    return rules.rank(candidates, model, prerequisites, recent, due, count, choosing.weights)


async def _due(db: Connection, user_id: str, subject: str | None, now: datetime, a_day: int) -> list[str]:
    """Problems whose review is due, the most overdue for its interval first, while the day (UTC) has any left."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    done = await sql.reviews.count_done(db, user_id=user_id, since=midnight)
    left = max(0, a_day - (done or 0))
    rows = await sql.reviews.list_due(db, user_id=user_id, subject=subject, now=now, count=left) if left else []
    return [row["problem_id"] for row in rows]


async def _chances(
    db: Connection, user_id: str, candidates: Sequence[Any], prerequisites: Mapping[str, Sequence[str]], now: datetime
) -> Chances:
    """What the mastery model expects of each topic that the candidates have or stand on."""
    topics = {topic for candidate in candidates for topic in candidate["topics"]}
    topics |= {before for topic in topics for before in prerequisites.get(topic, ())}
    known = await standing.read(db, user_id)
    return known.topic_chances(sorted(topics), now.timestamp())
