"""Programs and bodies put together by chance: none gets anything but a verdict, or a problem that is not a 500."""

import asyncio
import random
from typing import Any

import pytest

from evaluator.code.pool import CodePool
from evaluator.code.verdicts import WORST_FIRST
from tests.evaluator.conftest import Api, submission

CODE = "/v1/judge/code"
TOKENS = {
    "python": [
        "def f(x):", "class f:", "return", "yield", "await", "async def f(x):", "lambda:", "x", "f", "[", "]", "(",
        ")", "{", "}", "=", ":", "\n", "\n    ", "\n        ", "1", "'\\ud800'", "*", "**", "@", "import sys",
        "sys.exit()", "raise", "try:", "except:", "finally:", "while x:", "for x in f(x):", "print(x)", "\0",
        "\ufeff", "é", "f'{x!r:>9}'", "del x", "global f", "if x:", "else:", "None", ",", "\\", "match x:",
        "case _:", "b'\\xff'", "0x", "1e999", "...", "\t", "\r",
    ],
    "javascript": [
        "function f(x)", "const f =", "var f =", "class f", "return", "yield", "await", "async", "=>", "x", "f",
        "[", "]", "(", ")", "{", "}", "=", ":", "\n", ";", "1", "'\\ud800'", "*", "...", "`", "${", "/", "/u",
        "throw x", "try", "catch", "new", "finally", "while (x)", "for (const x of f(x))", "console.log(x)", "\0",
        "\ufeff", "é", "//", "/*", "*/", "get", "set", "super", "this", "null", ",", "\\u", "import", "export",
        "label:", "break", "?.", "??", "0n", "1e999", "#x", "with (x)",
    ],
}  # fmt: skip
SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("language", sorted(TOKENS))
async def test_a_soup_of_tokens_gets_a_verdict(pool: CodePool, language: str, seed: int) -> None:
    chance = random.Random(seed)
    workers = {worker.process.pid for worker in pool.workers}

    async def judged() -> Any:
        code = " ".join(chance.choices(TOKENS[language], k=chance.randrange(1, 60)))
        kind = chance.choice(["function", "class", "program"])
        work = submission(code, ([1], 1), language=language, kind=kind)
        if kind == "program":
            work.pop("entry", None)
            work["tests"] = [{"stdin": "1", "expected": "1"}]
        return (await pool.judge(work))["verdict"]

    verdicts = await asyncio.gather(*(judged() for _ in range(6)))

    assert set(verdicts) <= set(WORST_FIRST)
    assert workers == {worker.process.pid for worker in pool.workers}


@pytest.mark.parametrize("seed", SEEDS)
async def test_random_bytes_are_a_bad_request(api: Api, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        await api.post(CODE, chance.randbytes(chance.randrange(2000)), expect=400)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_body_with_bytes_changed_is_never_a_fault_of_the_service(api: Api, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        body = bytearray(b'{"language":"python","code":"def f(x): return x","entry":"f","checker":{"kind":"exact"},'
                         b'"tests":[{"args":[1],"expected":1}]}')  # fmt: skip
        for _ in range(chance.randrange(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        async with api.session.post(
            api.base + CODE, data=bytes(body), headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status in (200, 400)
