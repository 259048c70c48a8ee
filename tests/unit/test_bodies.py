"""A request's body: what of it is JSON and keeps the contract, and what is refused and where."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bodies import MAX_LEVELS, Body, parse
from app.problems import ContractProblem
from tests.unit.laws import law
from tests.unit.sent_bodies import ADVANCE, chunk, operation, read


async def refused(raw: bytes) -> ContractProblem:
    with pytest.raises(ContractProblem) as caught:
        await read(chunk(raw))
    return caught.value


async def test_a_body_that_keeps_the_contract_is_read() -> None:
    assert await read(chunk(ADVANCE)) == {"action": "advance"}


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b"", "The body is not valid JSON: it is empty."),
        (b"{", "The body is not valid JSON: at line 1, column 2."),
        (b'{"action":}', "The body is not valid JSON: at line 1, column 11."),
        (b'{"action": "advance"} x', "The body is not valid JSON: at line 1, column 23."),
    ],
)
async def test_what_is_no_json_is_told_where(raw: bytes, detail: str) -> None:
    assert detail == str(await refused(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b'{"action": NaN}',
        b'{"action": Infinity}',
        b'{"action": -Infinity}',
        b"{'action': 'advance'}",
        b'{"action": "advance",}',
        b'{"action": "advance"} // now',
        b'{"action": "adv\nance"}',
        b'{"action": "\xff"}',
        b'\xff\xfe{\x00"\x00',
        b'\xef\xbb\xbf{"action": "advance"}',
        b'{"action": "\\ud800"}',
        b'{"action": "\\udc00\\ud800"}',
        b'{"action": "\xed\xa0\x80"}',
        b'{"level": 0x1}',
        b'{"level": 01}',
        b'{"level": +1}',
        b'{"level": 1e400}',
        b'{"level": ' + b"1" * 5000 + b"}",
        b"[" * 5000 + b"]" * 5000,
        b"[" * 200_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"true false",
        b"\x00",
    ],
    ids=lambda raw: repr(raw[:24]),
)
async def test_what_strict_json_does_not_know_is_refused(raw: bytes) -> None:
    assert str(await refused(raw)).startswith("The body is not valid JSON: at line ")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{"action": "advance", "note": "a\\u0000b"}', "/note"),
        (b'{"action": "advance", "\\u0000": 1}', ""),
        (b'{"a/b": {"a": [1, {"\\u0000": 1}]}}', "/a~1b/a/1"),
        (b'{"a": ' + b"[" * 190 + b'"\\u0000"' + b"]" * 190 + b"}", "/a" + "/0" * 190),
        (b'{"a":' * 190 + b'"\\u0000"' + b"}" * 190, "/a" * 190),
    ],
    ids=["in a value", "in a name", "further in", "190 lists in", "190 objects in"],
)
async def test_a_nul_is_refused_wherever_it_stands(raw: bytes, place: str) -> None:
    problem = await refused(raw)

    assert ("Strings must not contain U+0000.", ((place, "must not contain U+0000"),)) == (str(problem), problem.errors)


async def test_an_escaped_backslash_before_u0000_is_text() -> None:
    sent = b'{"action": "advance", "note": "\\\\u0000"}'
    assert await read(chunk(sent)) == {"action": "advance", "note": "\\u0000"}


async def test_a_deep_value_that_the_contract_leaves_open_is_read_as_far_as_it_can_be_written_again() -> None:
    def nested(levels: int) -> bytes:
        return b'{"action": "advance", "last_eval": {"a": ' + b"[" * levels + b"]" * levels + b"}}"

    assert (await read(chunk(nested(MAX_LEVELS - 2)))).keys() == {"action", "last_eval"}
    assert f"The body is nested more than {MAX_LEVELS} levels deep." == str(await refused(nested(MAX_LEVELS - 1)))


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        (b'{"action": "stop"}', (("/action", "must be one of advance, retry"),)),
        (b"{}", (("/action", "is required"),)),
        (b'{"action": "retry", "x": 1}', (("/x", "is not a field of this object"),)),
        (b'{"action": "retry", "level": 1.0}', (("/level", "must be integer"),)),
        (b'{"action": "retry", "level": true}', (("/level", "must be integer"),)),
        (b'{"action": "retry", "level": 18446744073709551615}', (("/level", "must be at most 3"),)),
        (b"null", (("", "must be object"),)),
        (b'"advance"', (("", "must be object"),)),
        (b"[]", (("", "must be object"),)),
    ],
)
async def test_what_does_not_keep_the_contract_is_told_place_by_place(raw: bytes, errors: Any) -> None:
    found = await refused(raw)
    assert ("The request body does not keep the contract.", errors) == (str(found), found.errors)


async def test_no_more_than_twenty_places_are_told() -> None:
    found = await refused(orjson.dumps({"action": "retry", **{f"x{n}": n for n in range(100)}}))
    assert 20 == len(found.errors)


@law
@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_whatever_is_sent_is_json_or_refused(raw: bytes) -> None:
    try:
        found = parse(raw)
    except ContractProblem:
        return
    assert found == orjson.loads(orjson.dumps(found))


@pytest.mark.parametrize("wrong", [operation(False), operation(True, "text/plain")])
def test_a_contract_whose_body_is_optional_or_no_json_does_not_start(wrong: Any) -> None:
    with pytest.raises(ValueError, match="updateSession: bodies are application/json and required"):
        Body(wrong)
