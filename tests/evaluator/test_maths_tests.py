"""The answer tests: what each takes, what it refuses, and with which note."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.maths import BadSubmission
from evaluator.maths.answer_tests import KINDS
from evaluator.maths.judge import judge
from evaluator.maths.misconceptions import LIBRARY

ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "openapi/upstream/evaluator.v1.yaml").read_text(encoding="utf-8"))
SCHEMAS = CONTRACT["components"]["schemas"]


def judged(expression: str, expected: str, kind: str, answer: dict[str, Any] | None = None, **test: Any) -> Any:
    """The verdict and the note of the last check."""
    asked = {"expected": expected, "test": {"kind": kind, **test}, **(answer or {})}
    judgement = judge({"expression": expression, "answer": asked})
    return judgement["verdict"], judgement["checks"][-1]["note"]


RIGHT = ("correct", None)


def wrong(note: str) -> tuple[str, str]:
    return "incorrect", note


def test_the_contract_and_the_judge_know_the_same_tests_and_misconceptions() -> None:
    assert set(SCHEMAS["AnswerTestKind"]["enum"]) == KINDS
    assert SCHEMAS["MisconceptionName"]["enum"] == list(LIBRARY)


def test_content_may_name_what_the_contract_names() -> None:
    content = yaml.safe_load((ROOT / "content/schema/problem.schema.json").read_text(encoding="utf-8"))["$defs"]

    assert SCHEMAS["AnswerTestKind"]["enum"] == content["answer_test"]["properties"]["kind"]["enum"]
    assert SCHEMAS["MisconceptionName"]["enum"] == content["misconception_name"]["enum"]
    assert set(SCHEMAS["AnswerTest"]["properties"]) == set(content["answer_test"]["properties"])


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
    assert found == judged(text, expected, "same-form")


@settings(max_examples=40, deadline=None)
@given(st.permutations(["2x", "3y^2", "-xy", "4/x", "sqrt(x+1)"]))
def test_the_order_of_terms_never_changes_the_form(terms: list[str]) -> None:
    assert RIGHT == judged(" + ".join(f"({t})" for t in terms), "2x + 3y^2 - xy + 4/x + sqrt(1+x)", "same-form")


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
    assert found == judged(text, text, kind)
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
    assert found == judged(text, "1/(x-1) - 1/(x+1)", "partial-fractions")


def test_partial_fractions_take_polynomials_repeated_and_quadratic_denominators() -> None:
    texts = ("x + 1/(x-1) + 3/(x-1)^2", "(2x+1)/(x^2+1) - 3/x", "1/2 + 5/(2(x-3))")

    assert [RIGHT] * 3 == [judged(text, text, "partial-fractions") for text in texts]


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
    assert found == judged(text, expected, "completed-square")


ANTIDERIVATIVES = [
    ("x^3/3 + x^2 + C", "x^3/3 + x^2", RIGHT),
    ("x^3/3 + x^2 + k", "x^3/3 + x^2 + C", RIGHT),
    ("(x^3+1)/3 + x^2 + c", "x^3/3 + x^2 + C", RIGHT),
    ("F(x) = x^3/3 + x^2 + 2C", "x^3/3 + x^2 + C", RIGHT),
    ("x^3/3 + x^2", "x^3/3 + x^2 + C", wrong("up-to-constant.no-constant")),
    ("x^3/3 + x^2 + 5", "x^3/3 + x^2 + C", wrong("up-to-constant.no-constant")),
    ("x^3/3 + x^2 + Cx", "x^3/3 + x^2 + C", wrong("up-to-constant.derivative")),
    ("x^2 + 2x + C", "x^3/3 + x^2 + C", wrong("up-to-constant.derivative")),
    ("ln|x| + C", "ln|x| + C", RIGHT),
    ("ln|3x| + C", "ln|x|", RIGHT),
    ("ln(K|x|)", "ln|x|", RIGHT),
    ("ln(x) + C", "ln|x| + C", wrong("up-to-constant.domain")),
    ("sin(x)^2/2 + C", "-cos(2x)/4 + C", RIGHT),
    ("arctan(x) + C", "-arctan(1/x) + C", RIGHT),
    ("x = 2", "x^2 + C", wrong("answer.equation")),
]


@pytest.mark.parametrize(("text", "expected", "found"), ANTIDERIVATIVES)
def test_an_antiderivative_is_right_up_to_a_constant_that_must_be_there(text: str, expected: str, found: Any) -> None:
    assert found == judged(text, expected, "up-to-constant", {"variables": ["x"]})


def test_a_forgotten_constant_is_a_misconception_of_its_own() -> None:
    answer = {"expected": "x^2 + C", "test": {"kind": "up-to-constant"}, "variables": ["x"]}
    checks = judge({"expression": "x^2", "answer": answer})["checks"]

    assert [None, "forgets-constant"] == [check["category"] for check in checks]


def test_a_problem_may_name_its_constant_and_its_variable() -> None:
    named: Any = {"kind": "up-to-constant", "constant": "C", "variable": "t"}

    assert RIGHT == judged("at^2/2 + C", "a t^2/2", **named)
    assert wrong("up-to-constant.other-letter") == judged("at^2/2 + k", "a t^2/2", **named)


def test_what_is_integrated_over_must_be_known() -> None:
    with pytest.raises(BadSubmission):
        judged("at^2/2 + C", "a t^2/2", "up-to-constant")


FIGURES = [
    ("3.14", RIGHT),
    ("3.15", wrong("answer.rounding")),
    ("3.24", wrong("answer.wrong")),
    ("3.1", wrong("significant-figures.too-few")),
    ("3.1416", wrong("significant-figures.too-many")),
    ("3.140", wrong("significant-figures.too-many")),
    ("pi", wrong("significant-figures.not-a-decimal")),
    ("0.314*10^1", RIGHT),
    ("3.14*10^0", RIGHT),
]


@pytest.mark.parametrize(("text", "found"), FIGURES)
def test_significant_figures_are_counted_and_rounded(text: str, found: Any) -> None:
    assert found == judged(text, "pi", "significant-figures", digits=3)


MORE_FIGURES = [
    ("1200", "1234", 2, 0, RIGHT),
    ("1230", "1234", 3, 0, RIGHT),
    ("1.2*10^3", "1234", 2, 0, RIGHT),
    ("1234", "1234", 2, 0, wrong("significant-figures.too-many")),
    ("0.0045", "0.00447", 2, 0, RIGHT),
    ("10.0", "9.996", 3, 0, RIGHT),
    ("-2.7", "-e", 2, 0, RIGHT),
    ("2.72", "e", 2, 4, RIGHT),
    ("2.718", "e", 2, 4, RIGHT),
    ("2.7183", "e", 2, 4, wrong("significant-figures.too-many")),
    ("0.13", "1/8", 2, 0, RIGHT),
    ("0.12", "1/8", 2, 0, RIGHT),
]


@pytest.mark.parametrize(("text", "expected", "digits", "most", "found"), MORE_FIGURES)
def test_zeros_and_powers_of_ten_are_counted_as_they_should(
    text: str, expected: str, digits: int, most: int, found: Any
) -> None:
    more: Any = {"digits_at_most": most} if most else {}

    assert found == judged(text, expected, "significant-figures", digits=digits, **more)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(2, 8))
def test_what_python_rounds_to_some_figures_is_right(number: int, digits: int) -> None:
    mantissa, _, power = f"{number:.{digits - 1}e}".partition("e")

    assert RIGHT == judged(f"{mantissa}*10^({int(power)})", str(number), "significant-figures", digits=digits)


PLACES = [
    ("1.41", RIGHT),
    ("1.42", wrong("answer.rounding")),
    ("1.4", wrong("decimal-places.too-few")),
    ("1.414", wrong("decimal-places.too-many")),
    ("sqrt(2)", wrong("decimal-places.not-a-decimal")),
]


@pytest.mark.parametrize(("text", "found"), PLACES)
def test_decimal_places_are_counted_and_rounded(text: str, found: Any) -> None:
    assert found == judged(text, "sqrt(2)", "decimal-places", digits=2)


def test_several_solutions_may_be_rounded() -> None:
    asked: dict[str, Any] = {"expected": "x = sqrt(2) or x = -sqrt(2)", "kind": "decimal-places", "digits": 2}

    assert RIGHT == judged("x = 1.41 or x = -1.41", **asked)
    assert RIGHT == judged("x = -1.41, 1.41", **asked)
    assert wrong("answer.missing-some") == judged("x = 1.41", **asked)
    assert wrong("answer.too-much") == judged("x = 1.41, -1.41, 3.00", **asked)
    assert wrong("answer.not-solved") == judged("x^2 = 2", **asked)


TOLERANCES = [
    ("9.9", {"absolute": 0.1}, RIGHT),
    ("10.1", {"absolute": 0.1}, RIGHT),
    ("10.11", {"absolute": 0.1}, wrong("answer.wrong")),
    ("10.2", {"relative": 0.02}, RIGHT),
    ("9.79", {"relative": 0.02}, wrong("answer.wrong")),
    ("sqrt(100)", {"relative": 0.02}, RIGHT),
    ("10.2", {"absolute": 0.1, "relative": 0.02}, RIGHT),
]


@pytest.mark.parametrize(("text", "tolerance", "found"), TOLERANCES)
def test_a_tolerance_includes_its_ends(text: str, tolerance: Any, found: Any) -> None:
    assert found == judged(text, "10", "tolerance", **tolerance)


SETS = [
    ("{3, -3}", "{-3, 3}", RIGHT),
    ("-3, 3, 3", "{-3, 3}", RIGHT),
    ("x = 3 or x = -3", "{-3, 3}", RIGHT),
    ("{3}", "{-3, 3}", wrong("answer.missing-some")),
    ("x^2 = 9", "x = 3 or x = -3", wrong("answer.not-solved")),
    ("x < -3 or x > 3", "x > 3 or x < -3", RIGHT),
    ("x^2 > 9", "x > 3 or x < -3", wrong("answer.not-solved")),
    ("-3 > x", "x < -3", RIGHT),
    ("x <= -3", "x < -3", wrong("answer.too-much")),
]


@pytest.mark.parametrize(("text", "expected", "found"), SETS)
def test_a_set_has_the_same_members_and_is_given_outright(text: str, expected: str, found: Any) -> None:
    assert found == judged(text, expected, "set")


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
    assert found == judged(text, "y = 2x + 3", "equation", {"given": "y - 2x = 3"})


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
    assert found == judged(text, "(1, 2, -3)", "vector-parallel", **test)


def test_a_tests_feedback_never_holds_the_answer() -> None:
    answer = {"expected": "2.718281828", "test": {"kind": "significant-figures", "digits": 3}}
    messages = [judge({"expression": text, "answer": answer})["checks"][-1]["message"] for text in ("2.71", "2.7", "9")]

    assert not any("2.7" in message for message in messages)


BAD: list[dict[str, Any]] = [
    {"expected": "x", "test": {"kind": "proof-sketch"}},
    {"expected": "pi", "test": {"kind": "significant-figures"}},
    {"expected": "pi", "test": {"kind": "significant-figures", "digits": 0}},
    {"expected": "pi", "test": {"kind": "significant-figures", "digits": 3, "digits_at_most": 2}},
    {"expected": "pi", "test": {"kind": "tolerance"}},
    {"expected": "x + 1", "test": {"kind": "decimal-places", "digits": 2}},
    {"expected": "x + 1", "test": {"kind": "equation"}},
    {"expected": "x + 1", "test": {"kind": "vector-parallel"}},
    {"expected": "x = 1", "test": {"kind": "up-to-constant"}},
    {"expected": "x", "test": {"kind": "equivalent", "figures": 3}},
    {"expected": "x", "misconceptions": ["never-heard-of"]},
    {"expected": "x", "misconceptions": [{"name": "sign-slip", "of": "2 +"}]},
]


@pytest.mark.parametrize("answer", BAD)
def test_a_test_that_does_not_fit_is_the_authors_fault(answer: dict[str, Any]) -> None:
    with pytest.raises(BadSubmission):
        judge({"expression": "1", "answer": answer})


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
    assert found == judged(text, "[[1, 2], [3, 4]]", "matrix")


def test_a_matrix_is_told_how_many_entries_are_wrong_and_not_which() -> None:
    answer = {"expected": "[[1, 2], [3, 4]]", "test": {"kind": "matrix"}}
    message = judge({"expression": "[[1, 3], [2, 4]]", "answer": answer})["checks"][0]["message"]

    assert "This is not the right answer. 2 of the entries are wrong." == message


UNITS = [
    ("20 m/s", {}, RIGHT),
    ("72 km/h", {}, RIGHT),
    ("v = 20 m s^-1", {}, RIGHT),
    ("2000 cm/s", {}, RIGHT),
    ("20", {}, wrong("units.missing")),
    ("20 m", {}, wrong("units.another-kind")),
    ("20 km/h", {}, wrong("units.conversion")),
    ("200 m/s", {}, wrong("units.conversion")),
    ("21 m/s", {}, wrong("answer.wrong")),
    ("20.3 m/s", {"relative": 0.02}, RIGHT),
    ("72 km/h", {"unit": "km/h"}, RIGHT),
    ("20 m/s", {"unit": "km/h"}, wrong("units.another-unit")),
]


@pytest.mark.parametrize(("text", "test", "found"), UNITS)
def test_units_are_converted_unless_one_is_asked_for(text: str, test: Any, found: Any) -> None:
    assert found == judged(text, "20 m/s", "units", **test)


INTERVALS = [
    ("(-∞, -3) ∪ (3, ∞)", "x > 3 or x < -3", RIGHT),
    ("x < -3 or x > 3", "(-∞, -3) ∪ (3, ∞)", RIGHT),
    ("(2, 5]", "2 < x <= 5", RIGHT),
    ("[2, 5]", "2 < x <= 5", wrong("answer.too-much")),
    ("(3, ∞)", "x > 3 or x < -3", wrong("answer.missing-some")),
]


@pytest.mark.parametrize(("text", "expected", "found"), INTERVALS)
def test_intervals_and_inequalities_name_the_same_sets(text: str, expected: str, found: Any) -> None:
    assert found == judged(text, expected, "set")


def test_a_vector_may_be_written_with_unit_vectors() -> None:
    assert RIGHT == judged("2i + 4j - 6k", "(1, 2, -3)", "vector-parallel")
