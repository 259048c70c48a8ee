"""Chains of lines: what is said of a step that loses solutions, lets some in, goes wrong, or comes to no answer."""

import re
from pathlib import Path
from typing import Any

import pytest

from evaluator.maths.authored import ROUNDED
from evaluator.maths.judge import judge


def checked(steps: list[str], expected: str, given: str, **answer: Any) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = judge({"steps": steps, "answer": {"expected": expected, "given": given, **answer}})[
        "checks"
    ]
    return checks


# What is done, from which line to which, with what note, and the words that name it.
CHANGES = [
    ("sqrt(x+2) = x", "x + 2 = x^2", "step.squared", "Both sides were squared.", "x = -1"),
    ("x - 1 = sqrt(x+5)", "(x-1)^2 = x+5", "step.squared", "Both sides were squared.", "x = -1"),
    ("x = 3", "x^2 = 9", "step.squared", "Both sides were squared.", "x = -3"),
    ("x = 2", "x^2 = 2x", "step.multiplied-by-zero", "multiplied by x, which may be 0", "x = 0"),
    ("x/(x-2) = 2/(x-2)", "x = 2", "step.multiplied-by-zero", "multiplied by x - 2, which may be 0", "x = 2"),
    ("x^2 = 5x", "x = 5", "step.divided-by-zero", "divided by x, which may be 0", "x = 0"),
    ("(x-1)(x+3) = 2(x-1)", "x + 3 = 2", "step.divided-by-zero", "divided by x - 1, which may be 0", "x = 1"),
    ("x^3 = 4x", "x^2 = 4", "step.divided-by-zero", "divided by x, which may be 0", "x = 0"),
    ("x^2 = 9", "x = 3", "step.root-taken", "A square root was taken", "x = -3"),
    ("(x+1)^2 = 16", "x + 1 = 4", "step.root-taken", "A square root was taken", "x = -5"),
    ("ln(x) + ln(x-3) = ln(10)", "ln(x(x-3)) = ln(10)", "step.domain-widened", "The line before needs", "x = -2"),
    ("2ln(x) = ln(9)", "x^2 = 9", "step.domain-widened", "The line before needs x > 0", "x = -3"),
    ("ln(x^2) = ln(9)", "2ln(x) = ln(9)", "step.domain-narrowed", "This line needs x > 0", "x = -3"),
]


@pytest.mark.parametrize(("before", "line", "note", "cause", "value"), CHANGES)
def test_what_was_done_to_both_sides_is_named_with_the_solutions_that_it_cost(
    before: str, line: str, note: str, cause: str, value: str
) -> None:
    check = checked([line], "x = 77", before)[0]

    assert (note, True, True) == (check["note"], cause in check["message"], value in check["message"])


def test_all_solutions_that_came_in_are_named() -> None:
    check = checked(["x(x-1)(x+1)(x-7) = 0"], "x = 7", "x = 7")[0]

    assert ("passed", True) == (check["outcome"], "x = -1 and x = 0 and x = 1" in check["message"])


def test_solutions_that_cannot_all_be_named_are_counted_by_an_example() -> None:
    check = checked(["x > 0"], "x > 5", "x > 5")[0]

    assert ("step.solutions-gained", True) == (check["note"], "for example x = " in check["message"])


def test_the_first_wrong_line_is_named_with_a_value_that_shows_it() -> None:
    checks = checked(["x^2 + 9", "x^2 + 9 + 0"], "x^2 + 6x + 9", "(x+3)^2")

    assert ["failed", "passed", "failed"] == [check["outcome"] for check in checks]
    assert "step.not-equal" == checks[0]["note"]
    assert checks[0]["message"].endswith("For x = 2 this line is 13, but the line before is 25.")


REPEATED = [
    (["2x = 6", "2x = 6", "x = 3", "x = 3"], "x = 3", "2x = 6"),
    (["2(x+1)", "2x + 2", "2x + 2"], "2x + 2", "2(x+1)"),
    (["x < 3", "x < 3"], "x < 3", "2x < 6"),
    # Nothing can solve this one; a line that repeats it needs no solving.
    (["x*e^x + sin(x) = cos(x^2) + 7"], "x = 1", "x*e^x + sin(x) = cos(x^2) + 7"),
]


@pytest.mark.parametrize(("steps", "expected", "given"), REPEATED)
def test_a_line_that_repeats_the_one_before_passes_without_a_word(steps: list[str], expected: str, given: str) -> None:
    found = [check for check in checked(steps, expected, given) if check["name"].startswith("step")]

    assert [("passed", "equivalent", None)] * len(steps) == [(c["outcome"], c["relation"], c["message"]) for c in found]


def test_right_lines_that_stop_early_are_told_that_the_answer_is_missing() -> None:
    unsolved = checked(["2x = 6"], "x = 3", "2x + 1 = 7")[-1]
    elsewhere = checked(["x = 3"], "2x + 5 = 0", "2x + 1 = 7")[-1]

    assert ("form", "answer.not-solved", "wrong-form") == (unsolved["name"], unsolved["note"], unsolved["category"])
    assert ("answer", "answer.missing") == (elsewhere["name"], elsewhere["note"])


def test_an_answer_in_the_wrong_form_at_the_end_of_right_lines_is_told_so() -> None:
    checks = checked(["2(x+3)"], "2x + 6", "2x + 6", test={"kind": "expanded"})

    assert ["passed", "passed", "failed"] == [check["outcome"] for check in checks]
    assert "expanded.product" == checks[-1]["note"]


def test_a_slip_that_is_put_right_by_luck_still_fails_its_line() -> None:
    checks = checked(["2x = 8", "x = 3"], "x = 3", "2x + 1 = 7")

    assert ["failed", "failed", "passed"] == [check["outcome"] for check in checks]


def test_an_interval_may_follow_an_inequality() -> None:
    checks = checked(["x > 2", "(2, ∞)"], "x > 2", "2x > 4")

    assert ["equivalent", "equivalent", None] == [check["relation"] for check in checks]


def test_a_line_with_only_a_value_in_a_chain_of_equations_is_another_kind() -> None:
    checks = checked(["x^2 + 5"], "x = 3", "2x = 6")

    assert ("failed", "step.another-kind") == (checks[0]["outcome"], checks[0]["note"])


def test_every_note_of_the_judge_is_listed_in_the_readme() -> None:
    folder = Path(__file__).parents[2] / "evaluator/maths"
    readme = (folder / "README.md").read_text(encoding="utf-8").partition("## Notes")[2]
    listed = set(re.findall(r"`([a-z-]+\.[a-z-]+)`", readme))
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)"', sources))
    rounded = re.findall(r'f"\{test\}\.([a-z]+(?:-[a-z]+)*)"', sources)
    used |= {f"{test}.{fault}" for test in ROUNDED for fault in rounded}

    assert listed == used - {"evaluator.maths", "grammar.lark"}
