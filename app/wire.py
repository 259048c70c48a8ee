"""The outermost layer: request ids, the access log and metrics, for every answer there is."""

import re
import secrets
import time

import structlog
from connexion.middleware.abstract import ROUTING_CONTEXT
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import metrics

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger()


class Wire:
    """Names each request, times it, and logs it by its operation: never its query, its body or its tokens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        scope["extensions"] = dict(scope.get("extensions") or {})
        scope["co.headers"] = [(b"x-request-id", request_id)]
        status, seconds = 0, 0.0

        async def on_start(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - started
                message["headers"] = [*message.get("headers", ()), *scope["co.headers"]]
            await send(message)

        # A server runs each request in a context of its own, so that this ends with it.
        structlog.contextvars.bind_contextvars(request_id=request_id.decode())
        try:
            await self.app(scope, receive, on_start)
        finally:
            operation = scope["extensions"].get(ROUTING_CONTEXT, {}).get("operation_id") or "none"
            requests, duration = metrics.answered(operation, _method(scope), status)
            requests.inc()
            duration.observe(seconds)
            log.info("request", operation=operation, status=status, ms=round(seconds * 1000, 2))


def _request_id(scope: Scope) -> bytes:
    """The caller's, if it is one that can be logged as it stands, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return bytes(value)
    return secrets.token_hex(16).encode()


def _method(scope: Scope) -> str:
    """The method, of a known few: a label must not grow by what callers make up."""
    method: str = scope["method"]
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
