"""What holds of every list of recommendations, whoever it is for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import cells
from tests.unit.laws import law
from tests.unit.test_recommendations import PREREQUISITES, TOPICS, attempt, chances, names, rank

topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True)
banks = st.lists(
    st.builds(
        lambda difficulty, topics, seen, solved: {
            "difficulty": difficulty,
            "topics": topics,
            "seen": seen,
            "solved": solved,
            "subject": "coding",
        },
        st.integers(1, 5),
        topics,
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=15,
).map(lambda bank: [{**item, "id": f"p{n}", "title": f"Problem {n}"} for n, item in enumerate(bank)])
attempts = st.lists(
    st.builds(
        lambda difficulty, correct, topics, problem: {
            "difficulty": difficulty,
            "correct": correct,
            "topics": topics,
            "problem_id": f"p{problem}",
        },
        st.integers(1, 5),
        st.booleans(),
        topics,
        st.integers(0, 20),
    ),
    max_size=12,
)


@st.composite
def situations(draw: st.DrawFn) -> dict[str, Any]:
    """A bank, a learner, and reviews that are due of it."""
    bank = draw(banks)
    due = draw(st.lists(st.sampled_from([item["id"] for item in bank]), unique=True)) if bank else []
    return {
        "bank": bank,
        "recent": draw(attempts),
        "due": due,
        "count": draw(st.integers(1, 20)),
        "learner": draw(st.floats(-5, 5)),
        "abilities": draw(st.dictionaries(st.sampled_from(TOPICS), st.floats(-5, 5))),
    }


@law
@given(situations())
def test_every_term_is_within_zero_and_one(situation: Any) -> None:
    outside = [
        (item["problem_id"], name)
        for item in rank(**situation)
        for name, term in item["terms"].items()
        if not 0 <= term <= 1
    ]
    assert outside == []


@law
@given(situations())
def test_a_score_is_its_terms_weighed(situation: Any) -> None:
    for item in rank(**situation):
        expected = sum(item["weights"][name] * item["terms"][name] for name in item["terms"])
        assert pytest.approx(expected) == item["score"]


@law
@given(situations())
def test_nothing_is_harder_by_more_than_one_than_the_last_or_the_one_before(situation: Any) -> None:
    before = last_level(situation)
    # Where the bank has nothing between, the easiest that is left is served all the same: see below.
    for item in rank(**situation) if may_be_served(situation) or between(situation) else []:
        assert item["difficulty"] <= min(before, last_level(situation)) + 1
        before = item["difficulty"]


def last_level(situation: Any) -> int:
    """The level of the last attempt; a learner without a history begins at 1."""
    return next((int(attempt["difficulty"]) for attempt in situation["recent"]), 1)


def may_be_served(situation: Any) -> list[Any]:
    """What is new or due, and not too hard."""
    return [
        item
        for item in situation["bank"]
        if (not item["solved"] or item["id"] in situation["due"]) and item["difficulty"] <= last_level(situation) + 1
    ]


def between(situation: Any) -> list[Any]:
    """What was solved one level up: a way to what is too hard as yet."""
    return [item for item in situation["bank"] if item["solved"] and item["difficulty"] == last_level(situation) + 1]


@law
@given(situations())
def test_when_all_that_is_left_is_too_hard_a_solved_problem_leads_up_or_the_easiest_is_served(situation: Any) -> None:
    situation |= {"recent": [attempt(1, True), *situation["recent"]], "due": []}
    left = [item for item in situation["bank"] if not item["solved"]]
    for item in left:
        item["difficulty"] = max(3, item["difficulty"])
    if not left:
        return
    easiest = min(item["difficulty"] for item in left)

    (item,) = rank(**situation)

    expected = ("review", last_level(situation) + 1) if between(situation) else ("new", easiest)
    assert (expected, ["difficulty-jump"]) == ((item["kind"], item["difficulty"]), item["guardrails"])


@law
@given(situations())
def test_no_problem_is_served_twice_nor_more_than_asked_for(situation: Any) -> None:
    served = names(rank(**situation))
    assert (len(set(served)), True) == (len(served), len(served) <= situation["count"])


@law
@given(situations())
def test_solved_problems_come_back_only_as_reviews(situation: Any) -> None:
    solved = {item["id"] for item in situation["bank"] if item["solved"]}
    wrong = [item for item in rank(**situation) if item["problem_id"] in solved and item["kind"] != "review"]
    assert wrong == []


@law
@given(situations())
def test_only_what_is_due_is_a_review_and_says_so(situation: Any) -> None:
    for item in rank(**situation) if may_be_served(situation) else []:
        is_due = item["problem_id"] in situation["due"]
        assert ("review" if is_due else "new", is_due) == (item["kind"], "due-review" in item["guardrails"])


@law
@given(situations())
def test_after_two_fails_the_first_is_likely_to_pass_or_the_likeliest_of_its_kind(situation: Any) -> None:
    situation["recent"] = [attempt(3, False), attempt(3, False), *situation["recent"]]
    served = rank(**situation) if may_be_served(situation) else []
    for first in served[:1]:
        everything = rank(**{**situation, "count": 20})
        others = [item for item in everything if item["kind"] == first["kind"] and item["difficulty"] <= 4]
        likeliest = max(item["inputs"]["probability"] for item in [first, *others])
        probability = first["inputs"]["probability"]
        assert probability >= cells.EASY or probability == likeliest
        assert "after-two-fails" in first["guardrails"]
    assert [False] * len(served[1:]) == ["after-two-fails" in item["guardrails"] for item in served[1:]]


@law
@given(situations())
def test_the_same_facts_give_the_same_list(situation: Any) -> None:
    shuffled = {**situation, "bank": situation["bank"][::-1]}
    assert rank(**situation) == rank(**situation)
    assert names(rank(**shuffled)) == names(rank(**situation))


@law
@given(situations())
def test_something_is_served_whenever_something_may_be(situation: Any) -> None:
    left = [item for item in situation["bank"] if not item["solved"] and item["id"] not in situation["due"]]
    assert bool(left or may_be_served(situation)) == bool(rank(**situation))


@law
@given(situations())
def test_every_item_has_a_sentence_and_the_contracts_fields(situation: Any) -> None:
    fields = {
        "problem_id", "title", "subject", "difficulty", "topics", "kind", "score", "terms", "weights", "inputs",
        "guardrails", "reason",
    }  # fmt: skip
    for item in rank(**situation):
        assert (fields, ".") == (set(item), item["reason"][-1])


@law
@given(attempts, st.floats(-5, 5))
def test_what_a_learner_can_do_never_grows_with_the_level(recent: Any, learner: float) -> None:
    for levels in cells.estimate(chances(learner), PREREQUISITES, recent).values():
        assert sorted(levels.values(), reverse=True) == list(levels.values())
        assert all(0 <= chance <= 1 for chance in levels.values())


@law
@given(attempts, st.floats(-5, 5), st.integers(1, 5))
def test_a_right_answer_never_lowers_what_a_learner_can_do(recent: Any, learner: float, level: int) -> None:
    before = cells.estimate(chances(learner), {}, [attempt(level, False), *recent])["loops"]
    after = cells.estimate(chances(learner), {}, [attempt(level, True), *recent])["loops"]
    assert all(after[each] >= before[each] for each in before)
