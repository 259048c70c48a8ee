"""A platform's issuer for tests: it signs tokens and publishes the public halves of its keys over HTTP."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.servers import listening

JWKS = "/.well-known/jwks.json"


@cache
def private_key(kind: str, number: int = 0) -> Any:
    """A key of this kind, a bit length of RSA or a curve's name; each number has one of its own."""
    if kind.isdigit():
        return rsa.generate_private_key(public_exponent=65537, key_size=int(kind))
    return ec.generate_private_key({"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}[kind])


def public_jwk(private: Any, algorithm: str, **more: Any) -> dict[str, Any]:
    """The JWK of a key's public half; None takes a member out."""
    jwk = jwt.get_algorithm_by_name(algorithm).to_jwk(private.public_key(), as_dict=True)
    members = {**jwk, "use": "sig", "alg": algorithm, **more}
    return {name: value for name, value in members.items() if value is not None}


class Issuer:
    """`asked` counts the fetches; `answer`, when set, answers in the JWKS's place."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, Any]] = {}
        self.published: list[Any] = []
        self.asked = 0
        self.answer: Callable[[], Awaitable[web.StreamResponse]] | None = None
        self.url = "http://nowhere.example"

    def add(self, kid: str, algorithm: str, number: int = 0) -> None:
        """Have a key of this name, and publish it."""
        private = private_key("2048" if algorithm == "RS256" else "P-256", number)
        self.keys[kid] = (algorithm, private)
        self.published.append(public_jwk(private, algorithm, kid=kid))

    def remove(self, kid: str) -> None:
        """Take a key back; tokens signed with it can still be made."""
        self.published = [jwk for jwk in self.published if jwk.get("kid") != kid]

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Of a good token of a learner nobody has seen; None takes a claim out."""
        whole = {
            "iss": self.url,
            "aud": "curriculum-orchestrator",
            "sub": str(uuid4()),
            "exp": int(time.time()) + 300,
            "scope": "learn",
        }
        return {name: value for name, value in {**whole, **changed}.items() if value is not None}

    def sign(self, kid: str, **changed: Any) -> str:
        algorithm, private = self.keys[kid]
        return jwt.encode(self.claims(**changed), private, algorithm=algorithm, headers={"kid": kid})

    async def publish(self, _: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await self.answer() if self.answer else web.json_response({"keys": self.published})

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Publish at `url` until the end."""
        application = web.Application()
        application.router.add_get(JWKS, self.publish)
        async with listening(application, shutdown_timeout=0.1) as self.url:
            yield
