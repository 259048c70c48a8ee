"""Requests a minute and user: which limits apply, and what a caller is told of them."""

from dataclasses import dataclass
from typing import Any

from connexion.middleware.abstract import ROUTING_CONTEXT, SpecMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import BadSettings, Settings
from app.windows import Limit
from domain.errors import TooMany


@dataclass(frozen=True)
class Rates:
    """What applies to whom: a scope's limit in the place of the general one, an operation's on top of it."""

    per_minute: int
    by_scope: dict[str, int]
    by_operation: dict[str, int]

    @classmethod
    def of(cls, settings: Settings) -> "Rates":
        return cls(settings.CO_RATE_PER_MINUTE, settings.rate_by_scope, settings.rate_by_operation)

    def limits(self, user: str, scopes: frozenset[str], operation: str) -> list[Limit]:
        """Of several scopes that have a limit the most generous counts."""
        named = [(amount, scope) for scope, amount in self.by_scope.items() if scope in scopes]
        amount, kind = max(named, default=(self.per_minute, "all"))
        found = [Limit(f"limits:{{{user}}}:{kind}", amount)]
        if operation in self.by_operation:
            found.append(Limit(f"limits:{{{user}}}:{operation}", self.by_operation[operation]))
        return found

    def check(self, scopes: set[str], operations: set[str]) -> None:
        """BadSettings for limits of what the contract does not have."""
        lines = [f"CO_RATE_BY_SCOPE: no operation asks for the scope {name}" for name in self.by_scope.keys() - scopes]
        lines += [f"CO_RATE_BY_OPERATION: no such operation: {name}" for name in self.by_operation.keys() - operations]
        if lines:
            raise BadSettings("\n".join(sorted(lines)))


class RateLimits(SpecMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Counts each request of a known user and says so in its headers; sits behind the security of Connexion."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.resources: dict[str, Any] = {}

    def add_api(self, specification: Any, *, resources: dict[str, Any], **_: Any) -> None:
        operations = [each for item in specification["paths"].values() for each in item.values()]
        scopes = {scope for each in operations for scope in each.get("x-required-scopes", ())}
        resources["rates"].check(scopes, {each["operationId"] for each in operations})
        self.resources = resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = scope.get("extensions", {}).get("connexion_context", {})
        user = context.get("user")
        if scope["type"] != "http" or user is None:
            await self.app(scope, receive, send)
            return
        operation = scope["extensions"][ROUTING_CONTEXT]["operation_id"]
        limits = self.resources["rates"].limits(user, context["token_info"].get("scope", frozenset()), operation)
        allowed, amount, left, reset = await self.resources["rate_limit"].hit(limits)
        # The wire adds these to whatever answer there will be, errors included.
        scope["co.headers"] += [
            (b"ratelimit-limit", b"%d" % amount),
            (b"ratelimit-remaining", b"%d" % left),
            (b"ratelimit-reset", b"%d" % reset),
        ]
        if not allowed:
            raise TooMany(f"{amount} requests a minute are allowed.", retry_after=reset)
        await self.app(scope, receive, send)
