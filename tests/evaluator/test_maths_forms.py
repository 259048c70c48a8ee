"""The form of an answer is judged apart from its value; so is what joins several answers."""

import pytest

from tests.evaluator.maths_judged import judged, outcomes, stepped

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
