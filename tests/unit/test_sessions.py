"""A session's life, and the problems it goes through."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput, Conflict
from domain.rules import sessions
from tests.unit.laws import law

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SERVED = NOW - timedelta(minutes=12)


def session(**changed: Any) -> dict[str, Any]:
    return {
        "status": "active",
        "problem_id": "pairs",
        "last_hint_level": 2,
        "served_at": SERVED,
        "ends_at": None,
        **changed,
    }


def candidate(name: str, difficulty: int = 1, *topics: str) -> dict[str, Any]:
    return {"id": name, "difficulty": difficulty, "topics": list(topics) or [name]}


candidates = st.lists(
    st.builds(
        lambda name, difficulty, topics: {"id": name, "difficulty": difficulty, "topics": topics},
        st.text("abcdef", min_size=1, max_size=4),
        st.integers(1, 5),
        st.lists(st.sampled_from(["loops", "hashing", "trees"]), min_size=1, max_size=2, unique=True),
    ),
    unique_by=lambda item: item["id"],
    max_size=12,
)


def test_a_mock_draws_what_is_judged_at_once_and_what_was_asked_for() -> None:
    every = [candidate(name) | {"waits": name != "a"} for name in ("a", "b", "c")]

    assert [every[0]] == sessions.judged_at_once(every)
    assert every[::2] == sessions.judged_at_once(every, "c")
    assert every[1:] == sessions.judged_at_once(every[1:])


@pytest.mark.parametrize(
    ("action", "following", "changes"),
    [
        ("advance", "stacks", {"status": "active", "problem_id": "stacks", "last_hint_level": 0, "served_at": NOW}),
        ("advance", None, {"status": "completed", "problem_id": "pairs", "last_hint_level": 2, "served_at": SERVED}),
        ("retry", None, {"status": "active", "problem_id": "pairs", "last_hint_level": 0, "served_at": NOW}),
        ("giveup", None, {"status": "abandoned", "problem_id": "pairs", "last_hint_level": 2, "served_at": SERVED}),
    ],
    ids=[
        "advancing serves the next problem without hints",
        "advancing past the last completes",
        "a retry forgets the hints and starts the clock",
        "giving up abandons",
    ],
)
def test_an_action_changes_the_session(action: str, following: str | None, changes: dict[str, Any]) -> None:
    assert changes == sessions.act(session(), action, following, NOW)


@pytest.mark.parametrize("status", ["completed", "abandoned"])
@pytest.mark.parametrize("action", ["advance", "retry", "giveup"])
def test_a_session_that_has_ended_takes_no_more_actions(action: str, status: str) -> None:
    with pytest.raises(Conflict, match=f"^The session is already {status}\\.$"):
        sessions.act(session(status=status), action, None, NOW)


@pytest.mark.parametrize("action", ["advance", "retry", "giveup"])
def test_a_mock_whose_time_is_over_takes_no_more_actions(action: str) -> None:
    with pytest.raises(Conflict, match=r"^The time of this mock is over\.$"):
        sessions.act(session(ends_at=NOW), action, None, NOW)


@pytest.mark.parametrize(
    ("changed", "over"),
    [
        ({"ends_at": None}, False),
        ({"ends_at": NOW + timedelta(seconds=1)}, False),
        ({"ends_at": NOW}, True),
        ({"ends_at": NOW, "status": "completed"}, False),
    ],
    ids=["without an end", "before its end", "at its end", "when it was completed before"],
)
def test_time_is_over_at_the_end_of_a_running_mock(changed: dict[str, Any], over: bool) -> None:
    assert sessions.time_over(session(**changed), NOW) is over


@pytest.mark.parametrize(
    ("current", "solved", "following"),
    [
        (None, set(), "a"),
        (None, {"a"}, "b"),
        ("a", set(), "b"),
        ("a", {"b"}, "c"),
        ("b", {"a"}, "c"),
        ("c", set(), None),
        ("a", {"b", "c"}, None),
        ("of another plan", set(), "a"),
    ],
)
def test_the_next_problem_is_the_first_unsolved_one_behind(
    current: str | None, solved: set[str], following: str | None
) -> None:
    assert following == sessions.next_in(["a", "b", "c"], current, solved)


@law
@given(st.lists(st.text("abc", min_size=1, max_size=2), unique=True), st.sets(st.text("abc", min_size=1, max_size=2)))
def test_walking_a_plan_meets_each_unsolved_problem_once_in_order(plan: list[str], solved: set[str]) -> None:
    walked, current = [], sessions.next_in(plan, None, solved)
    while current is not None:
        walked.append(current)
        current = sessions.next_in(plan, current, solved)
    assert [problem for problem in plan if problem not in solved] == walked


MODULES = [{"problems": ["loops", "pairs"]}, {"problems": ["pairs", "trees"]}]


def test_a_tracks_plan_goes_module_by_module_and_names_each_problem_once() -> None:
    assert sessions.track_plan({"subject": "coding"}, MODULES, "coding", "trees") == ["loops", "pairs", "trees"]


def test_a_track_of_another_subject_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        sessions.track_plan({"subject": "math"}, MODULES, "coding", None)
    assert refused.value.errors == (("/track_id", "is a track of math"),)


def test_a_first_problem_outside_the_track_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        sessions.track_plan({"subject": "coding"}, MODULES, "coding", "stacks")
    assert refused.value.errors == (("/problem_id", "is not in the track"),)


@law
@given(candidates, st.text(max_size=5))
def test_a_mock_is_the_same_for_the_same_seed_in_whatever_order_the_bank_comes(bank: list[Any], seed: str) -> None:
    assert sessions.draw_mock(bank[::-1], seed) == sessions.draw_mock(bank, seed)


@law
@given(candidates, st.text(max_size=5))
def test_a_mock_has_four_distinct_problems_or_all_there_are(bank: list[Any], seed: str) -> None:
    drawn = sessions.draw_mock(bank, seed)
    assert len(drawn) == len(set(drawn)) == min(sessions.MOCK_PROBLEMS, len(bank))
    assert set(drawn) <= {item["id"] for item in bank}


@law
@given(candidates, st.text(max_size=5))
def test_a_mock_goes_from_easy_to_hard(bank: list[Any], seed: str) -> None:
    level = {item["id"]: item["difficulty"] for item in bank}
    levels = [level[problem] for problem in sessions.draw_mock(bank, seed)]
    assert sorted(levels) == levels


@law
@given(candidates.filter(bool), st.text(max_size=5), st.data())
def test_a_problem_asked_for_is_the_mocks_first(bank: list[Any], seed: str, data: Any) -> None:
    first = data.draw(st.sampled_from([item["id"] for item in bank]))
    drawn = sessions.draw_mock(bank, seed, first)
    assert (first, 1) == (drawn[0], drawn.count(first))


@law
@given(st.text(max_size=5))
def test_a_mock_takes_each_topic_once_where_there_are_four(seed: str) -> None:
    bank = [candidate(f"{topic}-{n}", n, topic) for topic in ("loops", "sets", "trees", "graphs") for n in range(1, 6)]
    topic_of = {item["id"]: item["topics"][0] for item in bank}
    assert sorted(topic_of[problem] for problem in sessions.draw_mock(bank, seed)) == [
        "graphs",
        "loops",
        "sets",
        "trees",
    ]


@law
@given(st.text(max_size=5))
def test_a_mock_of_one_topic_takes_each_level_once_where_it_can(seed: str) -> None:
    bank = [candidate(f"{level}-{n}", level, "loops") for level in (1, 2, 3, 4) for n in range(5)]
    assert [problem[0] for problem in sessions.draw_mock(bank, seed)] == ["1", "2", "3", "4"]


def test_other_seeds_draw_other_mocks() -> None:
    bank = [candidate(f"p{n}") for n in range(20)]
    assert len({tuple(sessions.draw_mock(bank, str(seed))) for seed in range(10)}) > 1


def test_a_mock_lasts_as_long_as_its_problems_are_expected_to_take() -> None:
    assert NOW + timedelta(minutes=40) == sessions.mock_end([10, 25, 5], NOW)
