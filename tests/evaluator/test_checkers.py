"""Checkers: what is the same value, and what only looks like it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.code.checkers import checker

PYTHON, JAVASCRIPT = False, True
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def same(actual: Any, expected: Any, kind: str = "exact", one_number_type: bool = PYTHON, **more: Any) -> bool:
    return checker({"kind": kind, **more}, "function", one_number_type).same(None, actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [(True, 1), (1, True), (0, False), (1, 1.0), (1.0, 1), (None, 0), ("1", 1), ([], {}), ([True], [1]), ("", None)],
)
def test_a_value_of_another_type_is_another_value(actual: Any, expected: Any) -> None:
    assert not same(actual, expected)


@pytest.mark.parametrize(("actual", "expected"), [(1, 1.0), (2.0, 2), (0.0, -0.0), ([1, {"a": 2.0}], [1.0, {"a": 2}])])
def test_javascript_has_one_number_type(actual: Any, expected: Any) -> None:
    assert same(actual, expected, one_number_type=JAVASCRIPT)


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_no_number_in_javascript_either(value: bool) -> None:
    assert not same(value, int(value), one_number_type=JAVASCRIPT)


def test_nan_is_not_even_itself() -> None:
    assert not same([math.nan], [math.nan])
    assert not same(math.nan, 1.0, "float", tolerance=1)


@pytest.mark.parametrize("one_number_type", [PYTHON, JAVASCRIPT])
@given(value=JSON_VALUES)
def test_every_value_is_the_same_as_its_copy_through_json(one_number_type: bool, value: Any) -> None:
    assert same(json.loads(json.dumps(value)), value, one_number_type=one_number_type)


@given(one=JSON_VALUES, other=JSON_VALUES)
def test_sameness_is_symmetric(one: Any, other: Any) -> None:
    for kind in ("exact", "unordered"):
        assert same(one, other, kind) == same(other, one, kind)


@given(data=st.data(), items=st.lists(JSON_VALUES, max_size=6))
def test_unordered_does_not_see_an_order(data: st.DataObject, items: list[Any]) -> None:
    assert same(data.draw(st.permutations(items)), items, "unordered")


@given(items=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_unordered_counts(items: list[int]) -> None:
    assert not same([*items, items[0]], items, "unordered")


def test_unordered_is_about_the_outermost_list_alone() -> None:
    assert same([[3, 4], [1, 2]], [[1, 2], [3, 4]], "unordered")
    assert not same([[2, 1]], [[1, 2]], "unordered")
    assert not same([True, 2], [1, 2], "unordered")
    assert not same({"a": 1}, [["a", 1]], "unordered")


@pytest.mark.parametrize(
    ("actual", "expected", "verdict"),
    [
        (0.1 + 0.2, 0.3, True),
        (1, 1.0, True),
        (1.0, 1, True),
        (1_000_000.5, 1_000_000.0, True),
        (0.000002, 0.0, False),
        (True, 1, False),
        ([1.0, {"a": [2.0000000001]}], [1, {"a": [2]}], True),
        ([1.0], [1.0, 1.0], False),
        ({"a": 1.0}, {"b": 1.0}, False),
        (math.inf, 1e308, False),
        ("1.0", 1.0, False),
    ],
)
def test_float_allows_the_tolerance_wherever_a_number_is(actual: Any, expected: Any, verdict: bool) -> None:
    assert verdict == same(actual, expected, "float", tolerance=1e-6)


def test_any_of_takes_each_of_the_values_and_no_other() -> None:
    assert same([0, 1], [[1, 0], [0, 1]], "any-of")
    assert not same([1, 1], [[1, 0], [0, 1]], "any-of")
    assert not same(True, [0, 1], "any-of")


def test_integers_beyond_every_double_compare_by_their_digits_in_python() -> None:
    assert same(2**70, 2**70)
    assert not same(2**70 + 1, 2**70)
    assert same(10**400, 10**400, "float")


PRINTED = st.text("ab1. \t\r\n", max_size=40)
LINES = st.lists(st.text("ab ", max_size=3), max_size=6)


def same_text(actual: str, expected: Any, kind: str = "exact", **more: Any) -> bool:
    return checker({"kind": kind, **more}, "program", PYTHON).same("", actual, expected)


@given(text=PRINTED)
def test_a_printed_text_is_the_same_as_itself(text: str) -> None:
    for kind in ("exact", "unordered", "float"):
        assert same_text(text, text, kind)
    assert same_text(text, ["other", text], "any-of")


@given(one=PRINTED, other=PRINTED)
def test_sameness_of_printed_texts_is_symmetric(one: str, other: str) -> None:
    for kind in ("exact", "unordered", "float"):
        assert same_text(one, other, kind) == same_text(other, one, kind)


@given(lines=LINES, ends=st.lists(st.text(" \t\r", max_size=2), min_size=6, max_size=6), after=st.integers(0, 3))
def test_blanks_at_the_ends_of_lines_and_empty_lines_at_the_end_do_not_count(
    lines: list[str], ends: list[str], after: int
) -> None:
    printed = "\n".join(line + end for line, end in zip(lines, ends, strict=False)) + "\n" * after

    for kind in ("exact", "unordered"):
        assert same_text(printed, "\n".join(lines), kind)


@pytest.mark.parametrize(
    ("actual", "expected"), [("a b", "a  b"), (" a", "a"), ("a\n\nb", "a\nb"), ("\na", "a"), ("A", "a"), ("1", "1.0")]
)
def test_all_else_that_is_printed_counts(actual: str, expected: str) -> None:
    assert not same_text(actual, expected)


@given(data=st.data(), lines=LINES)
def test_unordered_does_not_see_an_order_of_lines(data: st.DataObject, lines: list[str]) -> None:
    assert same_text("\n".join(data.draw(st.permutations(lines))), "\n".join(lines), "unordered")
    assert not same_text("\n".join([*lines, "c"]), "\n".join(lines), "unordered")
    assert not same_text("\n".join([*lines, "c", "c"]), "\n".join([*lines, "c"]), "unordered")


@pytest.mark.parametrize(
    ("actual", "expected", "verdict"),
    [
        ("0.30000000000000004\n", "0.3", True),
        ("x = 1.0001 y", "x = 1 y", True),
        ("1\n2", "1 2", True),
        ("+1e3", "1000", True),
        ("1.1", "1", False),
        ("1 2", "1", False),
        ("one", "1", False),
        ("1_0", "10", False),
        ("٣", "3", False),
        ("nan", "nan", True),
        ("nan", "1", False),
        ("inf", "1e999", False),
        ("1e999", "1e999", True),
        ("1e999", "5", False),
    ],
)
def test_of_what_is_printed_words_that_are_numbers_may_be_close(actual: str, expected: str, verdict: bool) -> None:
    assert verdict == same_text(actual, expected, "float", tolerance=0.001)


def test_any_of_takes_each_of_the_texts_whole() -> None:
    assert same_text("b\nc\n", ["a", "b\nc"], "any-of")
    assert not same_text("b", ["a", "b\nc"], "any-of")


@given(value=JSON_VALUES)
def test_every_checker_takes_a_value_for_itself(value: Any) -> None:
    for kind in ("exact", "unordered", "float"):
        assert same(value, value, kind)
    assert same(value, [value], "any-of")


@given(one=st.floats(allow_nan=False), other=st.floats(allow_nan=False))
def test_a_tolerance_of_nothing_takes_equal_numbers_alone(one: float, other: float) -> None:
    assert (one == other) == same(one, other, "float", tolerance=0)


@given(value=st.booleans(), number=st.sampled_from([0, 1, 0.0, 1.0]))
def test_no_checker_takes_a_boolean_for_a_number(value: bool, number: float) -> None:
    for kind in ("exact", "unordered", "float"):
        assert not same([value], [number], kind)
    assert not same(value, [number], "any-of")
