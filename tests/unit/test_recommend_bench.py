"""Learners on paper: where the first answers lead, and that the measurement measures."""

import itertools
import random
from collections.abc import Callable

import pytest

from bench.recommend import simulate
from bench.recommend.history import History
from bench.recommend.learners import FAMILIES
from bench.recommend.policies import POLICIES
from bench.recommend.population import Population
from bench.recommend.summary import summary
from bench.recommend.world import CELLS, ITEMS, PREREQUISITES


def levels_served(right: Callable[[int], bool], attempts: int) -> list[int]:
    """The levels that a new learner gets who answers right where `right` says so of a level."""
    history, choose = History(Population()), POLICIES["ours"](random.Random(1))
    served = []
    for _ in range(attempts):
        item = choose(history, 0)
        served.append(item.level)
        history.add(item, right(item.level), 0)
    return served


@pytest.mark.parametrize(
    ("can", "sixth"), [(0, {1}), (1, {1, 2}), (3, {3, 4}), (5, {4, 5})], ids=["nothing", "little", "much", "everything"]
)
def test_the_first_five_answers_place_a_learner(can: int, sixth: set[int]) -> None:
    assert levels_served(lambda level: level <= can, 6)[-1] in sixth


def test_a_new_learner_never_starts_over_the_second_level_nor_jumps() -> None:
    served = levels_served(lambda level: True, 10)
    assert served[0] <= 2
    assert max(after - before for before, after in itertools.pairwise(served)) <= 1


def test_the_world_is_as_large_as_it_is_said_to_be() -> None:
    assert (12, 60, 480) == (len(PREREQUISITES), len(CELLS), len(ITEMS))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_chances_and_remembers_what_it_practised(family: str) -> None:
    practised, idle = (FAMILIES[family](random.Random(4)) for _ in range(2))
    for _ in range(30):
        practised.practised("t01", 1, True)
    assert all(0 <= practised.chance(*cell) <= 1 for cell in CELLS)
    assert simulate.ability(practised) >= simulate.ability(idle)


def test_the_same_seed_is_the_same_learner_whatever_the_policy() -> None:
    starts = {simulate.ability(FAMILIES["growing"](random.Random(9))) for _ in POLICIES}
    people = Population()
    again = [simulate.live("growing", "fixed order", 9, people) for _ in range(2)]
    assert (1, again[0]) == (len(starts), again[1])


def test_ours_never_jumps_in_a_learners_life() -> None:
    outcome = simulate.live("stepwise", "ours", 3, Population())
    assert (0.0, True) == (outcome.jumps, outcome.gain > 0)


def test_ours_is_compared_learner_by_learner() -> None:
    ours, other = ([simulate.Outcome(gain, 0, 0, 0) for gain in gains] for gains in ((0.3, 0.5), (0.1, 0.3)))
    said = summary(other, ours)
    assert (0.2, 0.1, 0.2, 0.0) == (said["gain"], said["error"], said["ours_ahead"], said["ahead_error"])
