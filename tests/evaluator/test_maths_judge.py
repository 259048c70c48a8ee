"""What a judgement says beyond right and wrong: misconceptions, texts that cannot be read, and how one was read."""

from typing import Any

import pytest

from evaluator.maths import BadSubmission
from evaluator.maths.judge import judge
from tests.evaluator.maths_judged import judged, stepped


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
