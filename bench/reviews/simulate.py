"""240 days of reviews, a learner a day at a time."""

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from bench.reviews.memory import Memory
from bench.reviews.schedules import Schedule

DAYS = 240
NEW_A_DAY, FIRST_DAYS = 5, 40
"""200 items, all of them met in the first 40 days."""

CAP = 40
"""Reviews a day, the most overdue relative to their interval first; the same for every schedule."""

LATELY = range(190, DAYS + 1, 10)
"""Days to look at beside the last, which may find the longest intervals all at their beginning, or all at their end."""


@dataclass
class Outcome:
    """What a schedule costs and what it leaves: reviews per item, and the mean chance of recall on day 240.

    `lately` is its mean over the days of LATELY, `known` the share of reviews that found the item known.
    """

    reviews_per_item: float
    recall: float
    lately: float
    known: float


def run(memory: Callable[[float], Memory], schedule: Callable[[int], Schedule], seed: int) -> Outcome:
    """One learner; the same seed is the same learner, with the same items, for every schedule."""
    ease, luck = random.Random(f"{seed} ease"), random.Random(f"{seed} luck")
    items: list[tuple[int, Memory, Schedule]] = []
    done = right = 0
    lately: list[float] = []
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
            items += [(day, memory(ease.gauss(0, 1)), schedule(day)) for _ in range(NEW_A_DAY)]
        if day + 1 in LATELY:
            lately.append(statistics.fmean(mind.recall(day + 1 - met) for met, mind, _ in items))
    return Outcome(done / len(items), lately[-1], statistics.fmean(lately), right / done)
