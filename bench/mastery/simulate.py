"""Answers made up from a seed, in the shape of a skill builder: many items with few answers each, no timestamps.

A learner works on a skill until three right answers in a row, each on an item drawn from the skill's; some learners are
given a second skill with it. Guesses and slips keep chances off 0 and 1.
"""

from random import Random

from bench.mastery.rows import Row
from domain.rules.mastery_model import sigma

FOLDS = 5
ROWS_PER_SKILL = 2500
ROWS_PER_ITEM = 16
STREAK, LONGEST = 3, 25


def answers(count: int, seed: int) -> list[Row]:
    """`count` answers of as many learners as it takes, user by user."""
    chance = Random(seed)
    skills = max(3, count // ROWS_PER_SKILL)
    ease = [chance.gauss(0.5, 0.9) for _ in range(skills)]
    items = [[chance.gauss(ease[skill], 0.9)] for skill in range(skills)]
    for _ in range(count // ROWS_PER_ITEM):
        skill = int(skills * chance.random() ** 1.8)
        items[skill].append(chance.gauss(ease[skill], 0.9))
    rows: list[Row] = []
    while len(rows) < count:
        user = len(rows)
        ability, left = chance.gauss(0, 0.9), min(1000, max(5, int(chance.lognormvariate(3.6, 1.1))))
        while left > 0:
            skill = int(skills * chance.random() ** 1.5)
            taught = [skill] if chance.random() > 0.15 else [skill, chance.randrange(skills)]
            start, gain, streak = ability + chance.gauss(0, 0.9), chance.random() * 0.25, 0
            for attempt in range(min(left, LONGEST)):
                item = chance.randrange(len(items[skill]))
                right = chance.random() < 0.08 + 0.87 * sigma(start + items[skill][item] + gain * attempt)
                names = tuple(dict.fromkeys(map(str, taught)))
                rows.append(Row(str(user % FOLDS), f"u{user}", f"{skill}.{item}", names, int(right), 0.0))
                left -= 1
                streak = streak + 1 if right else 0
                if streak == STREAK:
                    break
    return rows[:count]
