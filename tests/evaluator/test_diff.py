"""Diffs: where a wrong answer parts from the right one."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator.code import diff
from evaluator.code.checkers import canonical, checker
from tests.evaluator.test_checkers import JSON_VALUES, same

LONG = "x" * 70
PLACE = re.compile(r"^(the whole value|at \[.*|line \d+.*|character \d+.*)$", re.MULTILINE)
PRINTED = st.text("ab1. \n", max_size=40)


def parted(actual: Any, expected: Any, kind: str = "exact", of: str = "function") -> str | None:
    return checker({"kind": kind}, of, one_number_type=False).diff(actual, expected)


@given(one=JSON_VALUES, other=JSON_VALUES)
def test_equal_values_have_no_diff_and_others_one_that_names_a_place(one: Any, other: Any) -> None:
    assert diff.between(one, one, same) is None
    said = diff.between(one, other, same)
    if same(one, other):
        assert said is None
    else:
        assert said is not None and PLACE.match(said)
        assert ["- ", "+ "] == [line[:2] for line in said.split("\n")[1:]]


@given(items=st.lists(JSON_VALUES, min_size=1, max_size=6), other=JSON_VALUES, data=st.data())
def test_of_lists_the_first_index_is_named(items: list[Any], other: Any, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    assume(not same(items[index], other))

    said = diff.between([*items[:index], other, *items[index + 1 :]], items, same)

    assert said is not None and said.startswith(f"at [{index}]")


@given(one=PRINTED, other=PRINTED)
def test_printed_texts_part_exactly_when_they_are_not_the_same(one: str, other: str) -> None:
    padding = "\n".join(["same"] * 20) + "\n"
    for kind in ("exact", "float"):
        check = checker({"kind": kind}, "program", one_number_type=False)
        if not check.same("", one, other):
            said = check.diff(padding + one, padding + other)
            assert said is not None and re.match(r"(line|word) 2\d", said)


@given(one=st.lists(st.integers(0, 5)), other=st.lists(st.integers(0, 5)))
def test_without_an_order_only_what_is_missing_or_too_much_is_named(one: list[int], other: list[int]) -> None:
    lacking, surplus = diff.beyond(other, one, canonical_of), diff.beyond(one, other, canonical_of)

    assert Counter(other) == Counter(one) - Counter(surplus) + Counter(lacking)
    assert not set(lacking) & set(surplus)


def canonical_of(value: Any) -> Any:
    return canonical(value, one_number_type=False)


@given(one=JSON_VALUES, other=JSON_VALUES)
def test_no_diff_is_longer_than_the_contract_allows(one: Any, other: Any) -> None:
    for actual, expected in [([LONG * 40, one], [LONG * 50, other]), ({LONG * 40: one}, {LONG * 40: other, "b": 1})]:
        for kind in ("exact", "unordered", "float"):
            assert len(parted(actual, expected, kind) or "") <= diff.LIMIT


@pytest.mark.parametrize(
    ("actual", "expected", "said"),
    [
        (list(range(50)), [*range(30), 99, *range(31, 50)], "at [30]\n- 99\n+ 30"),
        (list(range(49)), list(range(50)), "at [49] (50 items expected, 49 came)\n- 49\n+ (nothing)"),
        (list(range(50)), list(range(49)), "at [49] (49 items expected, 50 came)\n- (nothing)\n+ 49"),
        ([[LONG, [1, 2]]], [[LONG, [1, 3]]], "at [0][1]\n- [1, 3]\n+ [1, 2]"),
        ({"a": LONG, "b": 1}, {"a": LONG, "c": 1}, 'at ["c"]\n- 1\n+ (nothing)'),
        (True, [LONG], f'the whole value\n- ["{LONG}"]\n+ true'),
        ([LONG, True], [LONG, 1], "at [1]\n- 1\n+ true"),
        (f"{LONG}\nb\nd", f"{LONG}\nc\nd", 'line 2\n- "c"\n+ "b"'),
        ({"a": f"{LONG}\nb"}, {"a": LONG}, 'at ["a"], line 2 (1 line expected, 2 came)\n- (nothing)\n+ "b"'),
        (LONG + "b", LONG + "é", f'character 71\n- "{LONG}é"\n+ "{LONG}b"'),
    ],
)
def test_a_diff_of_values_says_the_place_and_both_sides(actual: Any, expected: Any, said: str) -> None:
    assert said == parted(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "said"),
    [
        ("1\n2\n3\n5\n6\n", "1\n2\n3\n4\n6\n", "line 4\n- 4\n+ 5"),
        ("1\n2\n3\n4\n", "1\n2\n3\n4\n5", "line 5 (5 lines expected, 4 came)\n- 5\n+ (nothing)"),
        (LONG + "\na  b", LONG + "\na b", 'line 2\n- "a b"\n+ "a  b"'),
    ],
)
def test_a_diff_of_what_was_printed_says_the_line(actual: str, expected: str, said: str) -> None:
    assert said == parted(actual, expected, of="program")


def test_a_diff_by_words_says_the_word() -> None:
    numbers = " ".join(map(str, range(40)))

    assert "word 41\n- 0.5\n+ 0.6" == parted(f"{numbers} 0.6", f"{numbers}.0 0.5", "float", "program")


def test_a_diff_without_an_order_says_what_is_missing_and_what_is_too_much() -> None:
    some = list(range(40))

    assert "in any order\n- 7\n- 7\n+ 50" == parted([*some, 50], [*some, 7, 7], "unordered")
    assert "in any order\n+ 1\n+ 2\n+ 3\n+ 4\n+ 5\n+ ... 2 more" == parted([*some, *range(1, 8)], some, "unordered")
    assert f"in any order\n- b\n+ {LONG}" == parted(f"{LONG}\na", "a\nb", "unordered", "program")


def test_only_the_surroundings_of_a_difference_in_a_long_text_are_shown() -> None:
    said = parted("a" * 5000 + "b" + "a" * 5000, "a" * 10_001)

    assert said is not None
    place, minus, plus = said.split("\n")
    assert "character 5001" == place
    assert {"- ..." + "a" * 61, "+ ..." + "a" * 60 + "b"} == {minus[:66], plus[:66]}
    assert [705] * 2 == [len(minus), len(plus)]


@pytest.mark.parametrize(("actual", "expected"), [(1, 2), ([1] * 20, [2] * 20), ("x" * 58, "y" * 58), (None, {})])
def test_what_is_seen_at_a_glance_has_no_diff(actual: Any, expected: Any) -> None:
    for kind in ("exact", "unordered", "float"):
        assert parted(actual, expected, kind) is None


def test_what_is_printed_in_three_lines_is_seen_at_a_glance() -> None:
    assert parted("1\n2\n3\n", "1\n2\n4\n", of="program") is None


def test_there_is_no_place_among_many_right_answers() -> None:
    assert parted([1] * 99, [[2] * 99, [3] * 99], "any-of") is None
    assert parted("1" * 99, ["2" * 99], "any-of", "program") is None
