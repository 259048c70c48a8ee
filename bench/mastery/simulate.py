"""Answers made up from a seed, in the shape of a skill builder: many items with few answers each, no timestamps.

Classes follow a list of problem sets, each on a skill or two; a learner works on a set until three right answers in a
row, and passes some over. Items are drawn, some far more often than others. Learners differ as classes, by themselves
and by skill; they grow, have better and worse spells, guess and slip, and some click through for a while after a
failure. The shape is that of ASSISTments 2009: how many answers an item, a learner and a learner's skill have, and what
item means alone, EMA, Elo and best-LR make of them.
"""

from itertools import accumulate
from math import exp, sqrt
from random import Random
from typing import NamedTuple

from bench.mastery.rows import Row
from domain.rules.mastery_model import sigma

FOLDS = 5
ROWS_PER_ITEM, ITEMS_PER_SET = 15.7, 25
SKILLS, AT_ROWS = 120, 278_000
CLASS, SETS_PER_CLASS, PASSED_OVER = 25, 60, 0.25
STREAK, LONGEST, GIVING_UP, DRAWS = 3, 40, 0.05, 6
GUESS, SLIP, GROWTH_ENDS = 0.04, 0.02, 25
SPELL, SPELL_LASTS = 0.7, 0.85
CLICKERS, CLICKING, CLICKING_LASTS = 0.35, 0.18, 0.75


class ProblemSet(NamedTuple):
    """Its place, its skills, how easy each item is in logits, and how often each is drawn, added up."""

    place: int
    skills: tuple[str, ...]
    ease: list[float]
    drawn: list[float]


def problem_sets(chance: Random, count: int) -> list[ProblemSet]:
    skills = range(max(8, min(SKILLS, int(SKILLS * sqrt(count / AT_ROWS)))))
    met = [exp(chance.gauss(0, 1.1)) for _ in skills]
    ease = [chance.gauss(0.7, 0.6) for _ in skills]
    found = []
    for place in range(max(20, int(count / ROWS_PER_ITEM / ITEMS_PER_SET))):
        skill = chance.choices(skills, met)[0]
        second = [chance.choice(skills)] if chance.random() < 0.2 else []
        names = tuple(dict.fromkeys(map(str, [skill, *second])))
        middle = chance.gauss(ease[skill], 0.85)
        items = [chance.gauss(middle, 1.05) for _ in range(ITEMS_PER_SET)]
        drawn = list(accumulate(exp(chance.gauss(0, 0.9)) for _ in items))
        found.append(ProblemSet(place, names, items, drawn))
    return found


class Learner:
    """What a learner of a class is like."""

    def __init__(self, chance: Random, ability: float) -> None:
        self.chance = chance
        self.ability = chance.gauss(ability, 0.8)
        self.growth = max(0.0, chance.gauss(0.1, 0.08))
        self.spell = chance.gauss(0, SPELL)
        self.clicks = chance.random() < CLICKERS
        self.clicking = False
        self.met: set[tuple[int, int]] = set()
        self.skills: dict[str, list[float]] = {}

    def answers(self, skills: tuple[str, ...], ease: float) -> bool:
        chance, logit = self.chance, self.ability + self.spell + ease
        for skill in skills:
            own = self.skills.setdefault(skill, [chance.gauss(0, 0.7), 0.0])
            logit += (own[0] + self.growth * min(own[1], GROWTH_ENDS)) / len(skills)
            own[1] += 1
        expected = GUESS + (1 - GUESS - SLIP) * sigma(logit)
        right = chance.random() < (expected * 0.2 if self.clicking else expected)
        self.spell = SPELL_LASTS * self.spell + chance.gauss(0, SPELL * sqrt(1 - SPELL_LASTS**2))
        lasts = CLICKING_LASTS if self.clicking else CLICKING if self.clicks and not right else 0.0
        self.clicking = chance.random() < lasts
        return right


def answers(count: int, seed: int) -> list[Row]:
    """`count` answers of as many learners as it takes, user by user."""
    chance = Random(seed)
    sets = problem_sets(chance, count)
    chosen = list(accumulate(exp(chance.gauss(0, 0.8)) for _ in sets))
    rows: list[Row] = []
    learners = 0
    while len(rows) < count:
        given, ability = chance.choices(sets, cum_weights=chosen, k=SETS_PER_CLASS), chance.gauss(0, 0.5)
        for _ in range(CLASS):
            learner, left = Learner(chance, ability), min(1000, int(1 + chance.lognormvariate(3.45, 1.45)))
            user, learners = str(learners), learners + 1
            mine = [each for each in given if chance.random() > PASSED_OVER]
            while left > 0:
                work = mine.pop(0) if mine else chance.choice(sets)
                streak = 0
                for _ in range(min(left, LONGEST)):
                    drawn = chance.choices(range(ITEMS_PER_SET), cum_weights=work.drawn, k=DRAWS)
                    item = next((each for each in drawn if (work.place, each) not in learner.met), drawn[0])
                    learner.met.add((work.place, item))
                    right = learner.answers(work.skills, work.ease[item])
                    rows.append(Row(str(learners % FOLDS), user, f"{work.place}.{item}", work.skills, int(right), 0.0))
                    left -= 1
                    streak = streak + 1 if right else 0
                    if streak == STREAK or chance.random() < GIVING_UP:
                        break
    return rows[:count]
