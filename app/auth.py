"""Who is calling: JWTs of the platform's issuer, and the opaque tokens of tutor streams."""

import time
from typing import Any, Protocol
from uuid import UUID

import aiohttp
import jwt
from connexion.exceptions import OAuthResponseProblem
from connexion.lifecycle import ConnexionRequest
from connexion.security import NO_VALUE, AbstractSecurityHandler

from app.settings import Settings
from domain import tutor
from domain.errors import Unauthorized, Unavailable

ASYMMETRIC = ["RS256", "ES256"]
REQUIRED = ["exp", "iss", "aud", "sub"]
REFETCH_AFTER_S = 60
CACHED_TOKENS = 10_000


class Keys(Protocol):
    """Where the key that signed a token comes from, and which algorithms go with it."""

    algorithms: list[str]

    async def find(self, token: str) -> Any: ...


class DevelopmentKey:
    """The one shared key of a development server; settings refuse it in production."""

    algorithms: list[str] = ["HS256"]  # noqa: RUF012  # a constant of the class

    def __init__(self, key: str) -> None:
        self.key = key

    async def find(self, token: str) -> Any:
        return self.key


class IssuerKeys:
    """The issuer's published keys, fetched again for an unknown key id, once a minute at most."""

    algorithms: list[str] = ASYMMETRIC

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session
        self.keys: dict[str, Any] = {}
        self.fetched_at = -float("inf")

    async def find(self, token: str) -> Any:
        """The key by the token's key id; Unauthorized for one nobody published, Unavailable while none are known."""
        kid = jwt.get_unverified_header(token).get("kid", "")
        if kid not in self.keys and time.monotonic() - self.fetched_at > REFETCH_AFTER_S:
            self.fetched_at = time.monotonic()
            await self._fetch()
        if not self.keys:
            raise Unavailable("token issuer", retry_after=REFETCH_AFTER_S)
        if kid not in self.keys:
            raise Unauthorized("A valid bearer token is needed.")
        return self.keys[kid]

    async def _fetch(self) -> None:
        try:
            async with self.session.get(self.url, timeout=aiohttp.ClientTimeout(total=5)) as answer:
                published = jwt.PyJWKSet.from_dict(await answer.json())
        except (aiohttp.ClientError, TimeoutError, ValueError, jwt.PyJWTError):
            return  # the keys that are known stay good
        self.keys = {key.key_id: key.key for key in published.keys if key.key_id}


class Tokens:
    """Verifies bearer tokens; remembers those it has verified until they expire."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        self.settings, self.keys = settings, keys
        self.verified: dict[str, dict[str, Any]] = {}

    async def verify(self, token: str) -> dict[str, Any]:
        """The token's claims; Unauthorized for any that is not wholly in order."""
        claims = self.verified.get(token)
        if claims is not None and claims["exp"] > time.time():
            return claims
        try:
            claims = jwt.decode(
                token,
                await self.keys.find(token),
                algorithms=self.keys.algorithms,
                issuer=self.settings.issuer,
                audience=self.settings.CO_JWT_AUDIENCE,
                options={"require": REQUIRED},
            )
            claims["sub"] = str(UUID(claims["sub"]))
        except (jwt.PyJWTError, ValueError):
            self.verified.pop(token, None)
            raise Unauthorized("A valid bearer token is needed.") from None
        if len(self.verified) >= CACHED_TOKENS:
            self.verified.pop(next(iter(self.verified)))
        self.verified[token] = claims
        return claims


def bearer_of(request: ConnexionRequest) -> str | None:
    """The token of an Authorization header."""
    for name, value in request.scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else None
    return None


def security_map(resources: dict[str, Any]) -> dict[str, type[AbstractSecurityHandler]]:
    """How each security scheme of the contract is checked; `resources` holds `tokens` once the process is up."""

    async def _stream(token: str) -> dict[str, str]:
        """The learner of a tutor stream's token: limits count for them like any request."""
        try:
            return {"sub": await tutor.find_reader(resources["valkey"], token), "stream_token": token}
        except Unauthorized:
            raise OAuthResponseProblem(detail="") from None

    class Bearer(AbstractSecurityHandler):  # type: ignore[misc]  # Connexion ships no types
        """A JWT; the scheme without a JWT format is a tutor stream's own token."""

        def get_fn(self, security_scheme: dict[str, Any], required_scopes: list[str]) -> Any:
            opaque = security_scheme.get("bearerFormat") != "JWT"

            async def verify(request: ConnexionRequest) -> Any:
                token = bearer_of(request)
                if token is None:
                    return NO_VALUE
                if opaque:
                    return await _stream(token)
                try:
                    return await resources["tokens"].verify(token)
                except Unauthorized:
                    # Connexion picks among several schemes' errors by their status, so it is given its own kind.
                    raise OAuthResponseProblem(detail="") from None

            return verify

    class StreamToken(AbstractSecurityHandler):  # type: ignore[misc]
        """A tutor stream's token in the query."""

        def get_fn(self, security_scheme: dict[str, Any], required_scopes: list[str]) -> Any:
            async def verify(request: ConnexionRequest) -> Any:
                token = request.query_params.get(security_scheme["name"])
                return await _stream(token) if token else NO_VALUE

            return verify

    return {"bearer": Bearer, "apiKey": StreamToken}
