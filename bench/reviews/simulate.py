"""240 days of reviews, a learner a day at a time."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.reviews.memory import Memory
from bench.reviews.schedules import Schedule

DAYS = 240
NEW_A_DAY, FIRST_DAYS = 5, 40
"""200 items, all of them met in the first 40 days."""

CAP = 40
"""Reviews a day, the most overdue relative to their interval first; the same for every schedule."""


@dataclass
class Outcome:
    """What a schedule costs and what it leaves: reviews per item, and the mean chance of recall at the end."""

    reviews_per_item: float
    recall: float
    known: float


def run(memory: Callable[[float], Memory], schedule: Callable[[int], Schedule], seed: int) -> Outcome:
    """One learner; the same seed is the same learner for every schedule."""
    luck = random.Random(seed)
    items: list[tuple[int, Memory, Schedule]] = []
    done = right = 0
    for day in range(DAYS):
        overdue = [
            ((day - plan.due) / max(1.0, plan.interval), met, mind, plan)
            for met, mind, plan in items
            if plan.due is not None and plan.due <= day
        ]
        for _, met, mind, plan in sorted(overdue, key=lambda each: -each[0])[:CAP]:
            known = luck.random() < mind.recall(day - met)
            mind.reviewed(day - met, known)
            plan.reviewed(day, known)
            done, right = done + 1, right + known
        if day < FIRST_DAYS:
            items += [(day, memory(luck.gauss(0, 1)), schedule(day)) for _ in range(NEW_A_DAY)]
    recall = sum(mind.recall(DAYS - met) for met, mind, _ in items) / len(items)
    return Outcome(done / len(items), recall, right / done)
