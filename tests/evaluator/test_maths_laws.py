"""Laws that hold for every text: judging never raises, keeps the contract, and reading back what was shown is safe."""

# ruff: noqa: RUF001 (hostile texts use characters that look alike)

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.maths.equivalence import equal
from evaluator.maths.judge import judge
from evaluator.maths.read import read
from evaluator.maths.tree import Node, show
from evaluator.maths.vocabulary import Vocabulary

WORDS = Vocabulary(frozenset("xy"))
CONTRACT = yaml.safe_load(
    (Path(__file__).parents[2] / "openapi/upstream/evaluator.v1.yaml").read_text(encoding="utf-8")
)


def _as_json_schema(part: Any) -> Any:
    """OpenAPI 3.0's nullable as JSON Schema's type list."""
    if isinstance(part, list):
        return [_as_json_schema(p) for p in part]
    if not isinstance(part, dict):
        return part
    made = {key: _as_json_schema(value) for key, value in part.items() if key != "nullable"}
    if part.get("nullable") is True:
        made["type"] = [part["type"], "null"]
    return made


JUDGEMENT = jsonschema_rs.validator_for(
    {"$ref": "#/components/schemas/MathJudgement", "components": _as_json_schema(CONTRACT["components"])}
)


def keeps_the_contract(submission: dict[str, Any]) -> bool:
    judgement = {**judge(submission), "cpu_ms": 0, "evaluator_version": "1"}
    JUDGEMENT.validate(json.loads(json.dumps(judgement)))
    return True


SIGNS = "0123456789xyzei+-*/^()|=<>,;.!%{}[]\\_ ²√±≤·½∞°"
NAMES = (
    "sin ",
    "ln ",
    "sqrt",
    "pi",
    " or ",
    " and ",
    "\\frac",
    "\\left",
    "**",
    "x^2",
    "2x",
    "(x+1)",
    "log_2",
    "abs(",
    "in",
)
PIECES = st.sampled_from([*SIGNS, *NAMES])
MATHSLIKE = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(MATHSLIKE, st.text(max_size=40)))
def test_whatever_the_text_an_expression_is_judged_within_the_contract(text: str) -> None:
    assert keeps_the_contract({"expression": text, "answer": {"expected": "x^2 + 1"}})


@settings(max_examples=150, deadline=None)
@given(st.lists(MATHSLIKE, min_size=1, max_size=3), st.sampled_from(["x = 2 or x = 3", "x > 1", "2x+1"]))
def test_whatever_the_lines_steps_are_judged_within_the_contract(lines: list[str], expected: str) -> None:
    assert keeps_the_contract({"steps": lines, "answer": {"expected": expected, "form": "lowest-terms"}})


LEAVES = st.one_of(
    st.integers(0, 20).map(lambda n: Node("num", (), Fraction(n), 0, str(n))),
    st.sampled_from("xy").map(lambda name: Node("name", (), name)),
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.tuples(below, below).map(lambda a: Node("add", a)),
        st.tuples(below, below).map(lambda a: Node("mul", a)),
        st.tuples(below, below).map(lambda a: Node("div", a)),
        below.map(lambda a: Node("neg", (a,))),
        st.tuples(below, LEAVES).map(lambda a: Node("pow", a)),
        st.tuples(st.sampled_from(["sin", "sqrt", "abs", "ln"]), below).map(lambda a: Node("call", (a[1],), a[0])),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_what_was_read_is_shown_so_that_it_reads_the_same(tree: Node) -> None:
    once = read(show(tree), WORDS).values[0]

    assert once == read(show(once), WORDS).values[0]


RING = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.tuples(below, below).map(lambda a: Node("add", a)),
        st.tuples(below, below).map(lambda a: Node("mul", a)),
        below.map(lambda a: Node("neg", (a,))),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(RING)
def test_an_expression_equals_what_is_read_of_it(tree: Node) -> None:
    assert equal(read(show(tree), WORDS).values[0], tree).equal is True


@settings(max_examples=40, deadline=None)
@given(RING)
def test_an_expression_never_equals_itself_and_a_little_more(tree: Node) -> None:
    little = Node("add", (tree, read("10^(-20)", WORDS).values[0]))

    assert equal(little, tree).equal is False


HOSTILE = [
    "9^9^9^9",
    "10**10**10",
    "100000!",
    "((" * 5000,
    "(" * 24 + "x" + ")" * 24,
    "__import__('os').system('ls')",
    "x" * 1_000_000,
    "9" * 1000,
    "(x+1)^1000000",
    "((x^99)^99)^99",
    "2^(10^9)",
    "sin(" * 20 + "x" + ")" * 20,
    "x^x^x^x^x^x",
    "-" * 1500 + "x",
    "1+" * 900 + "1",
    "x+" * 400 + "x",
    "(x+y+z+a+b+c)^60",
    "x.__class__",
    "lambda: 0",
    "eval(2)",
    "\x00",
    "\\" * 100,
    "|" * 200,
    "e^e^e^e^e",
    "sqrt(" * 10 + "2" + ")" * 10,
    "{" * 500,
    "10^-1000",
    "1/0",
    "0^-1",
    "oo",
    "∞-∞",
    "tan(pi/2)",
    "ln(0)",
    "0^0",
    "\ud800",
    "２＋２",
    "x\u202e2",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_gets_a_judgement(text: str) -> None:
    assert keeps_the_contract({"expression": text, "answer": {"expected": "x + 1"}})
