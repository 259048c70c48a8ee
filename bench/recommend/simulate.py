"""20 days of ten attempts, and a test five days later."""

import random
import statistics
from dataclasses import dataclass
from functools import lru_cache

from bench.recommend.history import History
from bench.recommend.learners import FAMILIES, Learner
from bench.recommend.policies import OURS, POLICIES
from bench.recommend.population import Population
from bench.recommend.world import A_DAY, CELLS, DAYS, TEST_AFTER

FIRST = 10
"""Learners before those who are measured: a bank is not new to everybody."""


@dataclass(frozen=True)
class Outcome:
    """Gain in the mean chance of success over all cells; per 100 attempts: jumps by two levels or more, third fails."""

    gain: float
    jumps: float
    third_fails: float
    right: float


def ability(learner: Learner) -> float:
    return statistics.mean(learner.chance(topic, level) for topic, level in CELLS)


@lru_cache
def population(family: str) -> Population:
    """What the first learners of a family taught, under our own policy; none of them is measured."""
    people = Population()
    for before in range(FIRST):
        live(family, OURS, -10 * (before + 1), people, teaching=True)
    return people


def run(family: str, policy: str, seed: int) -> Outcome:
    """One learner under one policy; the same seed, from 0 on, is the same learner for every policy."""
    return live(family, policy, seed, population(family))


def live(family: str, policy: str, seed: int, people: Population, teaching: bool = False) -> Outcome:
    learner = FAMILIES[family](random.Random(seed))
    luck = random.Random(seed + 1)
    choose = POLICIES[policy](random.Random(seed + 2))
    history, before = History(people, teaching), ability(learner)
    jumps = third = right = 0
    for day in range(DAYS):
        for _ in range(A_DAY):
            item = choose(history, day)
            jumps += item.level > history.last_level() + 1
            correct = luck.random() < learner.chance(item.topic, item.level)
            learner.practised(item.topic, item.level, correct)
            history.add(item, correct, day)
            third += history.fails() >= 3
            right += correct
        learner.slept()
    for _ in range(TEST_AFTER):
        learner.slept()
    attempts = DAYS * A_DAY / 100
    return Outcome(ability(learner) - before, jumps / attempts, third / attempts, right / attempts)
