"""What of a judgement a learner is told."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import submissions
from tests.unit.laws import law

DEFINITION = {
    "entry": "pairs",
    "checker": {"kind": "exact"},
    "tests": {
        "visible": [{"name": "two", "args": [[1, 2], 3], "expected": [0, 1]}],
        "hidden": [
            {"name": "none", "args": [[], 3], "expected": [], "category": "empty-input"},
            {"name": "same", "args": [[2, 2], 4], "expected": [0, 1], "category": "duplicates"},
        ],
    },
}


def result(verdict: str = "AC", **changed: Any) -> dict[str, Any]:
    return {"verdict": verdict, "actual": "[0,1]", "message": None, "stdout": "", "ms": 1.5, **changed}


def judged(*verdicts: str, verdict: str = "WA", message: str | None = None) -> dict[str, Any]:
    tests = [result(each) for each in verdicts]
    return {"verdict": verdict, "message": message, "tests": tests, "cpu_ms": 7, "evaluator_version": "1"}


def told(*verdicts: str, verdict: str = "WA") -> dict[str, Any]:
    return submissions.of_code(DEFINITION, judged(*verdicts, verdict=verdict))


# What a learner sends


def test_the_evaluator_is_asked_visible_tests_first_and_no_names_or_categories() -> None:
    assert submissions.code_request(DEFINITION, {"language": "python", "code": "pass"}) == {
        "language": "python",
        "code": "pass",
        "entry": "pairs",
        "checker": {"kind": "exact"},
        "tests": [
            {"args": [[1, 2], 3], "expected": [0, 1]},
            {"args": [[], 3], "expected": []},
            {"args": [[2, 2], 4], "expected": [0, 1]},
        ],
    }


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
    assert submissions.math_request({"answer": answer}, payload) == {**asked, "answer": answer}


def test_asking_leaves_the_learners_steps_as_they_were() -> None:
    payload = {"steps": ["2x=2"], "expression": "x=1"}
    submissions.math_request({"answer": {"expected": "1"}}, payload)
    assert payload == {"steps": ["2x=2"], "expression": "x=1"}


payloads = st.dictionaries(
    st.text(max_size=8), st.text(max_size=8) | st.lists(st.text(max_size=4), max_size=3), max_size=5
)


@law
@given(payloads, st.randoms(use_true_random=False))
def test_a_payloads_hash_does_not_depend_on_the_order_of_its_keys(payload: dict[str, Any], random: Any) -> None:
    keys = list(payload)
    random.shuffle(keys)
    assert submissions.payload_hash({key: payload[key] for key in keys}) == submissions.payload_hash(payload)


@law
@given(payloads, payloads)
def test_other_payloads_have_other_hashes(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (submissions.payload_hash(one) == submissions.payload_hash(other)) == (one == other)


def test_a_hash_is_a_sha256_in_hexadecimal() -> None:
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert submissions.payload_hash({}) == empty


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
    assert told(verdict=verdict)["status"] == status


def test_tests_are_counted_apart_and_credit_is_over_all_of_them() -> None:
    found = told("AC", "WA", "AC")
    counts = ("visible_passed", "visible_total", "hidden_passed", "hidden_total", "credit", "exec_ms")
    assert [found[name] for name in counts] == [1, 1, 1, 2, 2 / 3, 7]


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
    assert told(verdict, "AC", "AC")["categories"] == [category]


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
        "message": None,
        "stdout": "",
        "ms": 1.5,
    }


def test_a_visible_tests_output_is_cut_at_500_characters() -> None:
    judgement = judged("WA", "AC", "AC")
    judgement["tests"][0]["stdout"] = "é" * 501
    assert submissions.of_code(DEFINITION, judgement)["details"][0]["stdout"] == "é" * 500


secrets = st.text("QXZ", min_size=6, max_size=12).map(lambda text: f"secret{text}")
verdicts = st.sampled_from(["AC", "WA", "TLE", "MLE", "OLE", "RTE"])


@law
@given(st.lists(st.tuples(verdicts, secrets), min_size=1, max_size=6), verdicts, st.integers(0, 7))
def test_nothing_of_a_hidden_test_but_counts_and_categories_goes_in(
    hidden: list[tuple[str, str]], first: str, ran: int
) -> None:
    definition = {
        "tests": {
            "visible": DEFINITION["tests"]["visible"],  # type: ignore[index]
            "hidden": [
                {"name": f"name {word}", "args": [word], "expected": {word: word}, "category": "edge"}
                for _, word in hidden
            ],
        }
    }
    unseen = [
        result(verdict, actual=f"actual {word}", message=f"message {word}", stdout=f"stdout {word}", ms=1)
        for verdict, word in hidden
    ]
    judgement = {**judged(first), "tests": [result(first), *unseen][:ran]}
    assert b"secret" not in orjson.dumps(submissions.of_code(definition, judgement))


# What came back for maths


def check(outcome: str = "passed", category: str | None = None, name: str = "equivalent") -> dict[str, Any]:
    return {
        "name": name,
        "text": "2 x",
        "outcome": outcome,
        "relation": None,
        "message": "look at the sign",
        "category": category,
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
    assert of_math(verdict, message="?")["status"] == status


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
    assert (found["categories"], found["message"], found["credit"]) == (["time-limit"], submissions.TOO_LONG, 0.0)


def test_an_undecided_answer_is_told_that_it_does_not_count() -> None:
    assert of_math("undetermined", check("undetermined"))["message"] == submissions.UNDETERMINED


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
    assert found["message"] == expected


@pytest.mark.parametrize("verdict", ["correct", "incorrect"])
def test_an_answer_that_was_judged_needs_no_message(verdict: str) -> None:
    assert of_math(verdict, check())["message"] is None


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
    passed: int, total: int, status: str, shown: str
) -> None:
    assert submissions.sealed_status(passed, total, status) == shown


@law
@given(st.integers(0, 5), st.integers(1, 5))
def test_a_running_mocks_verdict_tells_nothing_of_hidden_tests(passed: int, total: int) -> None:
    told = {submissions.sealed_status(min(passed, total), total, status) for status in ("passed", "failed", "timeout")}
    assert len(told) == 1


# What a failure leads to


@pytest.mark.parametrize(
    ("categories", "expected"),
    [(["time-limit", "duplicates"], "duplicates"), (["time-limit"], None), ([], None)],
)
def test_the_main_category_is_the_first_that_something_is_written_for(
    categories: list[str], expected: str | None
) -> None:
    assert submissions.main_category(categories, ["empty-input", "duplicates"]) == expected
