"""What a learner can do: the chance of success for each topic and level, as far as the evidence tells."""

from collections.abc import Mapping, Sequence
from typing import Any

EASY = 0.7
"""From this chance of success on, a level counts as mastered."""

HARDEST = 5

STANDS_ON = 2
"""A topic stands on this level of its prerequisites."""

PRIOR = 2.0
FADES = 0.6
"""The model's word counts for as much as two attempts, and each earlier attempt at the topic for less than the next."""

UNREADY = 3
"""How strongly a missing prerequisite lowers what is expected of a topic; chosen by bench/recommend."""

FOOTING = 2
"""How strongly a level that is not mastered holds back the next; chosen by bench/recommend."""

Chances = Mapping[str, Mapping[int, float]]
"""Topic → level, the lowest first → chance of success."""


def estimate(model: Chances, prerequisites: Mapping[str, Sequence[str]], recent: Sequence[Any]) -> Chances:
    """The model's chances, drawn towards how the last attempts at each topic went; `recent` has the latest first.

    The model knows a topic as a whole; the attempts know its levels. Where nothing was tried yet, a topic is expected
    to be as hard as its prerequisites are unmastered.
    """
    tried = {topic: _spoken(attempts) for topic, attempts in by_topic(recent).items()}
    alone = mastered(
        {topic: _drawn({STANDS_ON: chances[STANDS_ON]}, 1.0, tried.get(topic)) for topic, chances in model.items()}
    )
    return {
        topic: _drawn(chances, readiness([topic], alone, prerequisites) ** UNREADY, tried.get(topic))
        for topic, chances in model.items()
    }


def mastered(chances: Chances) -> dict[str, float]:
    """How far each topic is mastered as others stand on it, 0 to 1."""
    return {topic: min(1.0, levels[STANDS_ON] / EASY) for topic, levels in chances.items()}


def by_topic(recent: Sequence[Any]) -> dict[str, list[Any]]:
    """Each topic's attempts, in their order."""
    tried: dict[str, list[Any]] = {}
    for attempt in recent:
        for topic in attempt["topics"]:
            tried.setdefault(topic, []).append(attempt)
    return tried


def _spoken(attempts: Sequence[Any]) -> dict[int, tuple[float, float]]:
    """Of each level what speaks for the learner, and what speaks at all.

    A right answer speaks for its level and all below, a wrong one against its level and all above.
    """
    right, wrong, weight = [0.0] * (HARDEST + 2), [0.0] * (HARDEST + 2), 1.0
    for attempt in attempts:
        (right if attempt["correct"] else wrong)[attempt["difficulty"]] += weight
        weight *= FADES
    for level in range(1, HARDEST + 1):
        wrong[level] += wrong[level - 1]
        right[HARDEST - level] += right[HARDEST - level + 1]
    return {level: (right[level], right[level] + wrong[level]) for level in range(1, HARDEST + 1)}


def _drawn(
    chances: Mapping[int, float], trust: float, spoken: Mapping[int, tuple[float, float]] | None
) -> dict[int, float]:
    if spoken is None:
        return {level: trust * chance for level, chance in chances.items()}
    drawn = {}
    for level, chance in chances.items():
        won, weight = spoken[level]
        drawn[level] = (PRIOR * trust * chance + won) / (PRIOR + weight)
    return drawn


def readiness(topics: Sequence[str], bases: Mapping[str, float], prerequisites: Mapping[str, Sequence[str]]) -> float:
    """How far the prerequisites are `mastered`, 0 to 1; 1 where none of them is among `bases`."""
    found = {
        before: bases[before]
        for topic in topics
        for before in prerequisites.get(topic, ())
        if before in bases and before not in topics
    }
    return sum(found.values()) / len(found) if found else 1.0


def footing(level: int, chances: Mapping[int, float]) -> float:
    """How far the level below is mastered, 0 to 1; the lowest level stands on nothing."""
    if level == 1 or chances[level - 1] >= EASY:
        return 1.0
    return float((chances[level - 1] / EASY) ** FOOTING)


def frontier(topic: str, chances: Chances, recent: Sequence[Any]) -> float:
    """The lowest level that is not easy yet; half a level lower after the topic's last attempt failed."""
    edge = float(HARDEST)
    for level, chance in chances[topic].items():
        if chance < EASY:
            edge = float(level)
            break
    for attempt in recent:
        if topic in attempt["topics"]:
            return edge if attempt["correct"] else edge - 0.5
    return edge
