"""Recurring decimals are exact numbers, and what is shown of one reads as the same number."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluator.maths.recurring import exact, recurring
from tests.evaluator.maths_judged import judged

DIGITS = st.text("0123456789", max_size=7)


def read(text: str) -> str:
    found = recurring(text, 0, comma=False)
    assert found is not None
    assert len(text) == found[1]
    return found[0]


@given(st.integers(0, 99), DIGITS, DIGITS.filter(bool))
def test_the_value_is_that_of_the_series(whole: int, once: str, block: str) -> None:
    shown = read(f"{whole}.{once}\\overline{{{block}}}")

    part = Fraction(int(block), 10 ** len(once) * (10 ** len(block) - 1))
    assert Fraction(f"{whole}.{once}0") + part == exact(shown)


@given(st.integers(0, 99), DIGITS, DIGITS.filter(lambda digits: digits.strip("0") != ""))
def test_what_is_shown_reads_as_itself(whole: int, once: str, block: str) -> None:
    shown = read(f"{whole}.{once}\\overline{{{block}}}")

    assert shown == read(shown)


def test_a_recurring_decimal_has_no_number_of_places_and_is_no_fraction() -> None:
    rounded = judged("0.333...", "1/3", test={"kind": "decimal-places", "digits": 3})
    lowest = judged("0.333...", "1/3", form="lowest-terms")

    assert ["decimal-places.not-a-decimal", "lowest-terms.decimal"] == [
        judgement["checks"][-1]["note"] for judgement in (rounded, lowest)
    ]


def test_mixed_numbers_are_read_where_the_problem_says_so() -> None:
    assert ["unreadable", "correct"] == [
        judged("2 1/2", "5/2", mixed_numbers=mixed)["verdict"] for mixed in (False, True)
    ]
