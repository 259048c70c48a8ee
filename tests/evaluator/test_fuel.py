"""Fuel: the same submission burns the same units, in every run and whatever runs beside it."""

import asyncio
from typing import Any

import pytest

from evaluator.code.pool import CodePool
from tests.evaluator.conftest import submission

SHAPES = {
    "python": {
        "a loop": "def f(n):\n    s = 0\n    for i in range(n): s += i * i\n    return s",
        "a dict of texts": "def f(n): return sorted({str(i * 7919 % n): i for i in range(n)})[0]",
        "a set of texts": "def f(n): return [x for x in {str(i) * 3 for i in range(n)}][:5]",
        "an order by identity": "def f(n): return len({object() for _ in range(n)})",
        "chance": "import random\ndef f(n): return sum(random.random() for _ in range(n))",
        "a secret": "import secrets\ndef f(n): return sum(secrets.randbelow(10**9) for _ in range(n // 50)) > 0",
        "sorting": "def f(n): return sorted((i * 7919 % n for i in range(n)), key=lambda x: -x)[0]",
        "the time": "import time\ndef f(n): return len(str([time.time() for _ in range(n // 50)])) > 0",
        "a deadline": "import time\ndef f(n):\n    end = time.monotonic() + 0.05\n    k = 0\n"
        "    while time.monotonic() < end: k += 1\n    return k",
    },
    "javascript": {
        "a loop": "const f = (n) => { let s = 0; for (let i = 0; i < n; i++) s += i * i; return s }",
        "an object of texts": "const f = (n) => { const o = {}; for (let i = 0; i < n; i++) o[`${i * 7919 % n}`] = i;"
        " return Object.keys(o).sort()[0] }",
        "a set of texts": "const f = (n) => [...new Set([...Array(n).keys()].map(String))][n - 1]",
        "an order by identity": "const f = (n) => new Set([...Array(n).keys()].map(() => ({}))).size",
        "chance": "const f = (n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.random(); return s }",
        "sorting": "const f = (n) => [...Array(n).keys()].sort((a, b) => (a * 7919 % n) - (b * 7919 % n))[0]",
        "the time": "const f = (n) => { let s = ''; while (n-- > 0) s += Date.now(); return s.length }",
        "a deadline": "const f = () => { const end = Date.now() + 50; let k = 0; while (Date.now() < end) k++;"
        " return k }",
    },
}
BUSY = submission("def f(n):\n    while n: n -= 1", ([300_000], None))


def burnt(judgement: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(test["verdict"], test["actual"], test["fuel"]) for test in judgement["tests"]]


@pytest.mark.parametrize(
    ("language", "shape"), [(language, shape) for language, shapes in SHAPES.items() for shape in shapes]
)
async def test_the_same_submission_burns_the_same_fuel_alone_and_beside_others(
    pool: CodePool, language: str, shape: str
) -> None:
    tests = [([n], None) for n in (2000, 500, 2000)]
    sent = submission(SHAPES[language][shape], *tests, language=language)

    alone = burnt(await pool.judge(sent))
    judged = await asyncio.gather(*(pool.judge(each) for each in (BUSY, sent, BUSY, sent, sent)))

    assert [(alone, True)] * 3 == [
        (burnt(judgement), all(fuel > 0 for _, _, fuel in alone)) for judgement in (judged[1], judged[3], judged[4])
    ]
    assert {"WA"} == {verdict for verdict, _, _ in alone}
