"""How well a candidate suits a learner: four terms in [0, 1], weighed."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from domain.rules.cells import Chances, by_topic, estimate, frontier, readiness
from openapi import types

RECENT = 10
"""How many of the last attempts count for variety."""


class Place(NamedTuple):
    """Where a learner stands with some topics, whatever the level."""

    readiness: float
    frontier: float
    lately: float


class Rating(NamedTuple):
    """What problems of the same topics and level that were met as often have in common."""

    score: float
    terms: types.RecommendationTerms
    weights: types.RecommendationTerms
    probability: float
    place: Place


class Rated(NamedTuple):
    """A candidate with its rating."""

    candidate: Any
    problem_id: str
    difficulty: int
    rating: Rating


class Ratings:
    """One learner's ratings. A large bank has few kinds of problems, and few topics: each is rated once."""

    def __init__(
        self,
        model: Chances,
        prerequisites: Mapping[str, Sequence[str]],
        recent: Sequence[Any],
        weights: types.RecommendationTerms,
    ) -> None:
        self._chances = estimate(model, prerequisites, recent)
        self._prerequisites, self._weights = prerequisites, weights
        self._tried = by_topic(recent)
        self._lately = Counter(topic for attempt in recent[:RECENT] for topic in {*attempt["topics"]})
        self._places: dict[tuple[str, ...], Place] = {}
        self._kinds: dict[tuple[tuple[str, ...], int, int], Rating] = {}

    def order(self, candidates: Iterable[Any]) -> list[Rated]:
        """The candidates, the best first; equal ones by id."""
        return ordered(
            Rated(candidate, candidate["id"], candidate["difficulty"], self.of(candidate)) for candidate in candidates
        )

    def of(self, candidate: Any) -> Rating:
        topics, level, seen = (*candidate["topics"],), candidate["difficulty"], candidate["seen"]
        rating = self._kinds.get((topics, level, seen))
        if rating is None:
            place = self._places.get(topics) or self._places.setdefault(topics, self._place(topics))
            probability = sum(self._chances[topic][level] for topic in topics) / len(topics)
            rating = self._kinds[topics, level, seen] = rate(probability, level, seen, place, self._weights)
        return rating

    def _place(self, topics: tuple[str, ...]) -> Place:
        lately = sum(self._lately[topic] for topic in topics) / len(topics)
        edge = frontier(topics[0], self._chances, self._tried.get(topics[0], ()))
        return Place(readiness(topics, self._chances, self._prerequisites), edge, lately)


def ordered(items: Iterable[Rated]) -> list[Rated]:
    return sorted(items, key=lambda item: (-item.rating.score, item.problem_id))


def rate(probability: float, level: int, seen: int, place: Place, weights: types.RecommendationTerms) -> Rating:
    """The terms and the score of problems that are solved with this probability."""
    terms: types.RecommendationTerms = {
        "weakness": (1 - probability) * place.readiness,
        "novelty": 1 / (1 + seen),
        "difficulty_pacing": max(0.0, 1 - abs(level - place.frontier) / 2),
        "recency_diversification": math.exp(-place.lately / 3),
    }
    return Rating(sum(weighted(terms, weights).values()), terms, weights, probability, place)


def weighted(terms: types.RecommendationTerms, weights: types.RecommendationTerms) -> dict[str, float]:
    """What each term adds to the score."""
    return {
        "weakness": weights["weakness"] * terms["weakness"],
        "novelty": weights["novelty"] * terms["novelty"],
        "difficulty_pacing": weights["difficulty_pacing"] * terms["difficulty_pacing"],
        "recency_diversification": weights["recency_diversification"] * terms["recency_diversification"],
    }
