"""What of a judgement a learner is told."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import submissions
from openapi import types
from tests.unit.code_problems import CLASS, DEFINITION, PROGRAM
from tests.unit.laws import law


def result(verdict: str = "AC", **changed: Any) -> dict[str, Any]:
    measured = {"fuel": 5_000, "cpu_ms": 1.5, "memory_bytes": 1 << 20}
    return {"verdict": verdict, "actual": "[0,1]", "diff": None, "message": None, "stdout": "", **measured, **changed}


def judged(*verdicts: str, verdict: str = "WA", message: str | None = None) -> dict[str, Any]:
    tests = [result(each) for each in verdicts]
    return {"verdict": verdict, "message": message, "tests": tests, "cpu_ms": 7, "evaluator_version": "1"}


def told(*verdicts: str, verdict: str = "WA") -> dict[str, Any]:
    return submissions.of_code(DEFINITION, judged(*verdicts, verdict=verdict))


# What came back for code


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("AC", "passed"),
        ("WA", "failed"),
        ("MLE", "failed"),
        ("OLE", "failed"),
        ("RTE", "failed"),
        ("TLE", "timeout"),
        ("CE", "error"),
    ],
)
def test_a_verdict_on_code_becomes_the_seeds_status(verdict: str, status: str) -> None:
    assert status == told(verdict=verdict)["status"]


def test_tests_are_counted_apart_and_credit_is_over_all_of_them() -> None:
    found = told("AC", "WA", "AC")
    counts = ("visible_passed", "visible_total", "hidden_passed", "hidden_total", "credit", "exec_ms")
    assert [1, 1, 1, 2, 2 / 3, 7] == [found[name] for name in counts]


def test_categories_are_how_it_failed_then_on_what_and_a_plain_wrong_answer_last() -> None:
    found = told("RTE", "WA", "WA")
    assert found["categories"] == ["runtime-error", "empty-input", "duplicates", "wrong-answer"]


def test_what_passes_has_no_categories() -> None:
    assert told("AC", "AC", "AC", verdict="AC")["categories"] == []


@pytest.mark.parametrize(
    ("verdict", "category"),
    [
        ("WA", "wrong-answer"),
        ("TLE", "time-limit"),
        ("MLE", "memory-limit"),
        ("OLE", "output-limit"),
        ("RTE", "runtime-error"),
    ],
)
def test_each_failing_verdict_has_a_category(verdict: str, category: str) -> None:
    assert [category] == told(verdict, "AC", "AC")["categories"]


def test_code_that_never_ran_has_no_details_and_keeps_its_message() -> None:
    found = submissions.of_code(DEFINITION, judged(verdict="CE", message="line 1: invalid syntax"))
    shown = (found["status"], found["details"], found["message"], found["visible_total"], found["credit"])
    assert shown == ("error", [], "line 1: invalid syntax", 1, 0)


def test_a_visible_test_is_shown_whole() -> None:
    (detail,) = told("WA", "AC", "AC")["details"]
    assert detail == {
        "name": "two",
        "verdict": "WA",
        "input": "[[1,2],3]",
        "expected": "[0,1]",
        "actual": "[0,1]",
        "diff": None,
        "note": None,
        "message": None,
        "stdout": "",
        "ms": 1.5,
    }


def test_where_long_values_part_is_shown_of_a_visible_test() -> None:
    judgement = judged("WA", "WA", "AC")
    judgement["tests"][0]["diff"] = "- [1]\n+ [2]"
    judgement["tests"][1]["diff"] = "- [secret]"
    found = submissions.of_code(DEFINITION, judgement)
    assert ["- [1]\n+ [2]"] == [detail["diff"] for detail in found["details"]]
    assert b"secret" not in orjson.dumps(found)


@pytest.mark.parametrize(
    ("definition", "shown"),
    [
        (CLASS, ('{"args":[2],"calls":[["push",[1]],["pop",[]]]}', "[null,1]")),
        (PROGRAM, ("Ada\n", "Hello, Ada\n")),
    ],
    ids=["a class by what it is made of and its calls", "a program by its texts"],
)
def test_a_learner_sees_what_a_visible_test_asks_and_expects(
    definition: dict[str, Any], shown: tuple[str, str]
) -> None:
    (detail,) = submissions.of_code(definition, judged("WA", "AC"))["details"]
    assert shown == (detail["input"], detail["expected"])


def test_a_visible_tests_output_is_cut_at_500_characters() -> None:
    judgement = judged("WA", "AC", "AC")
    judgement["tests"][0]["stdout"] = "é" * 501
    assert "é" * 500 == submissions.of_code(DEFINITION, judgement)["details"][0]["stdout"]


secrets = st.text("QXZ", min_size=6, max_size=12).map(lambda text: f"secret{text}")
verdicts = st.sampled_from(["AC", "WA", "TLE", "MLE", "OLE", "RTE"])


@law
@given(st.lists(st.tuples(verdicts, secrets), min_size=1, max_size=6), verdicts, st.integers(0, 7))
def test_nothing_of_a_hidden_test_but_counts_and_categories_goes_in(
    hidden: list[tuple[str, str]], first: str, ran: int
) -> None:
    definition = {
        "tests": {
            "visible": DEFINITION["tests"]["visible"],
            "hidden": [
                {"name": f"name {word}", "args": [word], "expected": {word: word}, "category": "edge"}
                for _, word in hidden
            ],
        }
    }
    unseen = [
        result(
            verdict, actual=f"actual {word}", diff=f"diff {word}", message=f"message {word}", stdout=f"stdout {word}"
        )
        for verdict, word in hidden
    ]
    judgement = {**judged(first), "tests": [result(first), *unseen][:ran]}
    assert b"secret" not in orjson.dumps(submissions.of_code(definition, judgement))


# While a mock is running


@pytest.mark.parametrize(
    ("passed", "total", "status", "shown"),
    [
        (2, 2, "passed", "passed"),
        (2, 2, "failed", "passed"),
        (2, 2, "timeout", "passed"),
        (1, 2, "failed", "failed"),
        (0, 2, "error", "error"),
        (0, 0, "timeout", "timeout"),
    ],
    ids=[
        "all well",
        "a hidden failure stays hidden",
        "so does a hidden time limit",
        "a visible failure shows",
        "work that could not be judged is told",
        "maths that was stopped before any check did not pass",
    ],
)
def test_a_running_mock_tells_the_verdict_of_the_visible_tests(
    passed: int, total: int, status: types.SubmissionStatus, shown: types.SubmissionStatus
) -> None:
    assert shown == submissions.sealed_status(passed, total, status)


@law
@given(st.integers(0, 5), st.integers(1, 5))
def test_a_running_mocks_verdict_tells_nothing_of_hidden_tests(passed: int, total: int) -> None:
    told = {submissions.sealed_status(min(passed, total), total, status) for status in ("passed", "failed", "timeout")}
    assert 1 == len(told)
