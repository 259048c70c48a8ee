"""The library of misconceptions: each is seen where it was made, and nowhere else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.maths.judge import judge
from evaluator.maths.misconceptions import LIBRARY

Problem = dict[str, Any]


def category(text: str, problem: Problem, *known: Any) -> str | None:
    """The category of the first check that failed."""
    judgement = judge({"expression": text, "answer": {**problem, "misconceptions": list(known)}})
    return next((check["category"] for check in judgement["checks"] if check["outcome"] == "failed"), None)


def of(expected: str, given: str | None = None) -> Problem:
    return {"expected": expected} if given is None else {"expected": expected, "given": given}


SQUARE, LINEAR = of("4x^2-12x+9", "(2x-3)^2"), of("x = 5", "5x - 7 = 2x + 8")
QUARTERS, RATIONAL = of("19/12", "3/4 + 5/6"), of("(x+3)/(x-2)", "(x^2-9)/(x^2-5x+6)")
LOGS, TWO_ROOTS = of("x = 5", "ln(x) + ln(x-3) = ln(10)"), of("x = 4 or x = -4", "x^2 = 16")
BELOW = of("x > -2", "-2x < 4")

# Name: (the problem, answers that show it, answers that are wrong in another way).
SEEN: dict[str, list[tuple[Problem, list[str], list[str]]]] = {
    "sign-slip": [
        (SQUARE, ["4x^2+12x+9", "4x^2-12x-9"], ["4x^2-6x+9"]),
        (of("x = 3 or x = -5"), ["x = -3 or x = 5"], ["x = 3", "x = 15 or x = 13"]),
    ],
    "distributes-power": [
        (SQUARE, ["4x^2+9", "4x^2-9"], ["4x^2-6x+9", "4x^2+12x+9"]),
        (of("x^3+3x^2+3x+1", "(x+1)^3"), ["1 + x^3"], ["x^3+3x^2+1"]),
    ],
    "halves-middle-term": [
        (SQUARE, ["4x^2-6x+9"], ["4x^2+9", "4x^2-24x+9"]),
        (of("a^2+2a b+b^2", "(a+b)^2"), ["a^2+b^2+a*b", "a(a+b)+b^2"], ["a^2+b^2"]),
    ],
    "distributes-partially": [
        (of("6x+8", "2(3x+4)"), ["6x+4", "2(3x+2)"], ["3x+8", "6x-8"]),
        (of("x = 6", "x/3 - (x-2)/4 = 1"), ["x = 18"], ["x = 5"]),
    ],
    "distributes-function": [
        (of("2sin(x)cos(x)", "sin(2x)"), ["2sin(x)", "sin(x)*2"], ["sin(x)^2", "cos(2x)"]),
        (of("cos(x)/2 - sqrt(3)sin(x)/2", "cos(x + pi/3)"), ["cos(x) + 1/2"], ["cos(x)/2"]),
    ],
    "splits-root": [
        (of("5", "sqrt(9+16)"), ["7", "3 + 4"], ["25", "12.5"]),
        (of("sqrt(x^2+9)"), ["x + 3"], ["x^2+9"]),
    ],
    "splits-denominator": [
        (of("6/(x+2)"), ["6/x + 3", "(6+3x)/x"], ["6/x + 2", "6x + 3"]),
        (of("1/5", "1/(2+3)"), ["5/6"], ["5"]),
    ],
    "cancels-terms": [
        (RATIONAL, ["-3/2", "9/(5x-6)"], ["(x-3)/(x-2)", "(x-2)/(x+3)"]),
        (of("x + 3/x", "(x^2+3)/x"), ["x + 3"], ["x^2 + 3"]),
    ],
    "adds-denominators": [
        (QUARTERS, ["8/10", "4/5"], ["8/12", "5/8"]),
        (of("(7x+5)/((x-1)(x+2))", "4/(x-1) + 3/(x+2)"), ["7/(2x+1)"], ["7/((x-1)(x+2))"]),
    ],
    "forgets-to-scale": [
        (QUARTERS, ["8/12", "8/24"], ["8/10", "19/24"]),
        (of("(7x+5)/((x-1)(x+2))", "4/(x-1) + 3/(x+2)"), ["7/((x-1)(x+2))"], ["7/(2x+1)"]),
    ],
    "wrong-log-rule": [
        (LOGS, ["x = 13/2"], ["x = 2", "x = -5"]),
        (of("ln(x) + ln(2)", "ln(2x)"), ["ln(x)*ln(2)"], ["2ln(x)"]),
        (of("ln(x+2)"), ["ln(x) + ln(2)"], []),
    ],
    "divides-logs": [
        (of("ln(x) - ln(3)", "ln(x/3)"), ["ln(x)/ln(3)"], ["ln(x) + ln(3)", "ln(x)/3"]),
        (of("2", "log(100) - log(1)"), [], ["1", "3"]),
        (of("3", "ln(8)/ln(2)"), ["ln(8) - ln(2)", "ln(4)"], ["ln(6)"]),
    ],
    "adds-exponents": [
        (of("x^6", "(x^2)^3"), ["x^5", "x^2*x^3"], ["x^8", "x^9"]),
        (of("2^(3x)", "(2^3)^x"), ["2^(3+x)"], ["2^(x^3)"]),
    ],
    "multiplies-exponents": [
        (of("x^5", "x^2*x^3"), ["x^6", "(x^2)^3"], ["2x^5", "x^9"]),
        (of("x^4", "x^6/x^2"), ["x^3"], ["x^8"]),
    ],
    "negates-power": [
        (of("1/8", "2^-3"), ["-8", "-6"], ["8", "1/6"]),
        (of("1/x^2", "x^-2"), ["-x^2"], ["x^2"]),
    ],
    "ignores-precedence": [
        (of("14", "2 + 3*4"), ["20"], ["24", "9"]),
        (of("-9", "-3^2"), ["9"], ["6"]),
        (of("18", "2*3^2"), ["36"], []),
    ],
    "moves-without-sign": [
        (LINEAR, ["x = 1/3", "x = 15/7"], ["x = 12", "x = 4"]),
        (of("x = 2", "x + 3 = 5"), ["x = 8"], ["x = 15"]),
    ],
    "wrong-inverse-operation": [
        (LINEAR, ["x = 12", "x = 45"], ["x = 1/3", "x = 7"]),
        (of("x = 12", "x/3 = 4"), ["x = 4/3"], ["x = 6"]),
    ],
    "keeps-inequality-sign": [
        (BELOW, ["x < -2", "-2 > x"], ["x < 2", "x > 2"]),
        (of("x <= -1", "3 - 2x >= 5"), ["x >= -1"], ["x >= 1"]),
    ],
    "forgets-plus-minus": [
        (TWO_ROOTS, ["x = 4", "x = -4"], ["x = 8", "x = 16 or x = -16"]),
        (of("x = 1 or x = -5", "(x+2)^2 = 9"), ["x = 1"], ["x = 7"]),
    ],
    "degrees-for-radians": [
        (of("x = pi/3 or x = pi"), ["x = 60 or x = 180"], ["x = 30 or x = 180"]),
        (of("1/2", "sin(pi/6)"), ["sin(pi^2/1080)"], ["sqrt(3)/2"]),
        (of("pi/4"), ["45"], ["90"]),
    ],
    "forgets-constant": [
        (of("x^2 + C"), ["x^2", "2x^2/2"], ["x^2 + x", "x^3"]),
        (of("ln|x| + C"), ["ln|x|"], ["1/x"]),
    ],
}
SLOPES: dict[str, list[tuple[str, str, list[str], list[str]]]] = {
    "multiplies-derivatives": [
        ("(3x^2+2x)*exp(3x)", "x^2*exp(3x)", ["6x*exp(3x)", "2x*3e^(3x)"], ["(x^2+2x)*exp(3x)", "2x*exp(3x)"]),
        ("(sin(x) - x*cos(x))/sin(x)^2", "x/sin(x)", ["1/cos(x)"], ["cos(x)"]),
    ],
    "forgets-chain-rule": [
        ("24x*(3x^2+1)^3", "(3x^2+1)^4", ["4(3x^2+1)^3", "4(6x)^3"], ["6x*(3x^2+1)^3", "24x*(3x^2+1)^4"]),
        ("2cos(2x)", "sin(2x)", ["cos(2x)"], ["cos(x)"]),
    ],
    "wrong-power-rule": [
        ("3x^2", "x^3", ["3x^3", "x^2"], ["x^4/4", "3x"]),
        ("24x*(3x^2+1)^3", "(3x^2+1)^4", ["24x*(3x^2+1)^4"], ["4(3x^2+1)^3"]),
    ],
}
SHOWN = [(n, p, t) for n, cases in SEEN.items() for p, seen, _ in cases for t in seen]
NOT_SHOWN = [(n, p, t) for n, cases in SEEN.items() for p, _, other in cases for t in other]
SHOWN_OF = [(n, e, f, t) for n, cases in SLOPES.items() for e, f, seen, _ in cases for t in seen]
NOT_SHOWN_OF = [(n, e, f, t) for n, cases in SLOPES.items() for e, f, _, other in cases for t in other]


def test_every_misconception_has_three_answers_that_show_it_and_three_that_do_not() -> None:
    names = [[entry[0] for entry in found] for found in ([*SHOWN, *SHOWN_OF], [*NOT_SHOWN, *NOT_SHOWN_OF])]

    assert [] == [name for name in LIBRARY for found in names if found.count(name) < 3]


@pytest.mark.parametrize(("name", "problem", "text"), SHOWN)
def test_a_misconception_is_seen_in_the_answer_that_it_leads_to(name: str, problem: Problem, text: str) -> None:
    assert name == category(text, problem, name)


@pytest.mark.parametrize(("name", "problem", "text"), NOT_SHOWN)
def test_another_wrong_answer_is_just_wrong(name: str, problem: Problem, text: str) -> None:
    assert "wrong-answer" == category(text, problem, name)


@pytest.mark.parametrize(("name", "expected", "function", "text"), SHOWN_OF)
def test_a_slip_in_differentiating_is_seen(name: str, expected: str, function: str, text: str) -> None:
    assert name == category(text, of(expected), {"name": name, "of": function})


@pytest.mark.parametrize(("name", "expected", "function", "text"), NOT_SHOWN_OF)
def test_another_wrong_derivative_is_just_wrong(name: str, expected: str, function: str, text: str) -> None:
    assert "wrong-answer" == category(text, of(expected), {"name": name, "of": function})


@pytest.mark.parametrize(("name", "problem"), [(n, cases[0][0]) for n, cases in SEEN.items()])
def test_the_expected_answer_never_shows_a_misconception(name: str, problem: Problem) -> None:
    assert None is category(problem["expected"], problem, name)


def test_what_a_misconception_makes_is_no_mistake_where_it_happens_to_be_right() -> None:
    # 2 + 2 and 2·2 are both 4, and (x + 0)² is x² + 0².
    assert None is category("2^4", of("16", "2^2*2^2"), "multiplies-exponents")
    assert None is category("x^2", of("x^2", "(x+0)^2"), "distributes-power")


def test_the_feedback_is_the_librarys_and_holds_no_number_of_the_problem() -> None:
    check = judge({"expression": "4/5", "answer": {**QUARTERS, "misconceptions": ["adds-denominators"]}})["checks"][0]

    assert ("answer.misconception", LIBRARY["adds-denominators"].feedback) == (check["note"], check["message"])
    assert "12" not in check["message"]


def test_a_derivative_in_the_given_names_its_own_function() -> None:
    problem = of("2cos(2x)", "d/dx (sin(2x))")

    assert "forgets-chain-rule" == category("cos(2x)", problem, "forgets-chain-rule")
    assert "wrong-answer" == category("cos(2x)", of("sin(2x)"), "forgets-chain-rule")


def test_a_rounded_answer_shows_a_misconception_as_near_as_the_test_asks() -> None:
    rounded = {**of("pi*2.35^2"), "test": {"kind": "significant-figures", "digits": 3}}
    around = {"category": "wrong-formula", "matches": "2pi*2.35", "feedback": "That is a length."}

    assert ["wrong-formula", "wrong-answer"] == [category(text, rounded, around) for text in ("14.8", "14.9")]
    assert "splits-root" == category("3.41", {**rounded, "expected": "sqrt(2+4)"}, "splits-root")


def test_the_first_in_the_problems_own_order_speaks() -> None:
    own = {"category": "own-words", "matches": "8/10", "feedback": "Is it less than one?"}

    assert "own-words" == category("4/5", QUARTERS, own, "adds-denominators")
    assert "adds-denominators" == category("4/5", QUARTERS, "adds-denominators", own)


def test_a_step_is_compared_with_the_line_before_it() -> None:
    steps = ["5x - 2x = 8 + 7", "3x = 15", "x = 12"]
    answer = {**LINEAR, "misconceptions": ["wrong-inverse-operation", "moves-without-sign"]}
    checks = judge({"steps": steps, "answer": answer})["checks"]

    assert [None, None, "wrong-inverse-operation", "wrong-inverse-operation"] == [c["category"] for c in checks]
    assert "step.misconception" == checks[2]["note"]


def test_an_answer_that_none_of_them_leads_to_is_plainly_wrong() -> None:
    problem = of("(7x+5)/((x-1)(x+2)) + ln(x^2+3) - sqrt(x+5)", "4/(x-1) + 3/(x+2) + ln(x^2+3) - sqrt(5+x)")

    assert "wrong-answer" == category("ln(x^3) + 17x^2 - 12/(x+7)", problem, *LIBRARY)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(2, 30), st.integers(1, 30), st.integers(2, 30))
def test_fractions_added_top_to_top_are_always_seen(a: int, b: int, c: int, d: int) -> None:
    problem, text = of(f"{a * d + b * c}/{b * d}", f"{a}/{b} + {c}/{d}"), f"{a + c}/{b + d}"

    assert "adds-denominators" == category(text, problem, "adds-denominators")


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(2, 4))
def test_a_power_of_a_sum_taken_term_by_term_is_always_seen(a: int, b: int, n: int) -> None:
    problem, text = of(f"({a}x+{b})^{n}", f"({a}x+{b})^{n}"), f"{a**n}x^{n} + {b**n}"

    assert "distributes-power" == category(text, problem, "distributes-power")
