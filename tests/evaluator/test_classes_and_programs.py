"""Classes and whole programs in both languages, from a real pool: how they are run, and what is judged of them."""

from typing import Any

import pytest

from tests.evaluator.conftest import Judge
from tests.evaluator.test_verdicts import LANGUAGES

DOUBLES = """
def check(args, actual, expected):
    return [2 * int(n) for n in args.split()] == [int(n) for n in actual.split()]
"""
COUNTER = {
    "python": "class f:\n    def __init__(self, n): self.n = n\n    def add(self, k=1): self.n += k\n"
    "    def get(self): return self.n",
    "javascript": "class f { constructor(n) { this.n = n } add(k = 1) { this.n += k } get() { return this.n } }",
}
DOUBLED = {
    "python": "import sys\nseen = getattr(sys, 'seen', 0)\nsys.seen = 1\nfor line in sys.stdin:\n"
    "    print(int(line) * 2 + seen, ' ')\n",
    "javascript": "const seen = globalThis.seen ?? 0; globalThis.seen = 1;"
    "for (const n of require('fs').readFileSync(0, 'utf8').trim().split('\\n')) console.log(n * 2 + seen, ' ');",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_class_is_made_called_and_judged_by_all_that_its_calls_returned(judge: Judge, language: str) -> None:
    calls = [{"method": "add"}, {"method": "get"}, {"method": "add", "args": [5]}, {"method": "get", "args": []}]
    tests = [{"args": [n], "calls": calls, "expected": [None, 2, None, 7]} for n in (1, 2, 1)]
    tests += [{"args": [0], "expected": []}]

    judged = await judge(COUNTER[language], language=language, kind="class", tests=tests)

    assert ["AC", "WA", "AC", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert "[null,3,null,8]" == judged["tests"][1]["actual"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_program_is_run_anew_for_every_test_and_judged_by_what_it_prints(judge: Judge, language: str) -> None:
    tests = [{"stdin": "1\n2\n", "expected": expected} for expected in ("2\n4", "2\n5", "2\n4\n\n")]

    judged = await judge(DOUBLED[language], language=language, kind="program", tests=tests)

    assert ["AC", "WA", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert {"2  \n4  \n"} == {test["actual"] for test in judged["tests"]} == {t["stdout"] for t in judged["tests"]}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_program_that_cannot_be_read_is_a_compile_error(judge: Judge, language: str) -> None:
    judged = await judge("((", language=language, kind="program", tests=[{"expected": ""}])

    assert ("CE", []) == (judged["verdict"], judged["tests"])
    assert "SyntaxError" in judged["message"]


@pytest.mark.parametrize(
    ("checker", "expected"),
    [
        ({"kind": "unordered"}, "4\n2"),
        ({"kind": "float", "tolerance": 0.1}, "2.05 4"),
        ({"kind": "any-of"}, ["1", "2\n4"]),
        ({"kind": "predicate", "code": DOUBLES}, None),
    ],
)
async def test_every_checker_takes_what_a_program_prints(judge: Judge, checker: dict[str, Any], expected: Any) -> None:
    tests = [{"stdin": "1\n2\n", "expected": expected}]

    judged = await judge(DOUBLED["python"], kind="program", tests=tests, checker=checker)

    assert "AC" == judged["verdict"]
