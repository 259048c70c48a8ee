"""JavaScript as a learner sends it, of each kind, and its judgement."""

from typing import Any

from tests.evaluator.conftest import Judge


async def function(judge: Judge, code: str, *args: Any, expected: Any = None) -> dict[str, Any]:
    return await judge(code, (list(args), expected), language="javascript")


async def program(judge: Judge, code: str, stdin: str = "", expected: str = "") -> dict[str, Any]:
    tests = [{"stdin": stdin, "expected": expected}]
    return await judge(code, language="javascript", kind="program", entry="", tests=tests)


async def made(judge: Judge, code: str, calls: list[list[Any]], expected: Any) -> dict[str, Any]:
    listed = [{"method": method, "args": args} for method, *args in calls]
    tests = [{"args": [1], "calls": listed, "expected": expected}]
    return await judge(code, language="javascript", kind="class", entry="Counter", tests=tests)


def only(judged: dict[str, Any]) -> dict[str, Any]:
    assert 1 == len(judged["tests"]), judged
    test: dict[str, Any] = judged["tests"][0]
    return test
