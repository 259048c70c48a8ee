"""Recommendations: what to do next, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

import sql
from domain import standing
from domain.ports import Connection, Json
from domain.rules import recommendations as rules
from domain.rules.cells import Chances
from domain.rules.shortlist import A_CELL, Shortlist
from openapi import types


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


class Bank(NamedTuple):
    """What a choice needs to know of all problems: their cells, as Shortlist has them, and their topics."""

    cells: Sequence[Any]
    prerequisites: Mapping[str, Sequence[str]]
    topics: frozenset[str]
    """Those of the cells, and what they stand on."""


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
    midnight, a_day = datetime.combine(now.date(), time(), now.tzinfo), choosing.reviews_a_day
    row = await sql.recommendations.read_learner(
        db, user_id=user_id, subject=subject, now=now, midnight=midnight, a_day=a_day
    )
    due = row["due"]
    recent, met = orjson.loads(row["recent"]), orjson.loads(row["met"])
    bank = bank_of(row["cells"], row["prerequisites"])
    model = _chances(standing.known_of(row), met, bank, now)
    given = model, bank.prerequisites, recent, due, count, choosing.weights
    shortlist = Shortlist([each for each in met if each["id"] != without], bank.cells, *given)
    while wanted := shortlist.wanted():
        looked_into = [
            {"subject": item.candidate["subject"], "topics": item.candidate["topics"], "difficulty": item.difficulty}
            for item in wanted
        ]
        new = await sql.recommendations.list_new(
            db, user_id=user_id, cells=orjson.dumps(looked_into).decode(), count=A_CELL
        )
        shortlist.look_into(wanted, [each for each in new if each["id"] != without])
    if not shortlist.little():
        return shortlist.served()
    # A small bank, or little left of a large one: what was failed long ago counts too, and what was solved as a way up.
    candidates = await sql.problems.list_candidates(db, user_id=user_id, subject=subject)
    return rules.rank([each for each in candidates if each["id"] != without], *given)


@lru_cache(maxsize=16)
def bank_of(cells: str, prerequisites: str) -> Bank:
    """The bank out of a line for each cell and JSON; it is no one's own, and the same text is read once."""
    levels: dict[tuple[str, str], list[int]] = {}
    for line in cells.splitlines():
        subject, level, topics = line.split(" ")
        levels.setdefault((subject, topics), []).append(int(level))
    found: list[Json] = [
        {"subject": subject, "topics": (*topics.split(","),), "levels": (*of_topics,)}
        for (subject, topics), of_topics in levels.items()
    ]
    before = orjson.loads(prerequisites)
    return Bank(
        found, before, frozenset(_with_their_own({topic for cell in found for topic in cell["topics"]}, before))
    )


def _with_their_own(topics: set[str], prerequisites: Mapping[str, Sequence[str]]) -> set[str]:
    return topics | {before for topic in topics for before in prerequisites.get(topic, ())}


def _chances(known: standing.Known, met: Iterable[Any], bank: Bank, now: datetime) -> Chances:
    """What the mastery model expects of each topic that the candidates have or stand on."""
    others = {topic for candidate in met for topic in candidate["topics"]} - bank.topics
    return known.topic_chances(bank.topics | _with_their_own(others, bank.prerequisites), now.timestamp())
