"""Connexion's layers with a short way for the usual request; what is unusual takes Connexion's own."""

import time
from collections.abc import Awaitable
from typing import Any

from connexion.middleware.abstract import ROUTING_CONTEXT, RoutedMiddleware
from connexion.middleware.exceptions import ExceptionMiddleware
from connexion.middleware.security import SecurityAPI, SecurityMiddleware, SecurityOperation
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth import Tokens

CONTEXT = "connexion_context"
FAULT = "co.fault"


class ByOperation(RoutedMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Calls the operation that the routing found, without a coroutine of its own."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.operations: dict[str, ASGIApp] = {}

    def add_api(self, *args: Any, **options: Any) -> Any:
        api = super().add_api(*args, **options)
        self.operations |= api.operations
        return api

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)  # type: ignore[no-any-return]
        operation = self.operations[scope["extensions"][ROUTING_CONTEXT]["operation_id"]]
        return operation(scope, receive, send)


class Faults(ExceptionMiddleware):  # type: ignore[misc]
    """Errors become answers as Connexion has it; only a request that fails is prepared for it."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(_again)
        self.inner = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        def watched(message: Message) -> Awaitable[None]:
            nonlocal started
            started = True
            return send(message)

        try:
            await self.inner(scope, receive, watched)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            scope[FAULT] = error
            await super().__call__(scope, receive, send)


async def _again(scope: Scope, receive: Receive, send: Send) -> None:
    raise scope.pop(FAULT)


class Guard(SecurityOperation):  # type: ignore[misc]
    """An operation's security: a JWT that was verified before is only looked up."""

    def __init__(self, *, resources: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.resources = resources
        schemes = [self.security_schemes[name] for requirement in self.security for name in requirement]
        # One scheme and nothing beside it: what Connexion would try first is all that there is to try.
        self.one_token = [scheme.get("bearerFormat") for scheme in schemes] == ["JWT"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        claims = _known(self.resources["tokens"], scope["headers"]) if self.one_token else None
        if claims is None:
            await super().__call__(scope, receive, send)
        else:
            scope["extensions"][CONTEXT] = {"user": claims["sub"], "token_info": claims}
            await self.next_app(scope, receive, send)


def _known(tokens: Tokens, headers: list[tuple[bytes, bytes]]) -> dict[str, Any] | None:
    """The claims of a token that was verified and has not expired since; None sends it through all of the checks."""
    sent = [value for name, value in headers if name == b"authorization"]
    if len(sent) != 1 or sent[0][:7] != b"Bearer ":
        return None
    claims = tokens.verified.get(sent[0][7:].decode("latin-1"))
    return claims if claims is not None and claims["exp"] > time.time() else None


class GuardAPI(SecurityAPI):  # type: ignore[misc]
    """The guards of one contract."""

    def __init__(self, *args: Any, resources: dict[str, Any], **options: Any) -> None:
        self.resources = resources
        super().__init__(*args, **options)

    def make_operation(self, operation: Any) -> Guard:
        return Guard(
            next_app=self.next_app,
            resources=self.resources,
            security_handler_factory=self.security_handler_factory,
            security=operation.security,
            security_schemes=operation.security_schemes,
        )


class Guards(ByOperation, SecurityMiddleware):  # type: ignore[misc]
    """Connexion's security, operation by operation."""

    api_cls = GuardAPI
