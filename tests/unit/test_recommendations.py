"""What is recommended next, and what the guardrails keep from being served."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import recommendations
from tests.unit.laws import law

TOPICS = ["loops", "hashing", "trees"]
PREREQUISITES = {"hashing": ["loops"], "trees": ["hashing"]}


def candidate(name: str, difficulty: int = 1, topic: str = "loops", seen: int = 0, solved: bool = False) -> Any:
    return {
        "id": name,
        "title": name.title(),
        "subject": "coding",
        "topics": [topic],
        "difficulty": difficulty,
        "seen": seen,
        "solved": solved,
    }


def attempt(difficulty: int, correct: bool = True, topic: str = "loops") -> Any:
    return {"difficulty": difficulty, "correct": correct, "topics": [topic]}


def rank(
    bank: Any, recent: Any = (), due: Any = (), count: int = 20, learner: float = 0.0, abilities: Any = None
) -> Any:
    return recommendations.rank(bank, learner, abilities or {}, PREREQUISITES, recent, due, count)


def names(served: Any) -> list[str]:
    return [item["problem_id"] for item in served]


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
        lambda difficulty, correct, topics: {"difficulty": difficulty, "correct": correct, "topics": topics},
        st.integers(1, 5),
        st.booleans(),
        topics,
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
        assert item["score"] == pytest.approx(expected)


@law
@given(situations())
def test_nothing_is_harder_by_more_than_one_than_the_last_or_the_one_before(situation: Any) -> None:
    last = [attempt["difficulty"] for attempt in situation["recent"][:1]]
    before: list[int] = []
    jumps = []
    for item in rank(**situation):
        jumps += [item["problem_id"] for bound in last + before if item["difficulty"] > bound + 1]
        before = [item["difficulty"]]
    assert jumps == []


@law
@given(situations())
def test_no_problem_is_served_twice_nor_more_than_asked_for(situation: Any) -> None:
    served = names(rank(**situation))
    assert (len(served), len(served) <= situation["count"]) == (len(set(served)), True)


@law
@given(situations())
def test_solved_problems_come_back_only_as_reviews(situation: Any) -> None:
    solved = {item["id"] for item in situation["bank"] if item["solved"]}
    wrong = [item for item in rank(**situation) if item["problem_id"] in solved and item["kind"] != "review"]
    assert wrong == []


@law
@given(situations())
def test_only_what_is_due_is_a_review_and_says_so(situation: Any) -> None:
    for item in rank(**situation):
        is_due = item["problem_id"] in situation["due"]
        assert (item["kind"], "due-review" in item["guardrails"]) == ("review" if is_due else "new", is_due)


@law
@given(situations())
def test_after_two_fails_the_first_is_likely_to_pass_or_the_likeliest_of_its_kind(situation: Any) -> None:
    situation["recent"] = [attempt(3, False), attempt(3, False), *situation["recent"]]
    served = rank(**situation)
    for first in served[:1]:
        everything = rank(**{**situation, "recent": [attempt(3), *situation["recent"][1:]], "count": 20})
        others = [item for item in everything if item["kind"] == first["kind"] and item["difficulty"] <= 4]
        likeliest = max(item["inputs"]["probability"] for item in [first, *others])
        probability = first["inputs"]["probability"]
        assert probability >= recommendations.EASY or probability == likeliest
        assert "after-two-fails" in first["guardrails"]
    assert ["after-two-fails" in item["guardrails"] for item in served[1:]] == [False] * len(served[1:])


@law
@given(situations())
def test_the_same_facts_give_the_same_list(situation: Any) -> None:
    shuffled = {**situation, "bank": situation["bank"][::-1]}
    assert rank(**situation) == rank(**situation)
    assert names(rank(**situation)) == names(rank(**shuffled))


@law
@given(situations())
def test_something_is_served_whenever_something_may_be(situation: Any) -> None:
    last = [attempt["difficulty"] for attempt in situation["recent"][:1]]
    servable = [
        item
        for item in situation["bank"]
        if (not item["solved"] or item["id"] in situation["due"])
        and all(item["difficulty"] <= bound + 1 for bound in last)
    ]
    assert bool(rank(**situation)) == bool(servable)


@law
@given(situations())
def test_every_item_has_a_sentence_and_the_contracts_fields(situation: Any) -> None:
    fields = {
        "problem_id", "title", "subject", "difficulty", "topics", "kind", "score", "terms", "weights", "inputs",
        "guardrails", "reason",
    }  # fmt: skip
    for item in rank(**situation):
        assert (set(item), item["reason"][-1]) == (fields, ".")


def test_the_default_weights_are_those_that_were_simulated() -> None:
    expected = {"weakness": 0.31, "novelty": 0.09, "difficulty_pacing": 0.21, "recency_diversification": 0.39}
    assert expected == recommendations.WEIGHTS


def test_a_learner_without_a_history_is_served_by_score() -> None:
    scores = [item["score"] for item in rank([candidate("a", 1), candidate("b", 1, "trees"), candidate("c", 2)])]
    assert scores == sorted(scores, reverse=True)


def test_equal_scores_are_served_by_id() -> None:
    assert names(rank([candidate("b"), candidate("a"), candidate("c")])) == ["a", "b", "c"]


def test_what_was_seen_often_is_less_new() -> None:
    (item,) = rank([candidate("a", seen=3)])
    assert (item["terms"]["novelty"], item["inputs"]["times_seen"]) == (0.25, 3)


def test_a_topic_practised_a_lot_lately_steps_back() -> None:
    (item,) = rank([candidate("a")], recent=[attempt(1)] * 12)
    assert (item["inputs"]["topic_count_in_last_10"], item["terms"]["recency_diversification"]) == (
        10,
        math.exp(-10 / 3),
    )


def test_an_unready_topic_is_held_back_by_what_it_builds_on() -> None:
    ready, unready = (
        recommendations.readiness(["hashing"], 0.0, {"loops": ability}, PREREQUISITES) for ability in (3.0, -3.0)
    )
    assert (ready, 0 < unready < 0.5) == (1.0, True)


def test_a_topic_that_builds_on_nothing_is_always_ready() -> None:
    assert recommendations.readiness(["loops"], -5.0, {}, PREREQUISITES) == 1.0


def test_the_frontier_is_the_lowest_level_that_is_not_easy_yet() -> None:
    assert [recommendations.frontier("loops", ability, {}, []) for ability in (-9.0, 0.0, 9.0)] == [1.0, 2.0, 5.0]


def test_a_failed_last_attempt_at_the_topic_lowers_the_frontier_by_half() -> None:
    fails, elsewhere = [attempt(2, False)], [attempt(2, False, "trees")]
    assert recommendations.frontier("loops", 0.0, {}, fails) == 1.5
    assert recommendations.frontier("loops", 0.0, {}, elsewhere) == 2.0


def test_a_harder_favourite_gives_way_and_the_guardrail_is_named() -> None:
    bank = [candidate("a", 3), candidate("b", 1, seen=9)]
    served = rank(bank, recent=[attempt(1, topic="trees")], learner=1.0)
    assert [(item["problem_id"], item["guardrails"]) for item in served] == [("b", ["difficulty-jump"])]


def test_due_reviews_come_at_every_third_place() -> None:
    bank = [candidate(f"n{n}") for n in range(6)] + [candidate(f"r{n}", solved=True) for n in range(3)]
    kinds = [item["kind"] for item in rank(bank, due=["r0", "r1", "r2"], count=9)]
    assert kinds == ["new", "new", "review"] * 3


def test_reviews_come_in_the_order_they_are_due() -> None:
    bank = [candidate(f"r{n}", solved=True) for n in range(4)]
    assert names(rank(bank, due=["r2", "r0", "r3", "r1"])) == ["r2", "r0", "r3", "r1"]


def test_a_review_comes_first_when_more_than_five_are_due() -> None:
    bank = [candidate("new")] + [candidate(f"r{n}", solved=True) for n in range(6)]
    due = [f"r{n}" for n in range(6)]
    assert [rank(bank, due=due[:count], count=1)[0]["kind"] for count in (5, 6)] == ["new", "review"]


def test_reviews_that_are_too_hard_now_leave_their_place_to_something_new() -> None:
    bank = [candidate("new", 1)] + [candidate(f"r{n}", 5, solved=True) for n in range(6)]
    assert names(rank(bank, recent=[attempt(1)], due=[f"r{n}" for n in range(6)])) == ["new"]


def test_when_all_that_is_new_is_too_hard_a_due_review_is_served() -> None:
    bank = [candidate("new", 5), candidate("review", 1, solved=True)]
    assert names(rank(bank, recent=[attempt(1)], due=["review"])) == ["review"]


def test_after_two_fails_something_within_reach_comes_first() -> None:
    bank = [candidate("a", 3), candidate("b", 2), candidate("c", 1)]
    served = rank(bank, recent=[attempt(3, False), attempt(3, False)], learner=0.0)
    assert (served[0]["problem_id"], "after-two-fails" in served[0]["guardrails"]) == ("c", True)


def test_one_fail_alone_changes_nothing_of_the_order() -> None:
    served = rank([candidate("a", 3), candidate("b", 2)], recent=[attempt(3, False), attempt(3)])
    assert [item["guardrails"] for item in served] == [[], []]


@pytest.mark.parametrize(
    ("bank", "recent", "due", "sentence"),
    [
        ([candidate("a", solved=True)], [], ["a"], "It is time to see A again before it fades."),
        ([candidate("a")], [attempt(1, False)] * 2, [], "After two hard ones, A is within your reach."),
        ([candidate("a", seen=1)], [], [], "You have met A before and not solved it yet."),
        ([candidate("a", topic="trees")], [], [], "It opens up trees; what it builds on is still settling."),
        ([candidate("a")], [], [], "It brings in loops, which you have not practised lately."),
        ([candidate("a")], [attempt(1)] * 10, [], "Its level is just right for you in loops."),
    ],
)
def test_the_reason_is_what_had_the_most_say(bank: Any, recent: Any, due: Any, sentence: str) -> None:
    learner = -3.0 if bank[0]["topics"] == ["trees"] else 0.0
    assert rank(bank, recent, due, learner=learner)[0]["reason"] == sentence
