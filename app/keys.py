"""Keys that tokens are verified with: the issuer's, from its JWKS, or the one of a development server."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol

import aiohttp
import jwt
import orjson
import structlog

from domain.errors import Unauthorized, Unavailable

ALGORITHMS = ("RS256", "ES256")
RSA_BITS = range(2048, 8193)
UNKNOWN_EVERY_S = 60
"""Between two fetches that unknown key ids make it ask for."""

NONE_EVERY_S = 5
"""The same while no key is known at all, and everybody waits."""

FRESH_S = 600
"""How old the keys may get: so long a key that was taken back stays good."""

FETCH_S = 5
MAX_JWKS = 256 * 1024
log = structlog.get_logger()


class Keys(Protocol):
    """Where the key that signed a token comes from."""

    async def find(self, header: dict[str, Any]) -> tuple[Any, str]:
        """The key for a token's header, and the one algorithm that goes with it."""


class DevelopmentKey:
    """The one shared key of a development server; settings refuse it in production."""

    def __init__(self, key: str) -> None:
        self.key = key

    async def find(self, header: dict[str, Any]) -> tuple[Any, str]:
        return self.key, "HS256"


class IssuerKeys:
    """The issuer's published keys by id and algorithm; `on_loss` is called when one of them is not good any more."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session
        self.keys: dict[tuple[str, str], jwt.PyJWK] = {}
        self.asked_at = -float("inf")
        self.asking: asyncio.Task[None] | None = None
        self.on_loss: Callable[[], None] = lambda: None

    async def find(self, header: dict[str, Any]) -> tuple[Any, str]:
        """Unauthorized for a key that nobody published, Unavailable while none are known."""
        algorithm = header.get("alg")
        wanted = (header.get("kid"), algorithm)
        if algorithm not in ALGORITHMS or not isinstance(wanted[0], str):
            raise Unauthorized("A valid bearer token is needed.")
        if wanted not in self.keys and time.monotonic() - self.asked_at > self.patience:
            await self.refresh()
        if not self.keys:
            raise Unavailable("token issuer", retry_after=NONE_EVERY_S)
        if wanted not in self.keys:
            raise Unauthorized("A valid bearer token is needed.")
        return self.keys[wanted], algorithm

    @property
    def patience(self) -> int:
        """How soon it may be asked again; never while it is being asked: that answer is for all who wait."""
        waited_for = self.asking is not None and not self.asking.done()
        return -1 if waited_for else UNKNOWN_EVERY_S if self.keys else NONE_EVERY_S

    async def keep_fresh(self) -> None:
        """Fetch the keys now and every ten minutes, until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(FRESH_S)

    async def refresh(self) -> None:
        """Fetch the keys; calls at the same time share one fetch, and none of them can cancel it for the others."""
        if self.asking is None or self.asking.done():
            self.asked_at = time.monotonic()
            self.asking = asyncio.create_task(self._fetch())
        await asyncio.shield(self.asking)

    async def _fetch(self) -> None:
        try:
            published = await self._published()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("jwks", fault=type(error).__name__)
            return  # the keys that are known stay good
        before, self.keys = self.keys, usable(published)
        if any(name not in self.keys or self.keys[name].key != key.key for name, key in before.items()):
            self.on_loss()

    async def _published(self) -> list[Any]:
        wait = aiohttp.ClientTimeout(total=FETCH_S)
        async with self.session.get(self.url, timeout=wait, allow_redirects=False) as answer:
            text = b""
            while len(text) <= MAX_JWKS and (more := await answer.content.readany()):
                text += more
        document = orjson.loads(text) if answer.status == 200 else None
        found = document.get("keys") if isinstance(document, dict) and len(text) <= MAX_JWKS else None
        if not isinstance(found, list):
            raise ValueError("this is no JWKS")
        return found


def usable(published: list[Any]) -> dict[tuple[str, str], jwt.PyJWK]:
    """The keys that can verify a token here; of two that go by one name neither, for nobody can tell which is meant."""
    found: dict[tuple[str, str], jwt.PyJWK] = {}
    twice = set()
    for each in published:
        key = _key(each)
        if key is None:
            continue
        name = (each["kid"], key.algorithm_name)
        if name in found and found[name].key != key.key:
            twice.add(name)
        found[name] = key
    return {name: key for name, key in found.items() if name not in twice}


def _key(jwk: Any) -> jwt.PyJWK | None:
    """A public RSA or P-256 key with an id, meant for signatures; None for any other."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or jwk.get("use", "sig") != "sig":
        return None
    try:
        if "verify" not in jwk.get("key_ops", ["verify"]) or "d" in jwk:
            return None
        key = jwt.PyJWK(jwk)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    # PyJWT takes a key of another curve for ES256 if its JWK says so.
    known = {"RS256": getattr(key.key, "key_size", 0) in RSA_BITS, "ES256": _curve(key.key) == "secp256r1"}
    return key if known.get(key.algorithm_name) else None


def _curve(key: Any) -> str:
    return str(getattr(getattr(key, "curve", None), "name", ""))
