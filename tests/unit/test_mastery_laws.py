"""What holds of mastery whatever a learner did before."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import mastery, mastery_learning, mastery_model, mastery_state
from domain.rules.mastery_features import Seen
from domain.rules.mastery_weights import WEIGHTS
from tests.unit.laws import law
from tests.unit.test_mastery import TOPIC, p_correct, shown, walk

# Far beyond what attempts can reach: their steps shrink, and a million of them in a row stay under 90 logits.
abilities = st.floats(-100, 100)
levels = st.sampled_from(sorted(mastery.LEVELS))
answers = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), levels, st.booleans(), st.integers(0, 3), st.integers(0, 10**6)),
    max_size=12,
)


@law
@given(answers)
def test_a_score_is_a_percentage_and_every_chance_a_probability(attempts: Any) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    chances = mastery.chances(WEIGHTS, {}, standing.learner, "hashing", standing.keys[TOPIC], 2e9)
    assert 0 <= mastery.score(chances) <= 100
    assert all(0 < chance < 1 for chance in chances.values())


@law
@given(answers)
def test_harder_levels_are_never_likelier(attempts: Any) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    chances = mastery.chances(WEIGHTS, {}, standing.learner, "hashing", standing.keys[TOPIC], 2e9)
    assert sorted(chances.values(), reverse=True) == [chances[level] for level in sorted(chances)]


@law
@given(answers, levels, st.floats(-5, 5))
def test_what_is_shown_is_what_an_unseen_problem_of_the_level_is_given(attempts: Any, level: int, drift: float) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    shared = {TOPIC: {"drift": drift, "attempts": 9, "wins": 7.0}}
    state, item = standing.keys[TOPIC], mastery.item(WEIGHTS, shared, level, ["hashing"], "new")
    used = p_correct(WEIGHTS, standing.learner, [state], item, at=2e9)
    chances = mastery.chances(WEIGHTS, shared, standing.learner, "hashing", state, 2e9)
    assert pytest.approx(used, abs=1e-12) == chances[level]


topics = st.sampled_from(["hashing", "sorting", "trees", "graphs"])


@law
@given(answers, levels, st.dictionaries(topics, st.floats(-5, 5)), topics)
def test_of_many_topics_each_is_given_what_it_is_given_alone(
    attempts: Any, level: int, drifts: Any, latest: str
) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    shared = {("topic", topic): {"drift": drift, "attempts": 9, "wins": 7.0} for topic, drift in drifts.items()}
    tried = {topic: state for (kind, topic), state in standing.keys.items() if kind == "topic"}
    keys = {topic: mastery_state.key(0.7) for topic in ("sorting", "trees", "graphs")} | tried
    learner = standing.learner | {"topics": [latest]}

    found = mastery.chances_of_all(WEIGHTS, shared, learner, keys, 2e9)

    for topic, state in keys.items():
        item = mastery.item(WEIGHTS, shared, level, [topic])
        alone = p_correct(WEIGHTS, learner, [state], item, at=2e9)
        assert pytest.approx(alone, abs=1e-12) == found[topic][level]


@law
@given(answers, abilities, abilities)
def test_more_ability_is_never_worth_less(attempts: Any, one: float, other: float) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    less, more = sorted((one, other))
    chances = [
        mastery.chances(WEIGHTS, {}, standing.learner | {"ability": ability}, "hashing", standing.keys[TOPIC], 2e9)
        for ability in (less, more)
    ]
    assert all(chances[0][level] <= chances[1][level] for level in chances[0])


@law
@given(answers, levels)
def test_a_right_answer_is_never_followed_by_less_than_a_wrong_one(attempts: Any, level: int) -> None:
    scores = [shown(walk([*attempts, ("a", level, correct, 0, 60)])) for correct in (False, True)]
    assert scores == sorted(scores)


@law
@given(answers, levels)
def test_by_the_shipped_weights_a_right_answer_raises_and_a_wrong_one_lowers_what_is_shown(
    attempts: Any, level: int
) -> None:
    attempts = [(*attempt[:4], 60) for attempt in attempts]
    before = walk([("b", 3, True, 0, 60), *attempts])
    at = 1e9 + 60 * (len(attempts) + 2)
    right, wrong = (walk([("b", 3, True, 0, 60), *attempts, ("b", level, each, 0, 60)]) for each in (True, False))
    assert shown(wrong, at=at) <= shown(before, at=at) <= shown(right, at=at)


@law
@given(answers, levels, st.booleans(), st.integers(0, 2))
def test_a_further_hint_never_helps(attempts: Any, level: int, correct: bool, hints: int) -> None:
    fewer, more = (walk([*attempts, ("a", level, correct, hints + further, 60)]) for further in (0, 1))
    assert more.keys[TOPIC]["ability"] <= fewer.keys[TOPIC]["ability"]
    assert shown(more) <= shown(fewer)


@law
@given(answers)
def test_a_replay_from_what_was_kept_gives_the_same_numbers(attempts: Any) -> None:
    half = len(attempts) // 2
    met = walk(attempts[:half])
    kept = mastery.Standing(*(json.loads(json.dumps(part)) for part in (met.learner, {}, met.seen)))
    kept.keys = {key: json.loads(json.dumps(state)) for key, state in met.keys.items()}
    one, other = (walk(attempts[half:], start=start) for start in (met, kept))
    assert (one.learner, one.keys, one.seen) == (other.learner, other.keys, other.seen)


@law
@given(answers)
def test_states_are_of_one_size_whatever_the_history(attempts: Any) -> None:
    standing = walk([*attempts, ("c", 3, True, 0, 60)] * 5)
    fresh = mastery_state.learner(0.5), mastery_state.key(0.5)
    assert (fresh[0].keys(), fresh[1].keys()) == (standing.learner.keys(), standing.keys[TOPIC].keys())
    lengths = [len(standing.learner[name]) for name in ("rates", "last")] + [len(standing.seen["c"]["history"])]
    assert [3, 3, 3] == lengths


@law
@given(answers)
def test_each_attempt_is_counted_once(attempts: Any) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    count = len(attempts) + 1
    assert (count, count) == (standing.learner["attempts"], standing.keys[TOPIC]["attempts"])


@law
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30), st.lists(st.floats(-50, 50), min_size=32, max_size=32))
def test_whatever_is_learned_elos_weights_stay_above_nothing(errors: list[float], numbers: list[float]) -> None:
    weights = mastery_learning.blank()
    for error in errors:
        mastery_learning.learn(weights, Seen(numbers, ["a:1"]), error)
    assert all(weight >= mastery_learning.LEAST for weight in weights["numbers"][-mastery_learning.ELO :])


@law
@given(answers)
def test_the_parts_of_a_score_add_up_to_what_lies_between_it_and_a_first_time_learners(attempts: Any) -> None:
    standing = walk([("a", 3, True, 0, 60), *attempts])
    state = standing.keys[TOPIC]
    parts = mastery.explain(WEIGHTS, {}, standing.learner, "hashing", state, 2e9)
    item = mastery.item(WEIGHTS, {}, 3, ["hashing"])
    logits = [
        mastery_model.foresee(WEIGHTS, learner, [topic], None, item, 2e9)[0]
        for learner, topic in ((standing.learner, state), (mastery_state.learner(0.5), mastery_state.key(0.5)))
    ]
    assert pytest.approx(logits[0] - logits[1], abs=0.01) == sum(part["effect"] for part in parts)
