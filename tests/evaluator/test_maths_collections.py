"""The answer tests of what has several parts: sets, equations, intervals, vectors, matrices."""

from typing import Any

import pytest

from evaluator.maths.judge import judge
from tests.evaluator.maths_judged import RIGHT, noted, wrong

SETS = [
    ("{3, -3}", "{-3, 3}", RIGHT),
    ("-3, 3, 3", "{-3, 3}", RIGHT),
    ("x = 3 or x = -3", "{-3, 3}", RIGHT),
    ("{3}", "{-3, 3}", wrong("answer.missing-some")),
    ("x^2 = 9", "x = 3 or x = -3", wrong("answer.not-solved")),
    ("x < -3 or x > 3", "x > 3 or x < -3", RIGHT),
    ("x^2 > 9", "x > 3 or x < -3", wrong("answer.not-solved")),
    ("-3 > x", "x < -3", RIGHT),
    ("x <= -3", "x < -3", wrong("answer.ends")),
]


@pytest.mark.parametrize(("text", "expected", "found"), SETS)
def test_a_set_has_the_same_members_and_is_given_outright(text: str, expected: str, found: Any) -> None:
    assert found == noted(text, expected, "set")


EQUATIONS = [
    ("y = 2x + 3", RIGHT),
    ("2x - y + 3 = 0", RIGHT),
    ("4x + 6 = 2y", RIGHT),
    ("y - 5 = 2(x - 1)", RIGHT),
    ("2x - y = 3", wrong("answer.wrong")),
    ("2x + 3", wrong("answer.no-equation")),
]


@pytest.mark.parametrize(("text", "found"), EQUATIONS)
def test_an_equation_may_be_written_in_any_way(text: str, found: Any) -> None:
    assert found == noted(text, "y = 2x + 3", "equation", {"given": "y - 2x = 3"})


PARALLEL = [
    ("(2, 4, -6)", {}, RIGHT),
    ("(-1/2, -1, 3/2)", {}, RIGHT),
    ("(-1, -2, 3)", {"same_direction": True}, wrong("vector-parallel.opposite")),
    ("(3, 6, -9)", {"same_direction": True}, RIGHT),
    ("(1, 2, 3)", {}, wrong("vector-parallel.direction")),
    ("(0, 0, 0)", {}, wrong("vector-parallel.null")),
    ("(1, 2)", {}, wrong("answer.size")),
    ("7", {}, wrong("vector-parallel.no-vector")),
]


@pytest.mark.parametrize(("text", "test", "found"), PARALLEL)
def test_a_parallel_vector_has_any_length_but_none(text: str, test: Any, found: Any) -> None:
    assert found == noted(text, "(1, 2, -3)", "vector-parallel", **test)


MATRICES = [
    ("[[1, 2], [3, 4]]", RIGHT),
    ("[[1, 4/2], [sqrt(9), 4]]", RIGHT),
    ("2*[[1/2, 1], [3/2, 2]]", RIGHT),
    ("[[1, 2], [3, 5]]", wrong("matrix.entries")),
    ("[[1, 2, 0], [3, 4, 0]]", wrong("matrix.size")),
    ("10", wrong("matrix.no-matrix")),
]


@pytest.mark.parametrize(("text", "found"), MATRICES)
def test_a_matrix_is_judged_entry_by_entry(text: str, found: Any) -> None:
    assert found == noted(text, "[[1, 2], [3, 4]]", "matrix")


def test_a_matrix_is_told_how_many_entries_are_wrong_and_not_which() -> None:
    answer = {"expected": "[[1, 2], [3, 4]]", "test": {"kind": "matrix"}}
    message = judge({"expression": "[[1, 3], [2, 4]]", "answer": answer})["checks"][0]["message"]

    assert "This is not the right answer. 2 of the entries are wrong." == message


INTERVALS = [
    ("(-∞, -3) ∪ (3, ∞)", "x > 3 or x < -3", RIGHT),
    ("x < -3 or x > 3", "(-∞, -3) ∪ (3, ∞)", RIGHT),
    ("(2, 5]", "2 < x <= 5", RIGHT),
    ("[2, 5]", "2 < x <= 5", wrong("answer.ends")),
    ("(2, 5)", "[2, 5]", wrong("answer.ends")),
    ("x < -3 or x > 3", "(-∞, -3] ∪ [3, ∞)", wrong("answer.ends")),
    ("[1, 5]", "2 < x <= 5", wrong("answer.too-much")),
    ("(3, ∞)", "x > 3 or x < -3", wrong("answer.missing-some")),
]


@pytest.mark.parametrize(("text", "expected", "found"), INTERVALS)
def test_intervals_and_inequalities_name_the_same_sets(text: str, expected: str, found: Any) -> None:
    assert found == noted(text, expected, "set")


def test_a_vector_may_be_written_with_unit_vectors() -> None:
    assert RIGHT == noted("2i + 4j - 6k", "(1, 2, -3)", "vector-parallel")
