"""What of a judgement on maths a learner is told."""

from typing import Any

import pytest

from domain.rules import submissions
from openapi import types


@pytest.mark.parametrize(
    ("payload", "asked"),
    [
        ({"expression": "x"}, {"expression": "x"}),
        ({"steps": ["2x=2", "x=1"]}, {"steps": ["2x=2", "x=1"]}),
        ({"steps": ["2x=2"], "expression": "x=1"}, {"steps": ["2x=2", "x=1"]}),
        ({"steps": ["2x=2", "x=1"], "expression": "x=1"}, {"steps": ["2x=2", "x=1"]}),
    ],
    ids=["an expression", "steps", "an expression behind steps is the last of them", "and stands there once"],
)
def test_maths_is_asked_as_an_expression_or_as_steps(payload: dict[str, Any], asked: dict[str, Any]) -> None:
    answer = {"expected": "1"}
    assert {**asked, "answer": answer} == submissions.math_request({"answer": answer}, payload)


def test_asking_leaves_the_learners_steps_as_they_were() -> None:
    payload = {"steps": ["2x=2"], "expression": "x=1"}
    submissions.math_request({"answer": {"expected": "1"}}, payload)
    assert payload == {"steps": ["2x=2"], "expression": "x=1"}


def check(outcome: str = "passed", category: str | None = None, name: str = "equivalent") -> dict[str, Any]:
    return {
        "name": name,
        "text": "2 x",
        "outcome": outcome,
        "relation": None,
        "message": "look at the sign",
        "category": category,
        "note": f"{name}.noted",
        "read_as": "2*x",
    }


def of_math(verdict: str, *checks: dict[str, Any], **changed: Any) -> dict[str, Any]:
    judgement = {"verdict": verdict, "checks": list(checks), "message": None, "position": None, "suggestion": None}
    return submissions.of_math({**judgement, "cpu_ms": 3, "evaluator_version": "1", **changed})


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("correct", "passed"),
        ("incorrect", "failed"),
        ("undetermined", "error"),
        ("unreadable", "error"),
        ("timeout", "timeout"),
    ],
)
def test_a_verdict_on_maths_becomes_the_seeds_status(verdict: str, status: str) -> None:
    assert status == of_math(verdict, message="?")["status"]


def test_maths_has_visible_checks_alone() -> None:
    found = of_math("incorrect", check(), check("failed", "wrong-form", "form"), check("undetermined"))
    counts = ("visible_passed", "visible_total", "hidden_passed", "hidden_total", "categories")
    assert [found[name] for name in counts] == [1, 3, 0, 0, ["wrong-form"]]


def test_a_maths_check_shows_how_the_line_was_read_and_never_what_was_expected() -> None:
    (detail,) = of_math("incorrect", check("failed", "sign"))["details"]
    assert detail == {
        "name": "equivalent",
        "verdict": "WA",
        "input": "2 x",
        "expected": None,
        "actual": "2*x",
        "message": "look at the sign",
        "note": "equivalent.noted",
        "diff": None,
        "stdout": "",
        "ms": 0,
    }


def test_only_failed_checks_give_categories_each_once() -> None:
    found = of_math(
        "incorrect", check("failed", "sign"), check("failed", "sign"), check("passed", "form"), check("failed")
    )
    assert found["categories"] == ["sign"]


def test_maths_that_took_too_long_says_so() -> None:
    found = of_math("timeout")
    assert (["time-limit"], submissions.TOO_LONG, 0.0) == (found["categories"], found["message"], found["credit"])


def test_only_what_is_undetermined_is_for_a_person_to_decide() -> None:
    verdicts = ("correct", "incorrect", "undetermined", "unreadable", "timeout")
    assert ["undetermined"] == [verdict for verdict in verdicts if of_math(verdict, message="?")["undetermined"]]


def test_a_timeout_counts_in_code_and_not_in_maths() -> None:
    statuses: tuple[types.SubmissionStatus, ...] = ("passed", "failed", "timeout", "error")
    assert {"coding": ["passed", "failed", "timeout"], "math": ["passed", "failed"]} == {
        subject: [status for status in statuses if submissions.counts(subject, status)]
        for subject in ("coding", "math")
    }


def test_an_undecided_answer_is_told_that_it_does_not_count() -> None:
    assert submissions.UNDETERMINED == of_math("undetermined", check("undetermined"))["message"]


@pytest.mark.parametrize(
    ("position", "suggestion", "expected"),
    [
        (None, None, "A bracket is open."),
        (0, None, "A bracket is open. (at character 1)"),
        (3, "Close it.", "A bracket is open. (at character 4) Close it."),
    ],
)
def test_an_unreadable_answer_is_told_what_where_and_a_way_out(
    position: int | None, suggestion: str | None, expected: str
) -> None:
    found = of_math("unreadable", message="A bracket is open.", position=position, suggestion=suggestion)
    assert expected == found["message"]


@pytest.mark.parametrize("verdict", ["correct", "incorrect"])
def test_an_answer_that_was_judged_needs_no_message(verdict: str) -> None:
    assert of_math(verdict, check())["message"] is None
