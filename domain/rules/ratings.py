"""How well a candidate suits a learner: four terms in [0, 1], weighed."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from domain.rules.cells import Chances, by_topic, estimate, footing, frontier, mastered, readiness
from openapi import types

RECENT = 10
"""How many of the last attempts count for variety."""


class Place(NamedTuple):
    """Where a learner stands with some topics: the chance of success by level, and what has no level."""

    chances: Mapping[int, float]
    readiness: float
    frontier: float
    lately: float
    recency: float


class Rating(NamedTuple):
    """The terms of a score, and what they were made from."""

    weakness: float
    novelty: float
    difficulty_pacing: float
    recency_diversification: float
    probability: float
    readiness: float


class Rated(NamedTuple):
    """A candidate with its place; the best has the lowest order, which is its score turned round."""

    order: float
    problem_id: str
    difficulty: int
    solved: bool
    place: Place
    candidate: Any

    @property
    def probability(self) -> float:
        return self.place.chances[self.difficulty]

    @property
    def readiness(self) -> float:
        return self.place.readiness * footing(self.difficulty, self.place.chances)


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
        self._bases, self._prerequisites = mastered(self._chances), prerequisites
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
                found.append(Rated(-score(place, level, 0, self.weights), "", level, False, place, cell))
        return ordered(found)

    def place(self, topics: Sequence[str]) -> Place:
        key = (*topics,)
        return self._places.get(key) or self._places.setdefault(key, self._found(key))

    def _candidate(self, candidate: Any) -> Rated:
        level = candidate["difficulty"]
        place = self.place(candidate["topics"])
        order = -score(place, level, candidate["seen"], self.weights)
        return Rated(order, candidate["id"], level, candidate["solved"], place, candidate)

    def _found(self, topics: tuple[str, ...]) -> Place:
        first, count = topics[0], len(topics)
        chances, lately = self._chances[first], float(self._lately.get(first, 0))
        if count > 1:
            chances = {level: sum(self._chances[topic][level] for topic in topics) / count for level in chances}
            lately = sum([self._lately.get(topic, 0) for topic in topics]) / count
        return Place(
            chances,
            readiness(topics, self._bases, self._prerequisites),
            frontier(first, self._chances, self._tried.get(first, ())),
            lately,
            math.exp(-lately / 3),
        )


def ordered(items: Iterable[Rated]) -> list[Rated]:
    return sorted(items, key=itemgetter(0, 1))


def score(place: Place, level: int, seen: int, weights: types.RecommendationTerms) -> float:
    """The terms of `rate`, weighed."""
    chances = place.chances
    pacing = 1 - abs(level - place.frontier) / 2
    of_ready = weights["weakness"] * (1 - chances[level]) + weights["recency_diversification"] * place.recency
    if pacing > 0:
        of_ready += weights["difficulty_pacing"] * pacing
    return of_ready * place.readiness * footing(level, chances) + weights["novelty"] / (1 + seen)


def rate(item: Rated) -> Rating:
    """Problems of a place and level that were met as often are rated alike.

    What stands on something that is not there yet has no right level, and is no welcome change either.
    """
    probability, ready = item.probability, item.readiness
    return Rating(
        weakness=(1 - probability) * ready,
        novelty=1 / (1 + item.candidate["seen"]),
        difficulty_pacing=max(0.0, 1 - abs(item.difficulty - item.place.frontier) / 2) * ready,
        recency_diversification=item.place.recency * ready,
        probability=probability,
        readiness=ready,
    )
