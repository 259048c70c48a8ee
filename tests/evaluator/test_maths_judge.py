"""What a judgement says beyond right and wrong: form, steps, misconceptions, and texts that cannot be read."""

from typing import Any

import pytest

from evaluator.maths import BadSubmission
from evaluator.maths.judge import judge

Judgement = dict[str, Any]


def judged(expression: str, expected: str, **answer: Any) -> Judgement:
    return judge({"expression": expression, "answer": {"expected": expected, **answer}})


def stepped(steps: list[str], expected: str, **answer: Any) -> Judgement:
    return judge({"steps": steps, "answer": {"expected": expected, **answer}})


def relations(judgement: Judgement) -> list[str | None]:
    return [check["relation"] for check in judgement["checks"] if check["name"].startswith("step")]


def outcomes(judgement: Judgement) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in judgement["checks"]}


IN_FORM = [
    ("x^2+5x+6", "expanded"),
    ("-3x^2 + 2", "expanded"),
    ("(x+2)(x+3)", "factored"),
    ("2x(x-1)^2", "factored"),
    ("-(x-1)(x+1)", "factored"),
    ("(x^2+1)(x-1)", "factored"),
    ("3/4", "lowest-terms"),
    ("-3/4", "lowest-terms"),
    ("5", "lowest-terms"),
    (r"\\frac{x+1}{2x}".replace("\\\\", "\\"), "lowest-terms"),
    ("(5x-1)/((x+1)(x-2))", "single-fraction"),
    ("x/2", "single-fraction"),
    ("-5/(x-2)", "lowest-terms"),
    ("x^2 + 1", "lowest-terms"),
    ("sin(x/2)", "lowest-terms"),
    ("e^(x/2)/3", "single-fraction"),
    ("(1/2)x", "lowest-terms"),
    ("sqrt(2)/2", "lowest-terms"),
    ("1/2 + sqrt(5)/2", "lowest-terms"),
    ("-(x+1)/x", "single-fraction"),
]
OUT_OF_FORM = [
    ("(x+2)(x+3)", "expanded"),
    ("(x+1)^2", "expanded"),
    ("x^2+2x+3x+6", "expanded"),
    ("2 - (x+1)", "expanded"),
    ("x^2+5x+6", "factored"),
    ("x(x+5)+6", "factored"),
    ("(2x+4)(x+3)", "factored"),
    ("(x^2-1)(x+2)", "factored"),
    ("6/8", "lowest-terms"),
    ("0.75", "lowest-terms"),
    ("1/2 + 1/4", "lowest-terms"),
    ("(2x+2)/(4x)", "lowest-terms"),
    ("3/(-4)", "lowest-terms"),
    ("1/x + 1/2", "single-fraction"),
    ("1/(1+1/x)", "single-fraction"),
    ("x + 1/x", "single-fraction"),
    ("1 + 5/(x-2)", "lowest-terms"),
    ("1 + 7/12", "lowest-terms"),
    ("e^x/2 + 1", "lowest-terms"),
    ("x/2 + x/3", "lowest-terms"),
    ("x/2 + 1/3", "lowest-terms"),
    ("2 * x/4", "lowest-terms"),
    ("2(x/4)", "lowest-terms"),
    ("1/2 * 2/(x+1)", "lowest-terms"),
    ("-(1 + 5/(x-2))", "lowest-terms"),
    ("3 * 1/6", "lowest-terms"),
]


@pytest.mark.parametrize(
    ("text", "form", "verdict"), [(*p, "correct") for p in IN_FORM] + [(*p, "incorrect") for p in OUT_OF_FORM]
)
def test_the_form_is_judged_apart_from_the_value(text: str, form: str, verdict: str) -> None:
    judgement = judged(text, text, form=form)

    passed = "passed" if verdict == "correct" else "failed"
    assert (verdict, {"equivalent": "passed", "form": passed}) == (judgement["verdict"], outcomes(judgement))


def test_a_wrong_form_is_named_with_help_that_is_not_the_answer() -> None:
    check = judged("6/8", "3/4", form="lowest-terms")["checks"][1]

    assert ("wrong-form", "The fraction can still be cancelled.") == (check["category"], check["message"])


def test_an_equation_that_is_true_but_not_solved_is_in_the_wrong_form() -> None:
    expected = ("incorrect", {"equivalent": "passed", "form": "failed"})
    judgement = judged("2x = 4", "x = 2")

    assert expected == (judgement["verdict"], outcomes(judgement))


def test_an_equation_that_is_not_solved_is_in_the_wrong_form_even_where_it_cannot_be_decided() -> None:
    judgement = judged("2cos(x)^2 + cos(x) = 1", "x = pi/3 or x = pi or x = 5pi/3")
    form = judgement["checks"][-1]

    assert ("incorrect", {"equivalent": "undetermined", "form": "failed"}) == (
        judgement["verdict"],
        outcomes(judgement),
    )
    assert ("wrong-form", "This is not solved yet.") == (form["category"], form["message"])


def test_a_value_with_its_own_left_side_is_right_but_more_than_was_asked_for() -> None:
    judgement = judged("sin(2t) = -24/25", "-24/25")
    form = judgement["checks"][-1]

    assert ("incorrect", {"equivalent": "passed", "form": "failed"}) == (judgement["verdict"], outcomes(judgement))
    assert ("wrong-form", "Only the value is asked for: leave out what stands before =.") == (
        form["category"],
        form["message"],
    )


@pytest.mark.parametrize(("text", "expected"), [("sin(2t) = 24/25", "-24/25"), ("3 = 7", "7"), ("x = 2x+1", "2x+1")])
def test_an_equation_with_the_wrong_value_or_a_false_one_is_a_wrong_answer(text: str, expected: str) -> None:
    assert ["wrong-answer"] == [check["category"] for check in judged(text, expected)["checks"]]


def test_an_and_of_two_values_has_no_solutions() -> None:
    check = judged("x = 3 and x = -5", "x = 3 or x = -5")["checks"][0]

    clash = "x cannot be both 3 and -5, so this has no solutions. Write “or” between different solutions."
    expected = ("failed", "wrong-answer", f"This is not the right answer. {clash}")
    assert expected == (check["outcome"], check["category"], check["message"])


def test_alternatives_are_joined_by_or_and_by_commas() -> None:
    texts = ("x = 3 or x = -5", "x = 3, x = -5", "x = 3, -5", "x = 3 and x = 6/2 or x = -5")

    assert ["correct"] * 4 == [judged(text, "x = 3 or x = -5")["verdict"] for text in texts]


def test_a_last_step_with_and_between_values_fails_and_says_why() -> None:
    check = stepped(["x = 3 and x = -5"], "x = 3 or x = -5", given="x^2 + 2x = 15")["checks"][0]

    assert ("failed", True) == (check["outcome"], (check["message"] or "").startswith("x cannot be both 3 and -5"))


@pytest.mark.parametrize("text", ["4x^ - 12x + 9", "x^ -2", "2** -x", "x ^\n+2"])
def test_white_space_between_the_power_sign_and_a_plus_or_minus_is_not_guessed_at(text: str) -> None:
    judgement = judged(text, "4x^2 - 12x + 9")

    expected = ("unreadable", "It is not clear whether this sign belongs to the exponent.")
    assert expected == (judgement["verdict"], judgement["message"])


def test_rearranging_asks_for_the_solved_equation_and_a_curve_does_not() -> None:
    rearranged = judged("2x + y = 1", "y = 1 - 2x", given="4x + 2y = 2")
    line = judged("2x + y = 1", "y = 1 - 2x")

    assert ("incorrect", "correct") == (rearranged["verdict"], line["verdict"])


def test_a_known_misconception_speaks_instead_of_wrong_answer() -> None:
    known = [
        {"category": "distributes-power", "matches": "a^2+b^2", "feedback": "Write the square as a product first."}
    ]
    check = judged("b^2 + a^2", "a^2+2ab+b^2", misconceptions=known)["checks"][0]

    assert ("distributes-power", known[0]["feedback"]) == (check["category"], check["message"])


def test_a_misconception_is_recognised_at_the_step_where_it_happens() -> None:
    known = [{"category": "sign-slip", "matches": "2x-6", "feedback": "Look at the sign of the second term."}]
    judgement = stepped(["2x - 6"], "2x+6", given="2(x+3)", misconceptions=known)

    assert ["sign-slip", "sign-slip"] == [check["category"] for check in judgement["checks"]]


def test_a_wrong_answer_is_not_told_the_right_one() -> None:
    message = judged("7", "5/3")["checks"][0]["message"]

    assert "This is not the right answer." == message


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


def test_an_unreadable_line_changes_nothing_else_and_says_where() -> None:
    expected = {
        "verdict": "unreadable",
        "checks": [],
        "message": "Step 2: The word “abc” is not known here.",
        "position": 4,
        "suggestion": "For a product write a*b*c.",
    }

    assert expected == stepped(["2x = 6", "x = abc"], "x = 3")


UNREADABLE = [
    ("2(x", 3), ("2x)", 2), ("x2", 1), ("2 1/2", 2), ("x = ", 4), ("", 0), ("   ", 0), ("1,000,5", 1), ("sin^-2 x", 0),
    ("1/0", 2), ("x + * 3", 4), ("#", 0), (r"\foo{2}", 0), ("sin", 3), ("9^9^9^9", 2), ("200!", 0), ("x/(x-x)", 3),
    ("2½", 1), ("x = 2, y > 1, 3", 14),
]  # fmt: skip


@pytest.mark.parametrize(("text", "position"), UNREADABLE)
def test_what_cannot_be_read_is_no_mistake(text: str, position: int) -> None:
    judgement = judged(text, "x + 1")

    assert ("unreadable", position) == (judgement["verdict"], judgement["position"])


def test_a_suggestion_names_the_word_meant() -> None:
    assert "Did you mean sqrt?" == judged("squareroot(2)", "sqrt(2)")["suggestion"]


def test_letters_side_by_side_are_a_product_only_when_the_problem_has_them() -> None:
    found = [judged("ab", expected)["verdict"] for expected in ("b*a", "x + 1")]

    assert ["correct", "unreadable"] == found


READ_AS = [
    ("2x", "2·x"),
    ("1/2x", "(1/2)·x"),
    ("sin 2x cos x", "sin(2·x)·cos(x)"),
    ("√2x", "sqrt(2)·x"),
    ("x^2^3", "x^(2^3)"),
]


@pytest.mark.parametrize(("text", "shown"), READ_AS)
def test_an_ambiguity_is_shown_back_as_it_was_read(text: str, shown: str) -> None:
    assert shown == judged(text, "x")["checks"][0]["read_as"]


def test_with_a_decimal_comma_the_semicolon_separates() -> None:
    texts = ("x = 0,5; 2", "x = 2 oder x = 0,5", "x = 0.5; 2")
    found = [judged(text, "x = 2 or x = 1/2", decimal_comma=True)["verdict"] for text in texts]

    assert ["correct", "unreadable", "unreadable"] == found


def test_a_declared_variable_is_neither_eulers_number_nor_imaginary() -> None:
    assert "correct" == judged("2e + i", "i + 2e", variables=["e", "i"])["verdict"]


BAD: list[dict[str, Any]] = [
    {"answer": {"expected": "x"}},
    {"expression": "x", "steps": ["x"], "answer": {"expected": "x"}},
    {"expression": "x", "answer": {"expected": "2 +"}},
    {"expression": "x", "answer": {"expected": "x", "given": "1/0"}},
    {
        "expression": "x",
        "answer": {"expected": "x", "misconceptions": [{"category": "a", "matches": ")", "feedback": ""}]},
    },
    {"expression": "x"},
]


@pytest.mark.parametrize("submission", BAD)
def test_an_authors_fault_is_not_the_learners(submission: dict[str, Any]) -> None:
    with pytest.raises(BadSubmission):
        judge(submission)
