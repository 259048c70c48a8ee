"""Attacks by way of the request itself: none gets anything but a problem, and none keeps the next one from passing."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.evaluator.conftest import Api, submission

CODE = "/v1/judge/code"
HONEST = submission("def f(x): return x", ([1], 1))
WHOLE = json.dumps(HONEST).encode()
LIMIT = 4 << 20


async def passes(api: Api) -> bool:
    return bool((await api.post(CODE, HONEST))["verdict"] == "AC")


async def parts(raw: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(raw), 1 << 16):
        yield raw[at : at + (1 << 16)]


def argument(text: bytes) -> bytes:
    """A submission whose one test has `text` as its argument."""
    return WHOLE.replace(b'"args": [1]', b'"args": [' + text + b"]")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (WHOLE + b" " * LIMIT, 413),
        (argument(b'"' + b"x" * LIMIT + b'"'), 413),
        (argument(b"[" * 1_500_000 + b"]" * 1_500_000), 400),
        (argument(b'{"a":' * 600_000 + b"1" + b"}" * 600_000), 400),
        (argument(b"[" * 2_000_000), 400),
        (argument(b"1" * 4_000_000), 400),
        (argument(b"0." + b"1" * 4_000_000 + b"e-999999999"), 200),
        (argument(b"1e400"), 400),
        (argument(b"[1e5,Infinity]"), 400),
        (argument(b"-NaN"), 400),
        (argument(b'"\xed\xa0\x80"'), 400),
        (argument(b'"\xc0\xaf"'), 400),
        (argument(b'"\xff\xfe"'), 400),
        (argument(b'"\\udfff"'), 400),
        (argument(b'"\0"'), 400),
        (WHOLE.decode().encode("utf-16"), 400),
        (WHOLE.decode().encode("utf-32-le"), 400),
        (b"\0" * 1_000_000, 400),
        (b'{"language":"python",' * 100_000, 400),
        (WHOLE[:-1] + b',"code":"def f(x): return 0"}', 200),
        (WHOLE[:-1] + b',"' + b"k" * 1_000_000 + b'":1}', 400),
        (WHOLE[:-1] + b',"__proto__":{"verdict":"AC"}}', 400),
        (WHOLE + b"\n" + WHOLE, 400),
    ],
    ids=lambda value: repr(value[-16:]) if isinstance(value, bytes) else str(value),
)
async def test_a_hostile_body_gets_what_the_contract_says(api: Api, raw: bytes, status: int) -> None:
    await api.post(CODE, parts(raw), expect=status)

    assert await passes(api)


@pytest.mark.parametrize("squeeze", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
async def test_a_compressed_body_is_not_unpacked(api: Api, squeeze: Any) -> None:
    bomb = squeeze(WHOLE + b" " * (64 << 20))
    headers = {"Content-Encoding": "gzip" if squeeze is gzip.compress else "deflate"}

    await api.post(CODE, bomb, headers=headers, expect=400)

    assert await passes(api)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "application/json+x"]
)
async def test_a_body_of_another_kind_is_refused(api: Api, kind: str) -> None:
    await api.post(CODE, WHOLE, headers={"Content-Type": kind}, expect=415)

    assert await passes(api)


async def test_two_hundred_tests_that_are_too_much_together_are_refused(api: Api) -> None:
    tests = [{"args": ["x" * 1_000_000], "expected": 1}] * 200

    await api.post(CODE, parts(json.dumps({**HONEST, "tests": tests}).encode()), expect=413)

    assert await passes(api)


async def test_two_hundred_tests_that_fill_a_body_are_judged(api: Api) -> None:
    tests = [{"args": ["x" * 20_000], "expected": 20_000}] * 200

    judged = await api.post(CODE, parts(json.dumps({**HONEST, "code": "f = len", "tests": tests}).encode()))

    assert ("AC", 200) == (judged["verdict"], len(judged["tests"]))


async def test_a_body_that_never_ends_holds_up_nobody(api: Api) -> None:
    address = urlsplit(api.base)
    slow = [await asyncio.open_connection(address.hostname, address.port) for _ in range(20)]
    for _, writer in slow:
        writer.write(
            b"POST /v1/judge/code HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
        )
        await writer.drain()

    assert await passes(api)

    for _, writer in slow:
        writer.close()
        await writer.wait_closed()
    assert await passes(api)
