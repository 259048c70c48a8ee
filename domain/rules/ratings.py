"""How well a candidate suits a learner: four terms in [0, 1], weighed."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from domain.rules.cells import Chances, by_topic, estimate, footing, frontier, readiness
from openapi import types

RECENT = 10
"""How many of the last attempts count for variety."""


class Place(NamedTuple):
    """Where a learner stands with some topics: by level the chance of success and the readiness, and what has none."""

    chances: Mapping[int, float]
    readiness: Mapping[int, float]
    frontier: float
    lately: float
    recency: float


class Rating(NamedTuple):
    """The score, the terms it is made of, and what they were made from."""

    score: float
    weakness: float
    novelty: float
    difficulty_pacing: float
    recency_diversification: float
    probability: float
    readiness: float
    place: Place


class Rated(NamedTuple):
    """A candidate with its rating; the best has the lowest order."""

    order: float
    problem_id: str
    difficulty: int
    solved: bool
    rating: Rating
    candidate: Any


class Ratings:
    """One learner's ratings; a large bank has few topics, and where the learner stands with them is found once."""

    def __init__(
        self,
        model: Chances,
        prerequisites: Mapping[str, Sequence[str]],
        recent: Sequence[Any],
        weights: types.RecommendationTerms,
    ) -> None:
        self.weights = weights
        self._chances = estimate(model, prerequisites, recent)
        self._prerequisites = prerequisites
        self._tried = by_topic(recent)
        self._lately = Counter(topic for attempt in recent[:RECENT] for topic in {*attempt["topics"]})
        self._places: dict[tuple[str, ...], Place] = {}

    def order(self, candidates: Iterable[Any]) -> list[Rated]:
        """The candidates, the best first; equal ones by id."""
        return ordered(map(self._candidate, candidates))

    def order_cells(self, cells: Iterable[Any]) -> list[Rated]:
        """The same of what nobody has looked for yet: a new problem of each cell's topics and levels, without an id."""
        found = []
        for cell in cells:
            place = self.place(cell["topics"])
            for level in cell["levels"]:
                rating = rate(place, level, 0, self.weights)
                found.append(Rated(-rating.score, "", level, False, rating, cell))
        return ordered(found)

    def place(self, topics: Sequence[str]) -> Place:
        key = (*topics,)
        return self._places.get(key) or self._places.setdefault(key, self._found(key))

    def _candidate(self, candidate: Any) -> Rated:
        level = candidate["difficulty"]
        rating = rate(self.place(candidate["topics"]), level, candidate["seen"], self.weights)
        return Rated(-rating.score, candidate["id"], level, candidate["solved"], rating, candidate)

    def _found(self, topics: tuple[str, ...]) -> Place:
        first, count = topics[0], len(topics)
        chances = self._chances[first]
        if count > 1:
            chances = {level: sum(self._chances[topic][level] for topic in topics) / count for level in chances}
        lately = sum([self._lately.get(topic, 0) for topic in topics]) / count
        ready = readiness(topics, self._chances, self._prerequisites)
        return Place(
            chances,
            {level: ready * footing(level, chances) for level in chances},
            frontier(first, self._chances, self._tried.get(first, ())),
            lately,
            math.exp(-lately / 3),
        )


def ordered(items: Iterable[Rated]) -> list[Rated]:
    return sorted(items, key=itemgetter(0, 1))


def rate(place: Place, level: int, seen: int, weights: types.RecommendationTerms) -> Rating:
    """Problems of a place and level that were met as often: rated alike.

    What stands on something that is not there yet has no right level, and is no welcome change either.
    """
    probability, ready = place.chances[level], place.readiness[level]
    weakness = (1 - probability) * ready
    novelty = 1 / (1 + seen)
    pacing = max(0.0, 1 - abs(level - place.frontier) / 2) * ready
    recency = place.recency * ready
    score = (
        weights["weakness"] * weakness
        + weights["novelty"] * novelty
        + weights["difficulty_pacing"] * pacing
        + weights["recency_diversification"] * recency
    )
    return Rating(score, weakness, novelty, pacing, recency, probability, ready, place)
