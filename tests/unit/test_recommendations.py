"""What is recommended next, and what the guardrails keep from being served."""

import itertools
import math
from typing import Any

import pytest

from domain.rules import cells, mastery, recommendations
from domain.rules.mastery_model import sigma

numbers = itertools.count()
TOPICS = ("loops", "hashing", "trees")
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


def attempt(difficulty: int, correct: bool = True, topic: str = "loops", problem: str | None = None) -> Any:
    problem = problem or f"done-{next(numbers)}"
    return {"problem_id": problem, "difficulty": difficulty, "correct": correct, "topics": [topic]}


def rank(
    bank: Any, recent: Any = (), due: Any = (), count: int = 20, learner: float = 0.0, abilities: Any = None
) -> Any:
    return recommendations.rank(bank, chances(learner, abilities or {}), PREREQUISITES, recent, due, count)


def chances(learner: float = 0.0, abilities: Any = None) -> Any:
    """What a model of nothing but abilities says of a learner of these."""
    own = abilities or {}
    return {
        topic: {level: sigma(learner + own.get(topic, 0.0) - ease) for level, ease in mastery.LEVELS.items()}
        for topic in TOPICS
    }


def names(served: Any) -> list[str]:
    return [item["problem_id"] for item in served]


def test_the_default_weights_are_those_that_were_simulated() -> None:
    expected = {"weakness": 0.31, "novelty": 0.09, "difficulty_pacing": 0.21, "recency_diversification": 0.39}
    assert expected == recommendations.WEIGHTS


def test_a_learner_without_a_history_is_served_by_score() -> None:
    scores = [item["score"] for item in rank([candidate("a", 1), candidate("b", 1, "trees"), candidate("c", 2)])]
    assert sorted(scores, reverse=True) == scores


def test_equal_scores_are_served_by_id() -> None:
    assert names(rank([candidate("b"), candidate("a"), candidate("c")])) == ["a", "b", "c"]


def test_what_was_seen_often_is_less_new() -> None:
    (item,) = rank([candidate("a", seen=3)])
    assert (item["terms"]["novelty"], item["inputs"]["times_seen"]) == (0.25, 3)


def test_a_topic_practised_a_lot_lately_steps_back() -> None:
    (item,) = rank([candidate("a")], recent=[attempt(1)] * 12)
    assert (
        10,
        math.exp(-10 / 3),
    ) == (item["inputs"]["topic_count_in_last_10"], item["terms"]["recency_diversification"])


def test_an_unready_topic_is_held_back_by_what_it_builds_on() -> None:
    ready, unready = (
        cells.readiness(["hashing"], cells.mastered(chances(0.0, {"loops": ability})), PREREQUISITES)
        for ability in (3.0, -3.0)
    )
    assert (ready, 0 < unready < 0.5) == (1.0, True)


def test_a_topic_that_builds_on_nothing_is_always_ready() -> None:
    assert 1.0 == cells.readiness(["loops"], cells.mastered(chances(-5.0)), PREREQUISITES)


def test_a_level_stands_on_the_one_below() -> None:
    assert [1.0, 0.25, 1.0] == [cells.footing(2, {1: below, 2: 0.1}) for below in (0.9, cells.EASY / 2, cells.EASY)]
    assert 1.0 == cells.footing(1, {1: 0.0})


def test_what_stands_on_something_missing_is_neither_well_paced_nor_a_change() -> None:
    (item,) = rank([candidate("a", topic="hashing")], learner=-2.0)
    readiness = item["inputs"]["readiness"]
    assert 0 < readiness < 0.5
    assert (readiness, readiness) == (item["terms"]["difficulty_pacing"], item["terms"]["recency_diversification"])


def test_the_frontier_is_the_lowest_level_that_is_not_easy_yet() -> None:
    assert [cells.frontier("loops", chances(ability), []) for ability in (-9.0, 0.0, 9.0)] == [1.0, 2.0, 5.0]


def test_a_failed_last_attempt_at_the_topic_lowers_the_frontier_by_half() -> None:
    fails, elsewhere = [attempt(2, False)], [attempt(2, False, "trees")]
    assert 1.5 == cells.frontier("loops", chances(), fails)
    assert 2.0 == cells.frontier("loops", chances(), elsewhere)


def test_a_harder_favourite_gives_way_and_the_guardrail_is_named() -> None:
    bank = [candidate("a", 3), candidate("b", 1, seen=9)]
    served = rank(bank, recent=[attempt(1, topic="trees")], learner=1.0)
    assert [(item["problem_id"], item["guardrails"]) for item in served] == [("b", ["difficulty-jump"])]


def test_due_reviews_come_at_every_third_place() -> None:
    bank = [candidate(f"n{n}") for n in range(6)] + [candidate(f"r{n}", solved=True) for n in range(3)]
    kinds = [item["kind"] for item in rank(bank, due=["r0", "r1", "r2"], count=9)]
    assert ["new", "new", "review"] * 3 == kinds


def test_reviews_come_in_the_order_they_are_due() -> None:
    bank = [candidate(f"r{n}", solved=True) for n in range(4)]
    assert names(rank(bank, due=["r2", "r0", "r3", "r1"])) == ["r2", "r0", "r3", "r1"]


def test_a_review_comes_first_when_more_than_five_are_due() -> None:
    bank = [candidate("new")] + [candidate(f"r{n}", solved=True) for n in range(6)]
    due = [f"r{n}" for n in range(6)]
    assert [rank(bank, due=due[:count], count=1)[0]["kind"] for count in (5, 6)] == ["new", "review"]


def test_a_backlog_of_reviews_leaves_every_other_place_to_something_new() -> None:
    bank = [candidate(f"n{n}") for n in range(4)] + [candidate(f"r{n}", solved=True) for n in range(9)]
    kinds = [item["kind"] for item in rank(bank, due=[f"r{n}" for n in range(9)], count=6)]
    assert ["review", "new"] * 3 == kinds


def test_places_are_counted_from_the_last_review_also_when_one_item_is_asked_for_at_a_time() -> None:
    bank = [candidate("new"), candidate("due", solved=True)]
    reviewed, new = [attempt(1, problem="x"), attempt(1, problem="x")], [attempt(1), attempt(1)]
    recent = [[*new[:count], *reviewed] for count in range(3)]
    assert ["new", "new", "review"] == [rank(bank, before, due=["due"], count=1)[0]["kind"] for before in recent]


def test_reviews_that_are_too_hard_now_leave_their_place_to_something_new() -> None:
    bank = [candidate("new", 1)] + [candidate(f"r{n}", 5, solved=True) for n in range(6)]
    assert names(rank(bank, recent=[attempt(1)], due=[f"r{n}" for n in range(6)])) == ["new"]


def test_a_review_that_would_only_be_failed_again_lets_the_others_go_first() -> None:
    bank = [candidate("hard", 2, "hashing", seen=1), candidate("known", solved=True)]
    served = rank(bank, due=["hard", "known"], learner=-4.0, abilities={"loops": 8.0})
    assert [("known", "review"), ("hard", "review")] == [(item["problem_id"], item["kind"]) for item in served]


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
        (
            [candidate("a", topic="trees")],
            [],
            [],
            "It takes you further in trees; what it builds on is still settling.",
        ),
        ([candidate("a")], [], [], "It brings in loops, which you have not practised lately."),
        ([candidate("a")], [attempt(1)] * 10, [], "Its level is just right for you in loops."),
    ],
)
def test_the_reason_is_what_had_the_most_say(bank: Any, recent: Any, due: Any, sentence: str) -> None:
    learner = -3.0 if bank[0]["topics"] == ["trees"] else 0.0
    assert sentence == rank(bank, recent, due, learner=learner)[0]["reason"]
