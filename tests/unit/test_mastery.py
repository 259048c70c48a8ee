"""What an attempt does to mastery."""

import json
from typing import Any

import pytest

from domain.rules import mastery, mastery_learning, mastery_model, mastery_state, mastery_words
from domain.rules.mastery_features import Item, Seen
from domain.rules.mastery_weights import WEIGHTS

TOPIC, OUTCOME = ("topic", "hashing"), ("outcome", "LO1")
BLANK = mastery_learning.blank()


def p_correct(weights: Any, learner: Any, topics: Any, item: Item, at: float = 0.0) -> float:
    """What the model says of an item that the learner has not met."""
    return mastery_model.sigma(mastery_model.foresee(weights, learner, topics, None, item, at)[0])


def walk(attempts: Any, weights: Any = WEIGHTS, start: Any = None) -> mastery.Standing:
    """The standing after attempts (problem, level, correct, hints, seconds since the one before)."""
    standing, at = start or mastery.Standing(), 1e9
    for problem, level, correct, hints, seconds in attempts:
        at += seconds
        topics = ["hashing"] if problem != "c" else ["hashing", "sorting"]
        item = mastery.item(weights, {}, level, topics, problem)
        standing.move(weights, item, ["LO1"], mastery.credit(correct, hints), correct, at)
    return standing


def attempt(correct: bool, hints: int = 0, weights: Any = BLANK) -> Any:
    """What a first-time learner's attempt at a middle item changes."""
    return mastery.Standing().move(
        weights, mastery.item(weights, {}, 3, ["hashing"], "a"), ["LO1"], mastery.credit(correct, hints), correct, 1e9
    )


def shown(standing: mastery.Standing, weights: Any = WEIGHTS, at: float = 2e9) -> int:
    chances = mastery.chances(weights, {}, standing.learner, "hashing", standing.keys[TOPIC], at)
    return mastery.score(chances)


@pytest.mark.parametrize("weights", [BLANK, WEIGHTS], ids=["blank", "shipped"])
def test_a_first_time_learner_meets_a_middle_item_at_even_odds(weights: Any) -> None:
    learner, topic = mastery_state.learner(0.5), mastery_state.key(0.5)
    item = mastery.item(weights, {}, 3, ["hashing"], "a")
    assert pytest.approx(0.5, abs=1e-3) == p_correct(weights, learner, [topic], item, at=1e9)


def test_a_fresh_key_is_shown_at_the_middle_and_not_at_zero() -> None:
    fresh = mastery_state.key(0.5)
    chances = mastery.chances(WEIGHTS, {}, mastery_state.learner(0.5), "hashing", fresh, 1e9)
    assert (50, 0.5) == (mastery.score(chances), fresh["ema"])


def test_an_item_without_topics_is_predicted_from_the_learner_alone() -> None:
    learner = mastery_state.learner(0.5) | {"ability": 0.7}
    assert mastery_model.sigma(0.7) == p_correct(BLANK, learner, [], Item("a", (), 0.0, ()))


def test_topics_count_by_their_mean() -> None:
    def chance(*topics: float) -> float:
        states = [mastery_state.key(0.5) | {"ability": ability} for ability in topics]
        item = Item("a", tuple(map(str, topics)), 0.3, (0.5,) * len(topics))
        return p_correct(BLANK, mastery_state.learner(0.5), states, item)

    assert chance(0.5) == chance(1.0, 0.0)


def test_hints_cost_a_quarter_then_half_then_all() -> None:
    assert [mastery.credit(True, level) for level in range(4)] == [1.0, 0.75, 0.5, 0.0]


def test_a_wrong_answer_earns_nothing_whatever_was_hinted() -> None:
    assert [mastery.credit(False, level) for level in range(4)] == [0.0, 0.0, 0.0, 0.0]


def test_a_right_answer_after_the_last_hint_moves_mastery_as_a_wrong_one_does() -> None:
    hinted, wrong = attempt(True, hints=3), attempt(False)
    moved = [{**after.keys[TOPIC], "correct": None} for after in (hinted, wrong)]
    assert (moved[1], wrong.learner, wrong.seen) == (moved[0], hinted.learner, hinted.seen)


def test_a_first_right_answer_moves_ability_by_the_error_made() -> None:
    after = attempt(True)
    key = after.keys[TOPIC]
    assert (0.5, 0.15, 0.15) == (after.predicted, after.learner["ability"], key["ability"])
    assert (1, 1, 0.6) == (key["attempts"], key["correct"], key["ema"])


def test_outcomes_move_and_do_not_predict() -> None:
    strong = {OUTCOME: mastery_state.key(0.5) | {"ability": 5.0}}
    item = mastery.item(BLANK, {}, 3, ["hashing"], "a")
    after = mastery.Standing(keys=dict(strong)).move(BLANK, item, ["LO1"], 0.0, False, 1e9)
    assert (0.5, True) == (after.predicted, after.keys[OUTCOME]["ability"] < 5.0)


def test_a_new_problem_starts_where_its_author_put_it_and_moves_with_evidence() -> None:
    problem, topic = mastery_learning.untried(), mastery_learning.untried()
    start = mastery.item(BLANK, {}, 4, ["hashing"], "a").difficulty
    for _ in range(10):
        mastery_learning.teach(mastery_learning.blank(), problem, [topic], Seen([0.0] * 32, []), 0.5, 0.0)
    shared = {("problem", "a"): problem, ("topic", "hashing"): topic}
    assert mastery.LEVELS[4] == start < mastery.item(BLANK, shared, 4, ["hashing"], "a").difficulty


def test_what_one_answer_teaches_goes_against_the_error() -> None:
    weights = mastery_learning.blank()
    after = attempt(True, weights=weights)
    mastery_learning.teach(weights, mastery_learning.untried(), [mastery_learning.untried()], after.features, 0.5, 1.0)
    assert attempt(True, weights=weights).predicted > after.predicted


def test_of_two_first_attempts_the_order_in_which_they_are_learned_does_not_move_the_mean() -> None:
    def mean(*earned: float) -> float:
        weights = mastery_learning.blank()
        for each in earned:
            mastery_learning.teach(weights, mastery_learning.untried(), [], Seen([1.0], []), 0.5, each)
        return mastery_learning.mean_of(weights)

    assert mean(1.0, 0.0, 0.5) == mean(0.5, 1.0, 0.0)


def test_the_states_given_are_left_as_they_were() -> None:
    before = walk([("a", 3, True, 0, 60)])
    kept = json.dumps([before.learner, before.keys[TOPIC]])
    mastery_model.answer(
        WEIGHTS, before.learner, before.keys, None, Item("b", ("hashing",), 0.0, (0.5,)), 1.0, True, 2e9
    )
    assert kept == json.dumps([before.learner, before.keys[TOPIC]])


@pytest.mark.parametrize(
    ("name", "part"),
    [("ability", "general"), ("rate_98", "general"), ("topic_ability", "own"), ("history:101", "own"),
     ("topic_days", "time"), ("topic-gap:3:1", "time"), ("ease", "difficulty")],
)  # fmt: skip
def test_each_feature_belongs_to_a_part(name: str, part: str) -> None:
    assert part == mastery_words.part_of(name)


def test_a_few_answers_given_by_chance_do_not_overturn_the_shipped_weights() -> None:
    weights = json.loads(json.dumps(WEIGHTS))
    items = {key: mastery_learning.untried() for key in (("problem", "a"), ("topic", "hashing"))}
    for number in range(60):
        standing = mastery.Standing()
        for attempt in range(3):
            item = mastery.item(weights, items, 3, ["hashing"], "a")
            earned = float((number * 7 + attempt) % 2)
            after = standing.move(weights, item, [], earned, earned == 1.0, 1e9 + attempt)
            mastery_learning.teach(
                weights, items["problem", "a"], [items["topic", "hashing"]], after.features, after.predicted, earned
            )
    wrong, right = (shown(walk([("b", 3, each, 0, 60)]), weights, at=1e9 + 120) for each in (False, True))
    assert 30 < wrong < right < 70
