"""Tokens of the platform's issuer: its keys come from a JWKS over HTTP, and change."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import jwt
import pytest
import pytest_asyncio
from aiohttp import web

from app import auth, keys
from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.issuer import JWKS, Issuer, private_key
from domain.errors import Unauthorized, Unavailable


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[Issuer]:
    made = Issuer()
    made.add("first", "RS256")
    async with made.serve():
        yield made


@pytest_asyncio.fixture
async def tokens(issuer: Issuer) -> AsyncIterator[auth.Tokens]:
    """A verifier that knows where the issuer publishes."""
    async with aiohttp.ClientSession() as session:
        yield verifier(issuer, session)


def verifier(issuer: Issuer, session: aiohttp.ClientSession) -> auth.Tokens:
    settings = Settings(
        CO_DB_URL="postgresql://x", CO_REDIS_URL="redis://x", EVAL_BASE="http://x", CO_JWT_ISSUER=issuer.url
    )
    return auth.Tokens(settings, keys.IssuerKeys(issuer.url + JWKS, session))


def issued(tokens: auth.Tokens) -> keys.IssuerKeys:
    assert isinstance(tokens.keys, keys.IssuerKeys)
    return tokens.keys


def pass_time(tokens: auth.Tokens) -> None:
    """As if the last fetch had been long ago."""
    issued(tokens).asked_at -= keys.UNKNOWN_EVERY_S + 1


async def refused(tokens: auth.Tokens, token: str) -> bool:
    try:
        await tokens.verify(token)
    except Unauthorized:
        return True
    return False


async def test_a_token_of_either_algorithm_is_verified(issuer: Issuer, tokens: auth.Tokens) -> None:
    issuer.add("second", "ES256")
    user = str(uuid4())

    found = [(await tokens.verify(issuer.sign(kid, sub=user)))["sub"] for kid in ("first", "second")]

    assert ([user, user], 1) == (found, issuer.asked)


async def test_while_keys_rotate_the_old_and_the_new_are_good(issuer: Issuer, tokens: auth.Tokens) -> None:
    old = issuer.sign("first")
    await tokens.verify(old)
    issuer.add("second", "ES256")

    early = await refused(tokens, issuer.sign("second"))
    pass_time(tokens)
    await tokens.verify(issuer.sign("second"))
    await tokens.verify(issuer.sign("first"))

    assert (True, 2) == (early, issuer.asked)


async def test_a_key_that_is_taken_back_ends_the_tokens_it_signed_those_remembered_too(
    issuer: Issuer, tokens: auth.Tokens
) -> None:
    issuer.add("second", "ES256")
    old, new = issuer.sign("first"), issuer.sign("second")
    await tokens.verify(old)
    await tokens.verify(new)
    issuer.remove("first")

    before = await refused(tokens, old)
    await issued(tokens).refresh()

    assert (False, True, False) == (before, await refused(tokens, old), await refused(tokens, new))


async def test_another_key_under_the_same_name_ends_the_tokens_of_the_one_before(
    issuer: Issuer, tokens: auth.Tokens
) -> None:
    old = issuer.sign("first")
    await tokens.verify(old)
    issuer.remove("first")
    issuer.add("first", "RS256", 1)
    await issued(tokens).refresh()

    assert (True, False) == (await refused(tokens, old), await refused(tokens, issuer.sign("first")))


async def test_keys_that_stay_the_same_leave_what_is_remembered_alone(issuer: Issuer, tokens: auth.Tokens) -> None:
    token = issuer.sign("first")
    claims = await tokens.verify(token)
    issuer.add("second", "ES256")
    await issued(tokens).refresh()

    assert claims is await tokens.verify(token)


async def test_the_keys_are_fetched_again_by_the_clock(
    issuer: Issuer, tokens: auth.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "FRESH_S", 0)
    thrice = asyncio.Event()

    async def count() -> web.Response:
        if issuer.asked >= 3:
            thrice.set()
        return web.json_response({"keys": issuer.published})

    issuer.answer = count
    fresh = asyncio.create_task(issued(tokens).keep_fresh())
    await thrice.wait()
    fresh.cancel()

    assert issuer.asked >= 3


async def test_unknown_keys_do_not_make_it_ask_more_than_once_a_minute(issuer: Issuer, tokens: auth.Tokens) -> None:
    for kid in ("a", "b", "c"):
        issuer.add(kid, "ES256")
        issuer.remove(kid)
        assert await refused(tokens, issuer.sign(kid))

    assert 1 == issuer.asked


async def test_those_who_wait_for_keys_at_once_share_one_fetch(issuer: Issuer, tokens: auth.Tokens) -> None:
    asked, let_go = asyncio.Event(), asyncio.Event()

    async def slow() -> web.Response:
        asked.set()
        await let_go.wait()
        return web.json_response({"keys": issuer.published})

    issuer.answer = slow
    hurry = asyncio.create_task(tokens.verify(issuer.sign("first")))
    others = [asyncio.create_task(tokens.verify(issuer.sign("first"))) for _ in range(50)]
    await asked.wait()
    hurry.cancel()
    let_go.set()

    assert 50 == len({claims["sub"] for claims in await asyncio.gather(*others)})
    assert 1 == issuer.asked


@pytest.mark.parametrize("fault", ["status 500", "no JSON", "no keys", "a list", "a redirect", "too much", "cut off"])
async def test_an_issuer_that_talks_nonsense_changes_no_key(issuer: Issuer, tokens: auth.Tokens, fault: str) -> None:
    answers: dict[str, web.Response] = {
        "status 500": web.json_response({"keys": []}, status=500),
        "no JSON": web.Response(text="<html>"),
        "no keys": web.json_response({"error": "later"}),
        "a list": web.json_response([1]),
        "a redirect": web.Response(status=302, headers={"Location": issuer.url}),
        "too much": web.Response(body=b'{"keys": []' + b" " * keys.MAX_JWKS + b"}"),
        "cut off": web.Response(body=b'{"keys": ['),
    }

    async def answer() -> web.StreamResponse:
        return answers[fault]

    await tokens.verify(issuer.sign("first"))
    issuer.answer = answer
    await issued(tokens).refresh()

    assert not await refused(tokens, issuer.sign("first"))
    assert 2 == issuer.asked


async def test_an_issuer_that_takes_too_long_is_given_up(
    issuer: Issuer, tokens: auth.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "FETCH_S", 0.05)
    forever = asyncio.Event()

    async def hang() -> web.StreamResponse:
        await forever.wait()
        raise AssertionError

    issuer.answer = hang
    with pytest.raises(Unavailable):
        await tokens.verify(issuer.sign("first"))
    forever.set()


async def test_while_no_key_was_ever_had_the_issuer_is_what_is_missing_and_is_asked_again_soon(
    issuer: Issuer, tokens: auth.Tokens
) -> None:
    url, issued(tokens).url = issued(tokens).url, f"http://127.0.0.1:{free_port()}/"
    token = issuer.sign("first")
    for _ in range(2):
        with pytest.raises(Unavailable) as away:
            await tokens.verify(token)
    issued(tokens).url = url
    issued(tokens).asked_at -= away.value.retry_after

    assert (5, False) == (away.value.retry_after, await refused(tokens, token))


async def test_a_token_that_was_verified_is_refused_once_it_expires(
    issuer: Issuer, tokens: auth.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.sign("first")
    claims = await tokens.verify(token)
    monkeypatch.setattr(time, "time", lambda: claims["exp"] + 0.0)

    assert await refused(tokens, token)
    assert {} == tokens.verified


async def test_what_is_remembered_is_bounded(
    issuer: Issuer, tokens: auth.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "CACHED_TOKENS", 3)
    signed = [issuer.sign("first") for _ in range(5)]
    for token in signed:
        await tokens.verify(token)

    assert signed[2:] == list(tokens.verified)


async def test_a_key_verifies_by_its_own_algorithm_alone(issuer: Issuer, tokens: auth.Tokens) -> None:
    _, private = issuer.keys["first"]
    confused = jwt.encode(issuer.claims(), private, algorithm="RS512", headers={"kid": "first"})
    other = jwt.encode(issuer.claims(), private_key("P-256"), algorithm="ES256", headers={"kid": "first"})

    assert [True, True] == [await refused(tokens, confused), await refused(tokens, other)]
