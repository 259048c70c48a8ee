"""How much a caller may ask: requests a minute, sizes, the time to ask in, and open connections."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from app import tokens
from app.connections import MAX_HEAD, MAX_HEADERS, MAX_URL
from app.settings import Settings
from contract_tests.conftest import serve
from contract_tests.learner import Learner
from contract_tests.raw_http import Answer, answer_of, connection, get, is_problem, sent

READ_S = 0.3
CONNECTIONS = 40


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def limited(settings: Settings, servers: Path, base: str) -> AsyncIterator[tuple[str, str]]:
    """Two API processes with one Valkey, and limits that a test can reach."""
    bounds = {
        "CO_RATE_PER_MINUTE": 60,
        "CO_RATE_BY_SCOPE": "grade:write=300, tracks:write=70",
        "CO_RATE_BY_OPERATION": "listTracks=3",
        "CO_READ_SECONDS": READ_S,
        "CO_CONNECTIONS": CONNECTIONS,
    }
    one, first = await serve(settings.model_copy(update=bounds), servers, "limited-1")
    two, second = await serve(settings.model_copy(update=bounds), servers, "limited-2")
    try:
        yield first, second
    finally:
        await one.stop()
        await two.stop()


def caller(url: str, http: aiohttp.ClientSession, settings: Settings, scopes: str = "learn") -> Learner:
    user = str(uuid4())
    return Learner(url, http, user, tokens.sign(settings, user, scopes))


def told(headers: Any) -> tuple[int, int]:
    assert 1 <= int(headers["RateLimit-Reset"]) <= 60
    return int(headers["RateLimit-Limit"]), int(headers["RateLimit-Remaining"])


async def test_the_61st_request_of_a_minute_is_too_many(
    limited: tuple[str, str], settings: Settings, http: aiohttp.ClientSession
) -> None:
    learner, other = (caller(limited[0], http, settings) for _ in range(2))
    left = [told((await learner.call("GET", "/rubrics"))[1]) for _ in range(60)]
    problem, headers = await learner.call("GET", "/rubrics", expect=429)
    await other.get("/rubrics")

    assert [(60, remaining) for remaining in range(59, -1, -1)] == left
    assert ("60 requests a minute are allowed.", (60, 0)) == (problem["detail"], told(headers))
    assert headers["Retry-After"] == headers["RateLimit-Reset"]


async def test_of_a_hundred_requests_at_once_at_two_processes_exactly_sixty_are_let_in(
    limited: tuple[str, str], settings: Settings
) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit_per_host=20)) as http:
        learner = caller("", http, settings)
        headers = {"Authorization": f"Bearer {learner.token}"}

        async def ask(url: str) -> tuple[int, int]:
            async with http.get(f"{url}/v1/rubrics", headers=headers) as answer:
                return answer.status, int(answer.headers["RateLimit-Remaining"])

        answers = await asyncio.gather(*(ask(limited[i % 2]) for i in range(100)))

    assert {200: 60, 429: 40} == Counter(status for status, _ in answers)
    assert sorted(range(60)) == sorted(left for status, left in answers if status == 200)


async def test_a_scope_has_a_limit_of_its_own_and_the_most_generous_counts(
    limited: tuple[str, str], settings: Settings, http: aiohttp.ClientSession
) -> None:
    found = []
    for scopes in ("learn", "learn tracks:write", "learn tracks:write grade:write"):
        _, headers = await caller(limited[0], http, settings, scopes).call("GET", "/rubrics")
        found.append(told(headers))

    assert [(60, 59), (70, 69), (300, 299)] == found


async def test_an_operation_has_a_limit_on_top_and_what_it_refuses_costs_nothing_else(
    limited: tuple[str, str], settings: Settings, http: aiohttp.ClientSession
) -> None:
    learner = caller(limited[0], http, settings)
    left = [told((await learner.call("GET", "/tracks"))[1]) for _ in range(3)]
    for _ in range(5):
        problem, headers = await learner.call("GET", "/tracks", expect=429)
    _, after = await learner.call("GET", "/rubrics")

    assert [(3, 2), (3, 1), (3, 0)] == left
    assert ((3, 0), "3 requests a minute are allowed.") == (told(headers), problem["detail"])
    assert (60, 56) == told(after)


async def test_the_tightest_limit_is_told(
    limited: tuple[str, str], settings: Settings, http: aiohttp.ClientSession
) -> None:
    learner = caller(limited[0], http, settings)
    for _ in range(58):
        await learner.get("/rubrics")

    assert [(60, 1), (60, 0)] == [told((await learner.call("GET", "/tracks"))[1]) for _ in range(2)]


async def dribbled(url: str, start: bytes, more: bytes) -> Answer:
    """The answer to a request that goes on coming, a few bytes after the other, and has no end."""
    async with connection(url) as (reader, writer):
        writer.write(start)
        answer = asyncio.create_task(answer_of(reader))
        while not answer.done():
            writer.write(more)
            await asyncio.wait({answer}, timeout=READ_S / 10)
        # The last of what was sent may have met a connection that was closed already.
        with suppress(ConnectionError):
            assert b"" == await reader.read()
        return await answer


POST = b"POST /v1/sessions HTTP/1.1\r\nHost: co\r\nContent-Type: application/json\r\n"
MINE = POST + b"Authorization: Bearer %s\r\n"
SLOW = {
    "headers without end": (408, b"GET /v1/tracks HTTP/1.1\r\nHost: co\r\n", b"X-A: b\r\n"),
    "a header without end": (408, b"GET /v1/tracks HTTP/1.1\r\nHost: co\r\nX-A: ", b"b"),
    "an address without end": (408, b"GET /", b"a"),
    "empty lines": (408, b"", b"\r\n"),
    "a body": (408, MINE + b"Content-Length: 9999\r\n\r\n{", b" "),
    "a body in chunks": (408, MINE + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body that nobody reads": (401, POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


@pytest.mark.parametrize("kind", SLOW)
async def test_who_asks_too_slowly_is_cut_off_while_others_are_served(
    limited: tuple[str, str], settings: Settings, http: aiohttp.ClientSession, kind: str
) -> None:
    status, start, more = SLOW[kind]
    token = tokens.sign(settings, str(uuid4()), "learn").encode()
    slow = [dribbled(limited[0], start.replace(b"%s", token), more) for _ in range(10)]
    answers, _ = await asyncio.gather(asyncio.gather(*slow), caller(limited[0], http, settings).get("/rubrics"))

    assert [status] * 10 == [answer[0] for answer in answers]
    assert all(is_problem(answer, status) for answer in answers)


async def test_who_says_nothing_is_cut_off_without_a_word(limited: tuple[str, str]) -> None:
    async with connection(limited[0]) as (reader, _):
        assert b"" == await reader.read()


async def test_a_connection_is_kept_between_requests_and_a_slow_second_one_is_cut_off(limited: tuple[str, str]) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: co\r\n\r\n"
    async with connection(limited[0]) as (reader, writer):
        for pieces in ([whole], [whole[:9], whole[9:]], [whole + whole]):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            for _ in range(len(b"".join(pieces)) // len(whole)):
                assert 200 == (await answer_of(reader))[0]
        writer.write(whole[:20])
        assert 408 == (await answer_of(reader))[0]


TOO_MUCH = {
    "many headers": (431, get(headers="X-A: b\r\n" * (MAX_HEADERS + 1))),
    "a long header": (431, get(headers=f"X-A: {'b' * MAX_HEAD}\r\n")),
    "a longer header that has no end": (431, get(headers=f"X-A: {'b' * 8 * MAX_HEAD}")[:-2]),
    "many headers without end": (431, get(headers="X-A: bcdef\r\n" * 8_000)[:-2]),
    "a long address": (414, get("/v1/" + "a" * MAX_URL)),
    "a long query": (414, get("/v1/tracks?label=" + "a" * MAX_URL)),
    "an address without a path": (400, b"CONNECT co:80 HTTP/1.1\r\nHost: co\r\n\r\n"),
    "an address that nobody can have": (400, b"GET http://[/ HTTP/1.1\r\nHost: co\r\n\r\n"),
    "no HTTP": (400, b"hello\r\n\r\n"),
    "a header without a name": (400, get(headers=": b\r\n")),
    "two lengths": (400, get(headers="Content-Length: 1\r\nContent-Length: 2\r\n")),
    "no host": (400, b"GET /v1/tracks HTTP/1.1\r\n\r\n"),
    "two hosts": (400, get(headers="Host: other\r\n")),
    "a length and chunks": (400, get(headers="Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
async def test_what_is_too_much_or_no_request_is_refused_by_a_problem(limited: tuple[str, str], kind: str) -> None:
    status, data = TOO_MUCH[kind]
    answer = await sent(limited[0], data)

    assert status == answer[0]
    assert is_problem(answer, status)
    assert b"errors" not in answer[2]  # no field of it is at fault


async def test_blanks_around_what_a_header_says_are_no_part_of_it(limited: tuple[str, str], settings: Settings) -> None:
    token = tokens.sign(settings, str(uuid4()), "learn")
    json = f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    body = b'{"subject": "coding"}'
    head = f"POST /v1/sessions HTTP/1.1\r\nHost: co\r\n{json}Content-Length: {len(body)}\r\n"

    plain = await sent(limited[0], f"{head}Idempotency-Key: blanks-around\r\n\r\n".encode() + body)
    blank = await sent(limited[0], f"{head}Idempotency-Key: \t blanks-around \t \r\n\r\n".encode() + body)

    assert (201, 201, plain[2]) == (plain[0], blank[0], blank[2])


async def test_what_comes_behind_a_body_is_no_header(limited: tuple[str, str], settings: Settings) -> None:
    token = tokens.sign(settings, str(uuid4()), "learn").encode()
    chunked = b'Transfer-Encoding: chunked\r\n\r\n14\r\n{"subject":"coding"}\r\n0\r\n'
    before = await sent(limited[0], MINE % token + chunked + b"Authorization: Bearer another\r\n\r\n")
    behind = await sent(limited[0], POST + chunked + b"Authorization: Bearer %s\r\n\r\n" % token)

    assert [(201, None), (401, "Bearer")] == [(each[0], each[1].get("www-authenticate")) for each in (before, behind)]


async def test_what_is_just_not_too_much_is_read(limited: tuple[str, str]) -> None:
    most = get("/v1/nothing/" + "a" * (MAX_URL - 100), "X-A: b\r\n" * (MAX_HEADERS - 1))

    assert [404, 404] == [(await sent(limited[0], data))[0] for data in (most, get("/v1/" + "a" * 8_000))]


async def test_one_connection_too_many_is_told_so_and_there_is_room_again_when_they_have_gone(
    limited: tuple[str, str], settings: Settings
) -> None:
    url = limited[1]
    held = [await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2])) for _ in range(CONNECTIONS)]
    refused = await sent(url, get("/healthz"))
    # Whoever says nothing is cut off, and makes room.
    await asyncio.gather(*(reader.read() for reader, _ in held))
    for _, writer in held:
        writer.close()

    assert (503, "2") == (refused[0], refused[1]["retry-after"])
    assert is_problem(refused, 503)
    assert 200 == (await sent(url, get("/healthz")))[0]
