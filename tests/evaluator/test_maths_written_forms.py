"""The answer tests that ask how something is written."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.maths.judge import judge
from tests.evaluator.maths_judged import RIGHT, noted, wrong

SAME_FORM = [
    ("y + 2x", "2x + y", RIGHT),
    ("x/2", "(1/2)x", RIGHT),
    ("(x+1)*3", "3(1+x)", RIGHT),
    ("(a+b)+c", "a+(c+b)", RIGHT),
    ("-(2x)", "-2x", RIGHT),
    ("3 < x", "x > 3", RIGHT),
    ("x + x + y", "2x + y", wrong("same-form.written-otherwise")),
    ("x*x", "x^2", wrong("same-form.written-otherwise")),
    ("2(x+1)", "2x+2", wrong("same-form.written-otherwise")),
    ("0.5x", "x/2", wrong("same-form.written-otherwise")),
    ("2x + 2y", "2x + y", wrong("answer.another-value")),
]


@pytest.mark.parametrize(("text", "expected", "found"), SAME_FORM)
def test_the_same_form_is_the_same_up_to_order_and_grouping(text: str, expected: str, found: Any) -> None:
    assert found == noted(text, expected, "same-form")


@settings(max_examples=40, deadline=None)
@given(st.permutations(["2x", "3y^2", "-xy", "4/x", "sqrt(x+1)"]))
def test_the_order_of_terms_never_changes_the_form(terms: list[str]) -> None:
    assert RIGHT == noted(" + ".join(f"({t})" for t in terms), "2x + 3y^2 - xy + 4/x + sqrt(1+x)", "same-form")


FORMS = [
    ("x^2+5x+6", "expanded", RIGHT),
    ("(x+2)(x+3)", "expanded", wrong("expanded.product")),
    ("x^2+2x+3x+6", "expanded", wrong("expanded.like-terms")),
    ("(x+2)(x+3)", "factored", RIGHT),
    ("x^2+5x+6", "factored", wrong("factored.not-a-product")),
    ("(2x+4)(x+3)/2", "factored", wrong("factored.common-number")),
    ("3/4", "lowest-terms", RIGHT),
    ("6/8", "lowest-terms", wrong("lowest-terms.cancels")),
    ("0.75", "lowest-terms", wrong("lowest-terms.decimal")),
    ("1/x + 1/2", "single-fraction", wrong("single-fraction.sum")),
]


@pytest.mark.parametrize(("text", "kind", "found"), FORMS)
def test_a_test_named_like_a_form_asks_for_it(text: str, kind: str, found: Any) -> None:
    assert found == noted(text, text, kind)
    form = judge({"expression": text, "answer": {"expected": text, "form": kind}})
    assert found == (form["verdict"], form["checks"][-1]["note"])


PARTIAL = [
    ("1/(x-1) - 1/(x+1)", RIGHT),
    ("-1/(x+1) + 1/(x-1)", RIGHT),
    ("2/((x-1)(x+1))", wrong("partial-fractions.splits-further")),
    ("2/(x^2-1)", wrong("partial-fractions.splits-further")),
    ("0.5/(x-1) + 0.5/(x-1) - 1/(x+1)", wrong("partial-fractions.like-terms")),
    ("x/(x-1) - 1 - 1/(x+1)", wrong("partial-fractions.numerator")),
    ("2(1/(2x-2) - 1/(2x+2))", wrong("partial-fractions.bracket")),
    ("1/(x-1) + 1/(x+1)", wrong("answer.another-value")),
]


@pytest.mark.parametrize(("text", "found"), PARTIAL)
def test_partial_fractions_are_a_plain_sum_over_what_does_not_split(text: str, found: Any) -> None:
    assert found == noted(text, "1/(x-1) - 1/(x+1)", "partial-fractions")


def test_partial_fractions_take_polynomials_repeated_and_quadratic_denominators() -> None:
    texts = ("x + 1/(x-1) + 3/(x-1)^2", "(2x+1)/(x^2+1) - 3/x", "1/2 + 5/(2(x-3))")

    assert [RIGHT] * 3 == [noted(text, text, "partial-fractions") for text in texts]


SQUARES = [
    ("(x+3)^2 - 4", "x^2+6x+5", RIGHT),
    ("-4 + (3+x)^2", "x^2+6x+5", RIGHT),
    ("2(x-1/2)^2 + 3", "2x^2-2x+7/2", RIGHT),
    ("x^2 - 9", "x^2-9", RIGHT),
    ("(x+1)^2/2", "x^2/2+x+1/2", RIGHT),
    ("5 - (x-2)^2", "1+4x-x^2", RIGHT),
    ("(x-1)^2 + (y+2)^2 = 9", "x^2-2x+y^2+4y-4 = 0", RIGHT),
    ("x^2+6x+5", "x^2+6x+5", wrong("completed-square.letter-outside")),
    ("(x+1)(x+5)", "x^2+6x+5", wrong("completed-square.no-square")),
    ("(x+2)^2 + 2x + 1", "x^2+6x+5", wrong("completed-square.letter-outside")),
    ("(x+3)^2 + 4", "x^2+6x+5", wrong("answer.another-value")),
]


@pytest.mark.parametrize(("text", "expected", "found"), SQUARES)
def test_a_completed_square_keeps_the_letter_in_one_bracket(text: str, expected: str, found: Any) -> None:
    assert found == noted(text, expected, "completed-square")
