"""What each line of several says of the one before, and what came in or was lost on the way."""

import pytest

from tests.evaluator.maths_judged import outcomes, relations, stepped


def test_right_steps_are_each_equivalent() -> None:
    judgement = stepped(["2x = 6", "x = 3"], "x = 3", given="2x + 1 = 7")

    assert ("correct", ["equivalent", "equivalent"]) == (judgement["verdict"], relations(judgement))


def test_the_first_wrong_line_comes_with_a_value_that_shows_it() -> None:
    judgement = stepped(["x^2 + 9", "= x^2 + 9"], "x^2+6x+9", given="(x+3)^2")
    check = judgement["checks"][0]

    expected = "This is not equal to the line before. For x = 2 this line is 13, but the line before is 25."
    assert ("failed", "wrong-step", expected) == (check["outcome"], check["category"], check["message"])


def test_only_the_wrong_line_fails_when_the_rest_follows_from_it() -> None:
    judgement = stepped(["2x = 8", "x = 4"], "x = 3", given="2x + 1 = 7")

    assert {"step 1": "failed", "step 2": "passed", "answer": "failed"} == outcomes(judgement)


def test_losing_a_solution_fails_the_step() -> None:
    judgement = stepped(["x = 5"], "x = 0 or x = 5", given="x^2 = 5x")
    check = judgement["checks"][0]

    expected = "Both sides were divided by x, which may be 0. Solutions of the line before are lost here: x = 0."
    assert ("failed", "implies", expected) == (check["outcome"], check["relation"], check["message"])


def test_squaring_is_named_and_what_came_in_may_be_discarded() -> None:
    judgement = stepped(["x + 2 = x^2", "x^2 - x - 2 = 0", "x = 2 or x = -1", "x = 2"], "x = 2", given="sqrt(x+2) = x")

    assert ("correct", ["implied-by", "equivalent", "equivalent", "implies"]) == (
        judgement["verdict"],
        relations(judgement),
    )


def test_keeping_what_squaring_brought_in_fails_the_answer() -> None:
    judgement = stepped(["x + 2 = x^2", "x = 2 or x = -1"], "x = 2", given="sqrt(x+2) = x")

    assert {"step 1": "passed", "step 2": "passed", "answer": "failed"} == outcomes(judgement)


def test_a_double_root_keeps_the_roots_but_not_the_equation() -> None:
    assert ["same-roots", "equivalent"] == relations(stepped(["x - 3 = 0", "x = 3"], "x = 3", given="x^2 - 6x + 9 = 0"))


def test_a_value_that_makes_a_denominator_zero_is_no_solution() -> None:
    judgement = stepped(["x^2 - 1 = 0"], "x = -1", given="(x^2-1)/(x-1) = 0")

    assert ["implied-by"] == relations(judgement)


LOGS = ["ln(x(x-3)) = ln(10)", "x(x-3) = 10", "x^2-3x-10 = 0", "(x-5)(x+2) = 0", "x = 5 or x = -2", "x = 5"]


def test_merging_logarithms_lets_a_solution_in_that_testing_discards() -> None:
    judgement = stepped(LOGS, "x = 5", given="ln(x) + ln(x-3) = ln(10)")

    expected = ["implied-by", "equivalent", "equivalent", "equivalent", "equivalent", "implies"]
    assert ("correct", expected) == (judgement["verdict"], relations(judgement))


# A solution lies in the real domain of both sides: (equation, its solutions, what only an algebra slip would add).
IN_THE_DOMAIN = [
    ("ln(x) + ln(x-3) = ln(10)", "x = 5", "x = 5 or x = -2"),
    ("ln(x) + ln(x+2) = ln(8)", "x = 2", "x = 2 or x = -4"),
    ("ln(2x-5) = ln(x-3)", "{}", "x = 2"),
    ("ln(x-3) = ln(2x-5) + ln(1)", "{}", "x = 2"),
    ("log(x+1) + log(x-2) = 1", "x = 4", "x = 4 or x = -3"),
    ("sqrt(x+3) = x - 3", "x = 6", "x = 6 or x = 1"),
    ("sqrt(x)^2 = x^2 - 2", "x = 2", "x = 2 or x = -1"),
    ("x + ln(x) = 2x + 3 + ln(x) - 5", "x = 2", "x = -2"),
    ("sqrt(x-1)*sqrt(x-2) = sqrt(6)", "x = 4", "x = 4 or x = -1"),
    ("x^(1/2) = x - 2", "x = 4", "x = 4 or x = 1"),
    ("|x-2| = 2x - 1", "x = 1", "x = 1 or x = -1"),
    ("(x^2-1)/(x-1) = 0", "x = -1", "x = -1 or x = 1"),
    ("(e^x - 1)/x + x = x", "{}", "x = 0"),
    ("x/(x-2) = 2/(x-2)", "{}", "x = 2"),
    ("x/(x-3) + 1/x = 9/(x(x-3))", "x = -4", "x = 3 or x = -4"),
    ("(x^2-1)/(x-1) = 0 or x = 1", "x = -1 or x = 1", "x = -1"),
]


@pytest.mark.parametrize(("equation", "solutions", "false"), IN_THE_DOMAIN)
def test_a_solution_lies_where_both_sides_of_the_equation_have_a_real_value(
    equation: str, solutions: str, false: str
) -> None:
    right = relations(stepped([solutions], "x = 1", given=equation))
    wrong = relations(stepped([false], "x = 1", given=equation))

    assert right in (["equivalent"], ["same-roots"])
    assert wrong in (["implied-by"], ["not-equivalent"], ["implies"])


STEPS = [
    (["2x > 4", "x > 2"], "x > 2", "2x + 1 > 5", ["equivalent", "equivalent"]),
    (["x < -2"], "x > -2", "-2x < 4", ["not-equivalent"]),
    (["2(x+3) = 2x+6"], "2x+6", None, ["equivalent"]),
    (["= 2x + 6"], "2x+6", "2(x+3)", ["equivalent"]),
    (["2x+6", "2x+6 = 2x+5+1"], "2x+6", "2(x+3)", ["equivalent", "equivalent"]),
    (["x^2 - 5x + 6 = 0", "(x-2)(x-3) = 0", "x = 2, 3"], "x = 2 or x = 3", "x^2 + 6 = 5x", ["equivalent"] * 3),
    (["x = ±√2"], "x = √2 or x = -√2", "x^2 = 2", ["equivalent"]),
    (["2^x = 2^3", "x = 3"], "x = 3", "2^x = 8", ["equivalent", "equivalent"]),
    (["ln(x) = 2", "x = e^2"], "x = e^2", "3ln(x) = 6", ["equivalent", "equivalent"]),
    (["2y = 6 - 2x", "y = 3 - x"], "y = 3 - x", "2x + 2y = 6", ["equivalent", "equivalent"]),
    (["x = 3", "3"], "x = 3", "x + 1 = 4", ["equivalent", "equivalent"]),
    (["x = -2"], "x = 5", "ln(x) + ln(x-3) = ln(10)", ["not-equivalent"]),
    (["x = 5 or x = -2", "x = 5"], "x = 5", "ln(x) + ln(x-3) = ln(10)", ["implied-by", "implies"]),
    (
        ["x + 3 = (x-3)^2", "x = 1 or x = 6", "x = 6"],
        "x = 6",
        "sqrt(x+3) = x-3",
        ["implied-by", "equivalent", "implies"],
    ),
    (["x+2 + x-2 = 4", "x = 2", "{}"], "{}", "1/(x-2)+1/(x+2) = 4/(x^2-4)", ["implied-by", "equivalent", "implies"]),
    (["x = 9", "{}"], "{}", "sqrt(x) = -3", ["implied-by", "implies"]),
    (["x^2 = -4", "{}"], "{}", "x^2 + 4 = 0", ["equivalent", "same-roots"]),
    (["x-2 = 5 or x-2 = -5", "x = 7 or x = -3"], "x = 7 or x = -3", "|x-2| = 5", ["equivalent", "equivalent"]),
    (["2ln(x) = 2"], "x = e or x = -e", "ln(x^2) = 2", ["implies"]),
    (["ln(x^2) = 2"], "x = e", "2ln(x) = 2", ["implied-by"]),
    (["e^x - 1 = 0"], "x = 0", "(e^x - 1)/x = 0", ["implied-by"]),
    (["x = -8"], "x = -8", "cbrt(x) = -2", ["equivalent"]),
    (["x = 8"], "x = -8", "cbrt(x) = -2", ["not-equivalent"]),
    (["x = 1 or x = -8"], "x = 1 or x = -8", "x^(2/3) + cbrt(x) = 2", ["equivalent"]),
    (["x = 27"], "x = 27 or x = -27", "x^(2/3) = 9", ["implies"]),
    (["0 <= x < 4"], "0 <= x < 4", "sqrt(x)^2 < 4", ["equivalent"]),
    (["x < 4"], "0 <= x < 4", "sqrt(x)^2 < 4", ["implied-by"]),
    (["3 < x < 5"], "3 < x < 5", "ln(x) + ln(x-3) < ln(10)", ["equivalent"]),
    (["x = 2"], "x = 2", "x^2 = 4 and x > 0", ["equivalent"]),
    (["x-2 = 0 and x+2 = 0"], "x = 2 or x = -2", "x^2 = 4", ["implies"]),
    (["2(3/5)(-4/5)", "sin(2t) = -24/25"], "-24/25", None, [None, "equivalent"]),
    (["sin(2t) = 2(3/5)(-4/5) = 24/25"], "-24/25", None, ["not-equivalent"]),
]


@pytest.mark.parametrize(("steps", "expected", "given", "found"), STEPS)
def test_a_step_has_its_relation(steps: list[str], expected: str, given: str | None, found: list[str]) -> None:
    judgement = stepped(steps, expected, **({"given": given} if given else {}))

    assert found == relations(judgement)
