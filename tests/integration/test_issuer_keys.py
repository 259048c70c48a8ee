"""Tokens of the platform's issuer: its keys come from a JWKS over HTTP, and change."""

import hmac
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode

from app import auth
from app.embedded.data import free_port
from app.settings import Settings
from domain.errors import Unauthorized, Unavailable

ISSUER = "https://api.scimigo.com"


class Issuer:
    """An issuer that publishes the public halves of its keys."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {}
        self.asked = 0

    def add(self, kid: str, algorithm: str) -> None:
        private: Any = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            if algorithm == "RS256"
            else ec.generate_private_key(ec.SECP256R1())
        )
        self.keys[kid] = (algorithm, private)

    def sign(self, kid: str, **changed: Any) -> str:
        algorithm, private = self.keys[kid]
        claims = {"iss": ISSUER, "aud": "curriculum-orchestrator", "sub": str(uuid4()), "exp": time.time() + 60}
        return jwt.encode({**claims, **changed}, private, algorithm=algorithm, headers={"kid": kid})

    async def publish(self, _: web.Request) -> web.Response:
        self.asked += 1
        found = []
        for kid, (algorithm, private) in self.keys.items():
            key = jwt.get_algorithm_by_name(algorithm).to_jwk(private.public_key(), as_dict=True)
            found.append({**key, "kid": kid, "use": "sig", "alg": algorithm})
        return web.json_response({"keys": found})


@pytest.fixture
def issuer() -> Issuer:
    made = Issuer()
    made.add("first", "RS256")
    return made


@pytest_asyncio.fixture
async def tokens(issuer: Issuer) -> AsyncIterator[auth.Tokens]:
    """A verifier that knows where the issuer publishes."""
    application = web.Application()
    application.router.add_get("/jwks.json", issuer.publish)
    runner, port = web.AppRunner(application), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with aiohttp.ClientSession() as session:
        yield verifier(f"http://127.0.0.1:{port}/jwks.json", session)
    await runner.cleanup()


def verifier(url: str, session: aiohttp.ClientSession) -> auth.Tokens:
    settings = Settings(CO_DB_URL="postgresql://x", CO_REDIS_URL="redis://x", EVAL_BASE="http://x")
    return auth.Tokens(settings, auth.IssuerKeys(url, session))


async def test_a_token_of_either_algorithm_is_verified(issuer: Issuer, tokens: auth.Tokens) -> None:
    issuer.add("second", "ES256")
    user = str(uuid4())

    found = [(await tokens.verify(issuer.sign(kid, sub=user)))["sub"] for kid in ("first", "second")]

    assert ([user, user], 1) == (found, issuer.asked)


async def test_a_key_that_is_added_is_found_once_the_keys_are_old_enough(issuer: Issuer, tokens: auth.Tokens) -> None:
    await tokens.verify(issuer.sign("first"))
    issuer.add("second", "RS256")

    with pytest.raises(Unauthorized):
        await tokens.verify(issuer.sign("second"))
    tokens.keys.fetched_at -= auth.REFETCH_AFTER_S  # type: ignore[attr-defined]
    await tokens.verify(issuer.sign("second"))

    assert 2 == issuer.asked


async def test_unknown_keys_do_not_make_it_ask_more_than_once_a_minute(issuer: Issuer, tokens: auth.Tokens) -> None:
    stranger = Issuer()
    for kid in ("a", "b", "c"):
        stranger.add(kid, "ES256")
        with pytest.raises(Unauthorized):
            await tokens.verify(stranger.sign(kid))

    assert 1 == issuer.asked


async def test_a_key_of_the_same_name_by_another_hand_is_refused(issuer: Issuer, tokens: auth.Tokens) -> None:
    stranger = Issuer()
    stranger.add("first", "RS256")

    with pytest.raises(Unauthorized):
        await tokens.verify(stranger.sign("first"))


async def test_a_public_key_is_no_shared_secret(issuer: Issuer, tokens: auth.Tokens) -> None:
    _, private = issuer.keys["first"]
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, payload, _ = issuer.sign("first").split(".")
    header = base64url_encode(b'{"alg":"HS256","kid":"first","typ":"JWT"}').decode()
    signature = hmac.digest(public, f"{header}.{payload}".encode(), "sha256")

    with pytest.raises(Unauthorized):
        await tokens.verify(f"{header}.{payload}.{base64url_encode(signature).decode()}")


async def test_a_token_that_was_verified_is_refused_once_it_expires(issuer: Issuer, tokens: auth.Tokens) -> None:
    token = issuer.sign("first")
    claims = await tokens.verify(token)
    claims["exp"] = time.time() - 1

    # The cache's copy has run out, so the token is looked at again, and is still good by itself.
    assert claims["sub"] == (await tokens.verify(token))["sub"]
    expired = issuer.sign("first", exp=time.time() - 1)
    with pytest.raises(Unauthorized):
        await tokens.verify(expired)


async def test_while_no_key_was_ever_had_the_issuer_is_what_is_missing(issuer: Issuer) -> None:
    async with aiohttp.ClientSession() as session:
        tokens = verifier(f"http://127.0.0.1:{free_port()}/jwks.json", session)
        with pytest.raises(Unavailable):
            await tokens.verify(issuer.sign("first"))
