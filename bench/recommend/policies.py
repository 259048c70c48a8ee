"""Ways of choosing the next problem, ours among them; each sees a `History` and nothing of the learner's mind."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bench.recommend.history import History
from bench.recommend.world import CELLS, ITEMS, PREREQUISITES, PROBLEMS, Item
from domain.rules import recommendations as rules
from domain.rules.ratings import Ratings

Policy = Callable[[History, int], Item]
"""From what is known, on this day, to the next problem."""


def unsolved(history: History) -> list[Item]:
    """What is left to solve; everything again once all of it is solved."""
    return [item for item in ITEMS.values() if item.id not in history.solved] or list(ITEMS.values())


def guarded(ordered: Sequence[Item], history: History) -> Item:
    """The first of `ordered` that our own guardrails let through; the easiest where they let none."""
    ratings = Ratings(chances(history), {}, (), rules.WEIGHTS)
    rated = {item.problem_id: item for item in ratings.order(shown(ordered, history))}
    last = history.last_level()
    chosen, _ = rules.pick([rated[item.id] for item in ordered], last, last, careful=history.fails() >= 2)
    return ITEMS[chosen.problem_id] if chosen else min(ordered, key=lambda item: item.level)


def chances(history: History) -> dict[str, dict[int, float]]:
    return {topic: history.chances(topic) for topic in PREREQUISITES}


def shown(items: Sequence[Item], history: History) -> list[Any]:
    """Problems as the rules take them."""
    return [
        {
            "id": item.id,
            "title": item.id,
            "subject": "coding",
            "topics": [item.topic],
            "difficulty": item.level,
            "seen": history.seen[item.id],
            "solved": item.id in history.solved,
        }
        for item in items
    ]


def random_choice(luck: random.Random) -> Policy:
    return lambda history, _: luck.choice(unsolved(history))


def fixed_order(luck: random.Random) -> Policy:
    """The course: topics in order, levels in order, two problems of each, twice over; a failed one once more."""
    course = [
        item
        for half in (range(2), range(2, PROBLEMS))
        for topic in PREREQUISITES
        for level in range(1, 6)
        for item in (ITEMS[f"{topic}-{level}-{number}"] for number in half)
    ]

    def choose(history: History, _: int) -> Item:
        return next(
            (item for item in course if item.id not in history.solved and history.seen[item.id] < 2),
            luck.choice(course),
        )

    return choose


def greedy_weakness(luck: random.Random) -> Policy:
    """Whatever is likeliest to fail in the weakest topic, within a level of the last."""

    def choose(history: History, _: int) -> Item:
        allowed = [item for item in unsolved(history) if item.level <= history.last_level() + 1]
        return min(allowed, key=lambda item: (history.chance(item), luck.random()))

    return choose


def naive(luck: random.Random) -> Policy:
    """The seed's four terms as one would write them down first: no cells, prerequisites or guardrails, equal weights.

    Weakness is what the topic's average lacks, novelty whether it is new, pacing the distance to the level that the
    learner's average over all topics stands for, recency whether the topic is another than the last.
    """

    def choose(history: History, _: int) -> Item:
        averages = {topic: state["ema"] for (_, topic), state in history.standing.keys.items() if state["attempts"]}
        level = 1 + 4 * sum(averages.get(topic, 0.0) for topic in PREREQUISITES) / len(PREREQUISITES)
        last = history.recent[0]["topics"] if history.recent else []

        def score(item: Item) -> tuple[float, float]:
            terms = (
                1 - averages.get(item.topic, 0.0),
                0.0 if history.seen[item.id] else 1.0,
                1 - abs(item.level - level) / 4,
                0.0 if item.topic in last else 1.0,
            )
            return sum(terms) / 4, luck.random()

        return max(unsolved(history), key=score)

    return choose


def zpdes(luck: random.Random) -> Policy:
    """ZPDES (Clement and others, JEDM 7, 2015) behind our guardrails: a bandit over the cells of the open zone.

    A cell is worth its learning progress, the mean of its last two outcomes less that of the two before; a fifth of the
    draws explores. A level opens the next when three of its last four were right, a topic at its prerequisites' second.
    """
    outcomes: dict[tuple[str, int], list[bool]] = {cell: [] for cell in CELLS}
    counted: list[int] = [0]

    def passed(topic: str, level: int) -> bool:
        return sum(outcomes[topic, level][-4:]) >= 3

    def is_open(topic: str, level: int) -> bool:
        if level == 1:
            return all(passed(before, 2) for before in PREREQUISITES[topic])
        return passed(topic, level - 1) and not (level < 5 and passed(topic, level) and passed(topic, level + 1))

    def worth(cell: tuple[str, int]) -> float:
        past = outcomes[cell]
        progress = sum(past[-2:]) / 2 - sum(past[-4:-2]) / 2 if len(past) > 2 else 0.5
        return max(0.05, progress)

    def choose(history: History, _: int) -> Item:
        # What came since the last call: the policy is asked before every attempt.
        for attempt in history.recent[: len(history.recent) - counted[0]]:
            outcomes[attempt["topics"][0], attempt["difficulty"]].append(attempt["correct"])
        counted[0] = len(history.recent)
        zone = [cell for cell in CELLS if is_open(*cell)]
        total = sum(map(worth, zone))
        weights = [0.8 * worth(cell) / total + 0.2 / len(zone) for cell in zone]
        drawn = sorted(zone, key=lambda cell: luck.random() ** (1 / weights[zone.index(cell)]), reverse=True)
        left = unsolved(history)
        by_cell: dict[tuple[str, int], list[Item]] = {}
        for item in left:
            by_cell.setdefault((item.topic, item.level), []).append(item)
        ordered = [item for cell in drawn for item in by_cell.get(cell, ())]
        return guarded(ordered or left, history)

    return choose


def offered(history: History, day: int) -> list[Item]:
    """What the API's query finds: of each cell two that are new, and all that was met and not solved, or is due."""
    new: Counter[tuple[str, int]] = Counter()
    due, found = set(history.due(day)), []
    for item in ITEMS.values():
        if not history.seen[item.id]:
            new[item.topic, item.level] += 1
            if new[item.topic, item.level] <= 2:
                found.append(item)
        elif item.id not in history.solved or item.id in due:
            found.append(item)
    return found


def ours(luck: random.Random) -> Policy:
    """What the API serves, due reviews included."""

    def choose(history: History, day: int) -> Item:
        served = rules.rank(
            shown(offered(history, day), history),
            chances(history),
            PREREQUISITES,
            history.recent[: rules.READ],
            history.due(day),
            count=1,
        )
        return ITEMS[served[0]["problem_id"]]

    return choose


OURS = "ours"
POLICIES: dict[str, Callable[[random.Random], Policy]] = {
    OURS: ours,
    "ZPDES with guardrails": zpdes,
    "greedy weakness": greedy_weakness,
    "fixed order": fixed_order,
    "random": random_choice,
    "naive formula": naive,
}
