"""Who is calling: JWTs of the platform's issuer, and the opaque tokens of tutor streams."""

import re
import time
from typing import Any

import jwt
from connexion.exceptions import OAuthResponseProblem
from connexion.lifecycle import ConnexionRequest
from connexion.security import NO_VALUE, AbstractSecurityHandler
from jwt.utils import base64url_decode, base64url_encode

from app.keys import IssuerKeys, Keys
from app.settings import Settings
from domain import tutor_streams
from domain.errors import Unauthorized

REQUIRED = ["exp", "iss", "aud", "sub"]
TYPES = ("jwt", "at+jwt", "application/at+jwt")
LEEWAY_S = 10
"""How far another machine's clock may be ahead of ours; `exp` gets none, for it is asked again at every use."""

MAX_TOKEN = 4096
CACHED_TOKENS = 10_000
COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YEAR_10000 = 253_402_300_800
WRONG = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError)
"""What libraries raise for texts that are no token of ours."""


class Tokens:
    """Verifies bearer tokens; remembers those it has verified until they expire or the issuer takes a key back."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        self.settings, self.keys = settings, keys
        self.verified: dict[str, dict[str, Any]] = {}
        if isinstance(keys, IssuerKeys):
            keys.on_loss = self.verified.clear

    async def verify(self, token: str) -> dict[str, Any]:
        """The token's claims, `scope` a set; Unauthorized for any that is not wholly in order."""
        claims = self.verified.get(token)
        if claims is not None and claims["exp"] > time.time():
            return claims
        try:
            key, algorithm = await self.keys.find(_header(token))
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=self.settings.issuer,
                audience=self.settings.CO_JWT_AUDIENCE,
                leeway=LEEWAY_S,
                options={"require": REQUIRED, "verify_exp": False},
            )
            _settle(claims)
        except WRONG:
            self.verified.pop(token, None)
            raise Unauthorized("A valid bearer token is needed.") from None
        if len(self.verified) >= CACHED_TOKENS:
            self.verified.pop(next(iter(self.verified)))
        self.verified[token] = claims
        return claims


def _header(token: str) -> dict[str, Any]:
    """What a token says of itself, unverified; ValueError for one that is not in the one form a token has."""
    if len(token) > MAX_TOKEN or not COMPACT.fullmatch(token):
        raise ValueError("this is no JWT")
    signature = token.rpartition(".")[2].encode()
    header = jwt.get_unverified_header(token)
    # Bits that decoding drops would let one token be written in several ways.
    if base64url_encode(base64url_decode(signature)) != signature or "crit" in header:
        raise ValueError("this is no JWT that can be understood here")
    if str(header.get("typ", "JWT")).lower() not in TYPES:
        raise ValueError("this token is for something else")
    return header


def _settle(claims: dict[str, Any]) -> None:
    """Check expiry and what is stricter here than in RFC 7519; bring `sub` and `scope` into one form. ValueError."""
    for name in ("exp", "nbf", "iat"):
        date = claims.get(name, 0)
        if isinstance(date, bool) or not isinstance(date, int | float) or not 0 <= date < YEAR_10000:
            raise ValueError(f"{name} is no date")
    claims["sub"] = claims["sub"].lower()
    if claims["exp"] <= time.time() or not CANONICAL.fullmatch(claims["sub"]):
        raise ValueError("it has expired, or is nobody's")
    scope = claims.get("scope", "")
    names = scope.split(" ") if isinstance(scope, str) else scope
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("scope is no list of names")
    claims["scope"] = frozenset(names)


def bearer_of(request: ConnexionRequest) -> str | None:
    """The token of the Authorization header; one that stands there twice is not told apart, and is none."""
    sent = [value for name, value in request.scope["headers"] if name == b"authorization"]
    schemes = [value.decode("latin-1").partition(" ") for value in sent]
    tokens = [token.strip(" ") for scheme, _, token in schemes if scheme.lower() == "bearer"]
    return tokens[0] if len(tokens) == len(sent) == 1 else "" if tokens else None


def security_map(resources: dict[str, Any]) -> dict[str, type[AbstractSecurityHandler]]:
    """How each security scheme of the contract is checked; `resources` holds `tokens` once the process is up."""

    async def _stream(token: str) -> dict[str, str]:
        """The learner of a tutor stream's token: limits count for them like any request."""
        try:
            return {"sub": await tutor_streams.find_reader(resources["valkey"], token), "stream_token": token}
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
