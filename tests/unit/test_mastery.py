"""What an attempt does to mastery."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import mastery
from tests.unit.laws import law

TOPIC, OUTCOME = ("topic", "hashing"), ("outcome", "LO1")
LEARNER = {"ability": 0.0, "attempts": 0}
# Far beyond what attempts can reach: their steps shrink, and a million of them in a row stay under 90 logits.
abilities = st.floats(-100, 100)
levels = st.sampled_from(sorted(mastery.LEVELS))
hint_levels = st.integers(0, 3)
learners = st.builds(
    lambda ability, attempts: {"ability": ability, "attempts": attempts}, abilities, st.integers(0, 10**6)
)
states = st.builds(
    lambda ability, attempts, ema: {"ability": ability, "attempts": attempts, "correct": 0, "ema": ema},
    abilities,
    st.integers(0, 10**6),
    st.floats(0, 1),
)


def attempt(correct: bool, hints: int = 0, learner: Any = LEARNER, state: Any = mastery.FRESH, level: int = 3) -> Any:
    return mastery.answer(learner, {TOPIC: state}, level, mastery.credit(correct, hints), correct)


def test_an_average_learner_passes_a_middle_item_half_the_time() -> None:
    assert 0.5 == mastery.predict(0.0, [0.0], 3)


def test_an_item_without_topics_is_predicted_from_the_learner_alone() -> None:
    assert mastery.sigma(0.7) == mastery.predict(0.7, [], 3)


def test_topics_count_by_their_mean() -> None:
    assert mastery.predict(0.0, [0.5], 2) == mastery.predict(0.0, [1.0, 0.0], 2)


def test_a_fresh_key_is_shown_at_the_middle_and_not_at_zero() -> None:
    assert (mastery.score(0.0, mastery.FRESH["ability"]), mastery.FRESH["ema"]) == (50, 0.5)


def test_hints_cost_a_quarter_then_half_then_all() -> None:
    assert [mastery.credit(True, level) for level in range(4)] == [1.0, 0.75, 0.5, 0.0]


def test_a_wrong_answer_earns_nothing_whatever_was_hinted() -> None:
    assert [mastery.credit(False, level) for level in range(4)] == [0.0, 0.0, 0.0, 0.0]


def test_a_right_answer_after_the_last_hint_moves_mastery_as_a_wrong_one_does() -> None:
    hinted, wrong = attempt(True, hints=3), attempt(False)
    moved = [{**after["keys"][TOPIC], "correct": None} for after in (hinted, wrong)]
    assert (moved[1], wrong["learner"]) == (moved[0], hinted["learner"])


def test_a_first_right_answer_moves_ability_by_the_error_made() -> None:
    after = attempt(True)
    assert {
        "predicted": 0.5,
        "learner": {"ability": 0.15, "attempts": 1},
        "keys": {TOPIC: {"ability": 0.15, "attempts": 1, "correct": 1, "ema": 0.6, "score": mastery.score(0.15, 0.15)}},
    } == after


def test_outcomes_move_and_do_not_predict() -> None:
    outcome = {"ability": 5.0, "attempts": 9, "correct": 9, "ema": 1.0}
    after = mastery.answer(LEARNER, {TOPIC: mastery.FRESH, OUTCOME: outcome}, 3, 0.0, False)
    assert (after["predicted"], after["keys"][OUTCOME]["ability"] < 5.0) == (0.5, True)


def test_attempts_move_less_the_more_there_were() -> None:
    veteran = attempt(True, learner={"ability": 0.0, "attempts": 100})
    assert 0 < veteran["learner"]["ability"] < attempt(True)["learner"]["ability"]


def test_the_states_given_are_left_as_they_were() -> None:
    before = dict(mastery.FRESH)
    attempt(True)
    assert before == mastery.FRESH


@law
@given(abilities, abilities)
def test_a_score_is_a_percentage(learner: float, ability: float) -> None:
    assert 0 <= mastery.score(learner, ability) <= 100


@law
@given(abilities, st.lists(abilities, max_size=4), levels)
def test_a_prediction_is_a_probability(learner: float, topics: list[float], level: int) -> None:
    assert 0 <= mastery.predict(learner, topics, level) <= 1


@law
@given(abilities, abilities, st.integers(1, 4))
def test_harder_levels_are_never_likelier(learner: float, topic: float, level: int) -> None:
    assert mastery.predict(learner, [topic], level) >= mastery.predict(learner, [topic], level + 1)


@law
@given(learners, states, levels)
def test_a_right_answer_without_hints_never_lowers_anything(learner: Any, state: Any, level: int) -> None:
    after = attempt(True, 0, learner, state, level)
    before = {**state, "score": mastery.score(learner["ability"], state["ability"])}
    lowered = [name for name in ("ability", "ema", "score") if after["keys"][TOPIC][name] < before[name] - 1e-9]
    assert (lowered, after["learner"]["ability"] >= learner["ability"]) == ([], True)


@law
@given(learners, states, levels, hint_levels)
def test_a_wrong_answer_never_raises_anything(learner: Any, state: Any, level: int, hints: int) -> None:
    after = attempt(False, hints, learner, state, level)
    before = {**state, "score": mastery.score(learner["ability"], state["ability"])}
    raised = [name for name in ("ability", "ema", "score") if after["keys"][TOPIC][name] > before[name] + 1e-9]
    assert (raised, after["learner"]["ability"] <= learner["ability"]) == ([], True)


@law
@given(learners, states, levels, st.booleans(), st.integers(0, 2))
def test_a_further_hint_never_helps(learner: Any, state: Any, level: int, correct: bool, hints: int) -> None:
    with_fewer = attempt(correct, hints, learner, state, level)
    with_more = attempt(correct, hints + 1, learner, state, level)
    assert with_more["keys"][TOPIC]["ability"] <= with_fewer["keys"][TOPIC]["ability"]


@law
@given(learners, states, levels, st.booleans(), hint_levels)
def test_each_attempt_is_counted_once(learner: Any, state: Any, level: int, correct: bool, hints: int) -> None:
    after = attempt(correct, hints, learner, state, level)
    counted = (after["learner"]["attempts"], after["keys"][TOPIC]["attempts"])
    assert (learner["attempts"] + 1, state["attempts"] + 1) == counted


@pytest.mark.parametrize("level", sorted(mastery.LEVELS))
def test_the_same_facts_give_the_same_numbers(level: int) -> None:
    assert attempt(True, 1, level=level) == attempt(True, 1, level=level)
