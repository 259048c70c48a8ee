"""The answer tests as a whole: who knows them, and who is at fault; and antiderivatives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluator.maths import BadSubmission
from evaluator.maths.answer_tests import KINDS
from evaluator.maths.judge import judge
from evaluator.maths.misconceptions import LIBRARY
from tests.evaluator.maths_judged import RIGHT, noted, wrong

ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "openapi/upstream/evaluator.v1.yaml").read_text(encoding="utf-8"))
SCHEMAS = CONTRACT["components"]["schemas"]


def test_the_contract_and_the_judge_know_the_same_tests_and_misconceptions() -> None:
    assert set(SCHEMAS["AnswerTestKind"]["enum"]) == KINDS
    assert SCHEMAS["MisconceptionName"]["enum"] == list(LIBRARY)


def test_content_may_name_what_the_contract_names() -> None:
    content = yaml.safe_load((ROOT / "content/schema/problem.schema.json").read_text(encoding="utf-8"))["$defs"]

    # What a rubric grades never gets to the evaluator.
    assert [*SCHEMAS["AnswerTestKind"]["enum"], "proof-sketch"] == content["answer_test"]["properties"]["kind"]["enum"]
    assert SCHEMAS["MisconceptionName"]["enum"] == content["misconception_name"]["enum"]
    assert set(SCHEMAS["AnswerTest"]["properties"]) == set(content["answer_test"]["properties"])


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
    assert found == noted(text, expected, "up-to-constant", {"variables": ["x"]})


def test_a_forgotten_constant_is_a_misconception_of_its_own() -> None:
    answer = {"expected": "x^2 + C", "test": {"kind": "up-to-constant"}, "variables": ["x"]}
    checks = judge({"expression": "x^2", "answer": answer})["checks"]

    assert [None, "forgets-constant"] == [check["category"] for check in checks]


def test_a_problem_may_name_its_constant_and_its_variable() -> None:
    named: Any = {"kind": "up-to-constant", "constant": "C", "variable": "t"}

    assert RIGHT == noted("at^2/2 + C", "a t^2/2", **named)
    assert wrong("up-to-constant.other-letter") == noted("at^2/2 + k", "a t^2/2", **named)


def test_what_is_integrated_over_must_be_known() -> None:
    with pytest.raises(BadSubmission):
        noted("at^2/2 + C", "a t^2/2", "up-to-constant")


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
