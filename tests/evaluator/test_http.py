"""The evaluator as CO meets it: over HTTP, by its contract."""

import re
from collections.abc import AsyncIterator
from typing import Any

import jsonschema_rs
import pytest
import yaml

from evaluator.settings import ROOT
from tests.evaluator.conftest import Api, submission

CODE, MATH = "/v1/judge/code", "/v1/judge/math"
HONEST = "def f(x): return x"


async def test_code_is_judged(api: Api) -> None:
    judged = await api.post(CODE, submission(HONEST, ([1], 1), ([2], 3)))

    assert "WA" == judged["verdict"]
    assert ["AC", "WA"] == [test["verdict"] for test in judged["tests"]]
    assert {"verdict", "message", "tests", "cpu_ms", "evaluator_version"} == judged.keys()


def keeps_the_contract(schema: str, value: Any) -> bool:
    """Whether `value` is what the contract calls `schema`; nullable is OpenAPI's word for another type, null."""
    text = (ROOT / "openapi" / "upstream" / "evaluator.v1.yaml").read_text()
    contract = yaml.safe_load(
        re.sub(r"type: (\w+),(.*?) nullable: true", r"type: [\1, 'null'],\2 x-was: nullable", text)
    )
    whole = {"$ref": f"#/components/schemas/{schema}", "components": contract["components"]}
    return jsonschema_rs.Draft4Validator(whole).is_valid(value)


@pytest.mark.parametrize(
    "code",
    [HONEST, "def f(x): return 1 / 0", "def f(x): print(x)\n  return x", "import os\ndef f(x): os._exit(1)"],
)
async def test_every_judgement_keeps_the_contract(api: Api, code: str) -> None:
    assert keeps_the_contract("CodeJudgement", await api.post(CODE, submission(code, ([1], 1), ([2], 3))))


async def test_maths_is_judged_once_it_is_warm(api: Api) -> None:
    judged = await api.post(MATH, {"expression": "x + x", "answer": {"expected": "2x"}})

    assert ("correct", True) == (judged["verdict"], judged["evaluator_version"].startswith("1+wasmtime-"))


async def test_a_maths_submission_with_neither_expression_nor_steps_is_a_bad_request(api: Api) -> None:
    await api.post(MATH, {"answer": {"expected": "2x"}}, expect=400)


async def test_health_says_what_is_there(api: Api) -> None:
    async with api.session.get(f"{api.base}/healthz") as answer:
        said = await answer.json()

    assert ("ok", ["javascript", "python"], 1) == (said["status"], said["languages"], said["workers"])


@pytest.mark.parametrize(
    "change",
    [
        {"language": "cobol"},
        {"language": None},
        {"code": "x" * 65_537},
        {"code": 1},
        {"entry": "f()"},
        {"entry": "f\n"},
        {"entry": ""},
        {"checker": {"kind": "custom"}},
        {"checker": {"kind": "float", "tolerance": -1}},
        {"checker": {}},
        {"tests": []},
        {"tests": [{"args": []}]},
        {"tests": [{"args": {}, "expected": 1}]},
        {"tests": [{"args": [], "expected": 1, "name": "x"}]},
        {"tests": [{"args": [], "expected": 1}] * 201},
        {"stop_on_failure": "yes"},
        {"extra": 1},
    ],
)
async def test_what_breaks_the_contract_is_a_bad_request(api: Api, change: dict[str, Any]) -> None:
    problem = await api.post(CODE, {**submission(HONEST), **change}, expect=400)

    assert {"type", "title", "status", "detail"} == problem.keys()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"entry": None}, "entry: a function has to be named"),
        ({"entry": None, "kind": "class"}, "entry: a class has to be named"),
        ({"kind": "program"}, "entry: a program has none, it is run as a whole"),
        ({"tests": [{"calls": [], "expected": 1}]}, "tests/0/calls: a test of a function has args alone"),
        ({"tests": [{"stdin": "", "expected": 1}]}, "tests/0/stdin: a test of a function has args alone"),
        (
            {"kind": "class", "tests": [{"expected": []}, {"stdin": "", "expected": []}]},
            "tests/1/stdin: a test of a class has args and calls alone",
        ),
        (
            {"kind": "program", "entry": None, "tests": [{"args": [], "expected": ""}]},
            "tests/0/args: a test of a program has stdin alone",
        ),
        (
            {"kind": "program", "entry": None, "tests": [{"expected": 1}]},
            "tests/0/expected: what a program prints is a text",
        ),
        (
            {"kind": "program", "entry": None, "checker": {"kind": "any-of"}, "tests": [{"expected": ["1", 2]}]},
            "tests/0/expected: any-of needs a list of texts for a program",
        ),
        (
            {"checker": {"kind": "any-of"}, "tests": [{"expected": 1}]},
            "tests/0/expected: any-of needs a list of values",
        ),
        ({"checker": {"kind": "predicate"}}, "checker: a predicate needs its code"),
        ({"checker": {"kind": "float", "code": ""}}, "checker: float takes no code"),
        ({"checker": {"kind": "exact", "tolerance": 1}}, "checker: exact takes no tolerance"),
    ],
)
async def test_what_makes_no_sense_for_its_kind_is_a_bad_request_that_says_why(
    api: Api, change: dict[str, Any], detail: str
) -> None:
    changed = {name: value for name, value in {**submission(HONEST), **change}.items() if value is not None}

    assert detail == (await api.post(CODE, changed, expect=400))["detail"]


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ("def check(args, actual, expected): return 1 / 0", "in check"),
        ("def check(args, actual, expected): return 1", "neither True nor False"),
        ("def check(args, actual, expected): return None", "neither True nor False"),
        ("def check(actual): return True", "check(actual) cannot be called with 3 arguments"),
        ("def check(", "SyntaxError"),
        ("def judge(args, actual, expected): return True", "there is no function named check"),
        ("def check(args, actual, expected):\n    while True: pass", "the time limit was exceeded"),
        ("def check(args, actual, expected): raise SystemExit", "SystemExit"),
    ],
)
async def test_a_predicate_that_fails_is_a_problem_and_no_verdict(api: Api, predicate: str, said: str) -> None:
    checker = {"kind": "predicate", "code": predicate}

    problem = await api.post(CODE, submission(HONEST, ([1], 1), checker=checker), expect=422)

    assert problem["detail"].startswith("the predicate failed: ")
    assert said in problem["detail"]
    assert "AC" == (await api.post(CODE, submission(HONEST, ([1], 1))))["verdict"]


def body(value: bytes) -> bytes:
    """A submission whose one test has `value` as its argument."""
    start = (
        b'{"language":"python","code":"def f(x): return x","entry":"f","checker":{"kind":"exact"},"tests":[{"args":['
    )
    return start + value + b'],"expected":null}]}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"{}{}",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        body(b"NaN"),
        body(b"-Infinity"),
        body(b"1" * 400),
        body(b"1" * 5000),
        body(b"1e999"),
        body(b'"\\ud800"'),
        body(b'"\xff"'),
        body(b"[" * 150 + b"]" * 150),
        body(b"[" * 100_000 + b"]" * 100_000),
        body(b'{"a":' * 5000 + b"1" + b"}" * 5000),
    ],
    ids=lambda raw: repr(raw[-24:]),
)
async def test_what_is_no_json_text_is_a_bad_request(api: Api, raw: bytes) -> None:
    await api.post(CODE, raw, expect=400)


@pytest.mark.parametrize(
    ("argument", "verdict"),
    [(b'"\\u0000"', "WA"), (b"null", "AC"), (b"[" * 90 + b"]" * 90, "WA"), (b"1" * 300, "WA")],
)
async def test_odd_values_that_are_json_are_judged(api: Api, argument: bytes, verdict: str) -> None:
    assert verdict == (await api.post(CODE, body(argument)))["verdict"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/json; charset=x"])
async def test_json_goes_by_any_of_its_names(api: Api, kind: str) -> None:
    assert "AC" == (await api.post(CODE, body(b"null"), headers={"Content-Type": kind}))["verdict"]
    await api.post(CODE, b"{}", headers={"Content-Type": kind}, expect=400)


async def test_another_media_type_is_refused(api: Api) -> None:
    await api.post(CODE, b"language=python", headers={"Content-Type": "application/x-www-form-urlencoded"}, expect=415)


async def test_a_body_may_come_in_chunks(api: Api) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        whole = body(b"null")
        yield whole[:20]
        yield whole[20:]

    assert "AC" == (await api.post(CODE, chunks()))["verdict"]


async def test_a_body_over_the_cap_is_refused(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * (1 << 20)

    await api.post(CODE, endless(), expect=413)


async def test_an_unknown_query_parameter_is_a_bad_request(api: Api) -> None:
    await api.post(CODE + "?dry=1", submission(HONEST), expect=400)


async def test_other_paths_and_methods_are_problems_too(api: Api) -> None:
    await api.post("/v1/judge", {}, expect=404)
    async with api.session.get(api.base + CODE) as answer:
        assert (405, "POST") == (answer.status, answer.headers["Allow"])


async def test_a_problem_says_nothing_of_what_was_sent(api: Api) -> None:
    hidden = {**submission(HONEST), "tests": [{"args": "secret-in-args", "expected": "secret-value"}]}

    assert "secret" not in str(await api.post(CODE, hidden, expect=400))
