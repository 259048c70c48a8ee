"""Python through the real pool: functions and classes, values, recursion, and the same at every run."""

import re
from typing import Any

import pytest

from evaluator.code.pool import CodePool
from tests.evaluator.conftest import Judge, submission

COUNTER = """
class Counter:
    def __init__(self, start):
        self.values = [start]

    def add(self, n):
        self.values.append(n)

    def all(self):
        return self.values

    async def total(self):
        return sum(self.values)

    def boom(self):
        return self.values[99]

    @property
    def size(self):
        return len(self.values)
"""


@pytest.fixture
def value_of(judge: Judge) -> Any:
    """value_of(code, *args) -> what f returned as JSON text; fails with the message when it returned nothing."""

    async def returned(code: str, *args: Any) -> str:
        test = (await judge(code, (list(args), None)))["tests"][0]
        assert test["message"] is None, test["message"]
        return str(test["actual"])

    return returned


@pytest.fixture
def object_of(pool: CodePool) -> Any:
    """object_of(code, args, *calls) -> the TestResult of making a Counter and calling its methods."""

    async def result(code: str, args: list[Any], *calls: tuple[str, list[Any]]) -> dict[str, Any]:
        wanted = [{"method": name, "args": given} for name, given in calls]
        tests = [{"args": args, "calls": wanted, "expected": None}]
        judged = await pool.judge({**submission(code, kind="class", entry="Counter"), "tests": tests})
        return dict(judged["tests"][0]) if judged["tests"] else judged

    return result


async def test_a_class_is_made_and_its_methods_are_called_in_order(object_of: Any) -> None:
    test = await object_of(COUNTER, [1], ("all", []), ("add", [2]), ("all", []), ("total", []))

    assert "[[1],null,[1,2],3]" == test["actual"]


@pytest.mark.parametrize(
    ("args", "call", "said"),
    [
        (
            [1],
            ("boom", []),
            "call 2, boom:\n  line 16, in Counter.boom: return self.values[99]\nIndexError: list index",
        ),
        (
            [1],
            ("ad", [2]),
            "call 2, ad:\nthere is no method named ad; Counter has add, all, boom, total: should add be",
        ),
        ([1], ("add", []), "call 2, add:\nadd(n) cannot be called with 0 arguments: missing a required argument: 'n'"),
        ([1], ("size", []), "call 2, size:\nCounter.size is a int, not a method"),
        ([], ("all", []), "Counter(start) cannot be called with 0 arguments: missing a required argument: 'start'"),
    ],
)
async def test_what_fails_in_a_class_says_in_which_call(
    object_of: Any, args: list[Any], call: tuple[str, list[Any]], said: str
) -> None:
    test = await object_of(COUNTER, args, ("all", []), call)

    assert "RTE" == test["verdict"]
    assert test["message"].startswith(said)


async def test_a_class_that_is_not_there_is_named(object_of: Any) -> None:
    assert (
        "there is no class named Counter; the names defined here are Count: should Count be named Counter?"
        == (await object_of("class Count: pass", []))["message"]
    )
    assert "Counter is a function, not a class" == (await object_of("def Counter(): pass", []))["message"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("async def f(): return 1", "1"),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 1", "1"),
        ("async def f():\n    for i in range(3): yield i", "[0,1,2]"),
        ("def f():\n    yield 1\n    yield from (2, 3)", "[1,2,3]"),
        ("def f(): return map(str, range(2))", '["0","1"]'),
        ("def f(): return filter(None, [0, 1])", "[1]"),
        ("def f(): return zip([1], [2])", "[[1,2]]"),
        ("def f(): return range(3)", "[0,1,2]"),
        ("def f(): return iter({'a': 1})", '["a"]'),
        ("def f(): return [reversed([1, 2]), {'g': (n for n in [3])}]", '[[2,1],{"g":[3]}]'),
        ("def f(): return (1, (2, []))", "[1,[2,[]]]"),
        ("def f(): return {1: 'a', None: 'b', 2.5: 'c', False: 'd'}", '{"1":"a","null":"b","2.5":"c","false":"d"}'),
        ("from collections import *\ndef f(): return Counter('aab'), OrderedDict(x=1)", '[{"a":2,"b":1},{"x":1}]'),
        ("from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\ndef f(): return P(1)", "[1]"),
        ("from enum import IntEnum\nclass E(IntEnum):\n    A = 4\ndef f(): return E.A", "4"),
    ],
)
async def test_what_is_awaited_or_iterated_over_is_judged_by_what_it_gives(
    value_of: Any, code: str, value: str
) -> None:
    assert value == await value_of(code)


async def test_sleeping_takes_no_time_and_keeps_its_order(value_of: Any) -> None:
    code = """
import asyncio, time

async def late(seconds, seen):
    await asyncio.sleep(seconds)
    seen.append(seconds)

async def f():
    seen, started, before = [], time.monotonic(), time.time()
    await asyncio.gather(late(3600, seen), late(60, seen))
    time.sleep(86400)
    return seen, time.monotonic() - started > 90000, time.time() - before > 90000
"""
    assert "[[60,3600],true,true]" == await value_of(code)


async def test_an_endless_generator_is_too_much_output(judge: Judge) -> None:
    for code in (
        "def f():\n    while True: yield 'plum'",
        "import itertools\ndef f(): return [itertools.count()]",
        "async def f():\n    while True: yield 1",
    ):
        assert "OLE" == (await judge(code))["verdict"]


DEEP = {
    "functions": "def f(n): return 0 if n == 0 else 1 + f(n - 1)",
    "methods": "class A:\n    def m(self, n): return 0 if n == 0 else 1 + self.m(n - 1)\ndef f(n): return A().m(n)",
    "closures": "def f(n):\n    def g(k): return 0 if k == 0 else 1 + g(k - 1)\n    return g(n)",
}


@pytest.mark.parametrize("name", DEEP)
async def test_recursion_goes_nine_thousand_deep_and_ends_in_an_error_that_shows_the_line(
    judge: Judge, name: str
) -> None:
    judged = await judge(DEEP[name], ([9000], 9000), ([20_000], 0), ([5000], 5000))

    assert ["AC", "RTE", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert re.search(
        r"line \d, in .*: .*\n.*RecursionError: maximum recursion depth exceeded$", judged["tests"][1]["message"]
    )


@pytest.mark.parametrize(
    "code",
    [
        "import functools\n@functools.cache\ndef f(n): return 0 if n == 0 else 1 + f(n - 1)",
        "import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return 0 if n == 0 else 1 + max(map(f, [n - 1]))",
        "class A:\n    def __call__(self, n): return 0 if n == 0 else 1 + self(n - 1)\nf = A()",
    ],
)
async def test_recursion_through_c_goes_two_thousand_deep_and_loses_no_instance(judge: Judge, code: str) -> None:
    judged = await judge(code, ([1900], 1900), ([9000], 0), ([1900], 1900))

    assert ["AC", "RTE", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert "RecursionError" in judged["tests"][1]["message"]


async def test_hashes_chance_and_the_clock_are_the_same_at_every_run(judge: Judge) -> None:
    code = """
import datetime, os, random, secrets, time, uuid

def f():
    today = datetime.datetime.now()
    return [hash("plum"), list({"a", "b", "c", "plum"}), random.random(), random.Random().random(), secrets.token_hex(),
            str(uuid.uuid4()), os.urandom(4).hex(), time.time(), time.perf_counter(), str(today), today.year]
"""
    runs = [(await judge(code))["tests"][0] for _ in range(3)]

    assert runs[0]["actual"].endswith(",2026]")
    assert 1 == len({run["actual"] for run in runs}) == len({run["fuel"] for run in runs})
