"""Checkers and predicates, asked about what real programs returned."""

import pytest

from tests.evaluator.conftest import Judge


async def test_checkers_reach_the_tests(judge: Judge) -> None:
    for checker, value in [
        ({"kind": "unordered"}, [2, 1]),
        ({"kind": "float", "tolerance": 0.01}, [1.001, 2]),
        ({"kind": "any-of"}, [[1, 2], [3]]),
    ]:
        assert "AC" == (await judge("def f(): return [1, 2]", ([], value), checker=checker))["verdict"]


PRIME = """
def check(args, actual, expected):
    return type(actual) is int and args[0] < actual and all(actual % d for d in range(2, actual)) and expected is None
"""


@pytest.mark.parametrize(
    ("language", "code"), [("python", "def f(n): return n + 2"), ("javascript", "const f = (n) => n + 2")]
)
async def test_a_predicate_decides_in_either_language(judge: Judge, language: str, code: str) -> None:
    checker = {"kind": "predicate", "code": PRIME}

    judged = await judge(code, ([3], None), ([7], None), ([9], None), language=language, checker=checker)

    assert ["AC", "WA", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert ["5", "9", "11"] == [test["actual"] for test in judged["tests"]]


async def test_a_predicate_and_a_program_never_meet(judge: Judge) -> None:
    patched = "import builtins\nbuiltins.isinstance = lambda *_: True\nbuiltins.seen = 1\ndef f(): return 'no number'"
    predicate = (
        "import builtins\nseen = []\ndef check(args, actual, expected):\n    seen.append(actual)\n"
        "    return isinstance(actual, int) or hasattr(builtins, 'seen') or len(seen) == 2"
    )

    judged = await judge(patched, ([], 1), ([], 1), checker={"kind": "predicate", "code": predicate})

    assert ["WA", "AC"] == [test["verdict"] for test in judged["tests"]]


async def test_a_predicate_is_not_asked_about_what_never_came(judge: Judge) -> None:
    checker = {"kind": "predicate", "code": "def check(args, actual, expected): return 1 / 0"}

    assert "RTE" == (await judge("def f(): return 1 / 0", ([], 1), checker=checker))["verdict"]
    assert "CE" == (await judge("def f(:", ([], 1), checker=checker))["verdict"]
