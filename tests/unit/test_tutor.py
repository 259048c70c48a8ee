"""The hint ladder, and how a hint is spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.rules import tutor
from tests.unit.laws import law

LADDER = [
    {"level": 1, "text": "What repeats?"},
    {"level": 1, "category": "empty-input", "text": "What if there is nothing?"},
    {"level": 1, "category": "duplicates", "text": "What if two are the same?"},
    {"level": 2, "text": "Remember what you have seen."},
    {"level": 3, "text": "Keep a set."},
]


@pytest.mark.parametrize(("wanted", "reached"), [(2, 0), (3, 0), (3, 1)])
def test_a_level_before_the_one_below_it_is_refused(wanted: int, reached: int) -> None:
    with pytest.raises(Conflict, match=f"^Hint level {wanted} comes after level {reached + 1}\\.$"):
        tutor.check_level(wanted, reached)


@pytest.mark.parametrize(("wanted", "reached"), [(1, 0), (2, 1), (3, 2)])
def test_the_next_level_is_open(wanted: int, reached: int) -> None:
    tutor.check_level(wanted, reached)


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_a_level_may_be_heard_again(wanted: int) -> None:
    tutor.check_level(wanted, 3)


def test_the_hint_for_what_failed_comes_before_the_plain_one() -> None:
    assert LADDER[2] == tutor.choose(LADDER, 1, ["duplicates"])


def test_of_several_failures_the_first_that_has_a_hint_speaks() -> None:
    assert LADDER[1] == tutor.choose(LADDER, 1, ["time-limit", "empty-input", "duplicates"])


@pytest.mark.parametrize("categories", [[], ["time-limit"]])
def test_a_failure_without_a_hint_of_its_own_gets_the_plain_one(categories: list[str]) -> None:
    assert LADDER[0] == tutor.choose(LADDER, 1, categories)


def test_a_category_does_not_reach_into_another_level() -> None:
    assert LADDER[3] == tutor.choose(LADDER, 2, ["duplicates"])


def test_every_level_has_the_contracts_type() -> None:
    assert tutor.TYPE_OF_LEVEL == {1: "nudge", 2: "strategy", 3: "bottom-out"}


def test_a_hint_is_spoken_a_few_words_at_a_time() -> None:
    spoken = list(tutor.deltas("one two three four five six seven"))
    assert spoken == ["one two three four five six", " seven"]


def test_an_empty_hint_is_spoken_in_no_pieces() -> None:
    assert list(tutor.deltas("")) == []


@law
@given(st.text() | st.text(alphabet=" \n\t\u00a0\u2028ab"), st.integers(1, 10))
def test_the_pieces_are_the_text_character_for_character(text: str, words: int) -> None:
    pieces = list(tutor.deltas(text, words))
    assert (text, False) == ("".join(pieces), "" in pieces)
