"""Two operations, GET /v1/tracks/{id} and PATCH /v1/sessions/{id}, through CO's layers and on bare Starlette by hand.

The work behind them is the same two functions, which answer from memory: what differs is how a request gets there.
"""

import re
from typing import Any

import orjson
from connexion.resolver import Resolver
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app import auth, limits, windows
from app.contract import bound
from app.pages import CONTRACT
from app.wire import Wire

TRACK = {
    "id": "7d0f3c5a-92c1-4d2e-9d0b-1f5e8c3a6b47",
    "slug": "coding-first-steps",
    "subject": "coding",
    "title": "First steps with lists, texts and look-ups",
    "labels": ["course:CS-101"],
    "modules": [{"id": "one-pass", "title": "One pass", "outcomes": ["scan-with-state"], "problems": ["warm-streak"]}],
    "version": "v1",
}
SESSION: dict[str, Any] = {
    "id": "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11",
    "subject": "coding",
    "mode": "practice",
    "status": "active",
    "track_id": None,
    "problem_id": "warm-streak",
    "problem_ids": [],
    "last_hint_level": 0,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
    "ends_at": None,
}
ETAG = '"2f1c9a77d0b34e55"'
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
KEY = re.compile(r"[A-Za-z0-9-]{1,64}")
ACTIONS = {"advance", "retry", "giveup"}


class Rows:
    """In the place of the database."""

    async def track(self, key: str) -> Any:
        return TRACK

    async def session(self, user: str, key: str, action: str) -> Any:
        return {**SESSION, "id": key, "user_id": user}


async def get_track(id: str, db: Any, if_none_match: str | None = None) -> Any:
    if if_none_match == ETAG:
        return None, 304, {"ETag": ETAG}
    return await db.track(id), 200, {"ETag": ETAG}


async def update_session(id: str, body: Any, user: str, db: Any) -> Any:
    return await db.session(user, id, body["action"])


async def nothing() -> None:
    """Every other operation of the contract."""


HANDLERS = {"getTrack": get_track, "updateSession": update_session}


FIRST = windows.Standing(True, 60, 59, 60)


class Unlimited:
    """In the place of Valkey: always the first request of a minute."""

    async def hit(self, limits: list[windows.Limit]) -> windows.Standing:
        return FIRST


def door(tokens: auth.Tokens) -> ASGIApp:
    """Routing, security, validation, handler and answer."""
    return bound(CONTRACT, {"tokens": tokens, "db": Rows()}, resolver=Stubs())


def whole(tokens: auth.Tokens) -> ASGIApp:
    """The door behind the wire and the rate limit, as it is served; counting itself, in Valkey, left out."""
    resources = {"tokens": tokens, "db": Rows(), "rates": limits.Rates(60, {}, {}), "rate_limit": Unlimited()}
    return Wire(bound(CONTRACT, resources, resolver=Stubs(), behind_security=(limits.RateLimits,)))


class Stubs(Resolver):  # type: ignore[misc]  # Connexion ships no types
    """operationId → one of the functions above."""

    def resolve_function_from_operation_id(self, operation_id: str) -> Any:
        return HANDLERS.get(operation_id, nothing)


def bare(tokens: auth.Tokens) -> ASGIApp:
    """The same two routes, by hand."""
    db = Rows()

    async def user_of(request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        return str((await tokens.verify(token))["sub"])

    async def track(request: Request) -> Response:
        await user_of(request)
        key = request.path_params["id"]
        if not KEY.fullmatch(key) or request.query_params:
            raise HTTPException(400)
        body, status, headers = await get_track(key, db, request.headers.get("if-none-match"))
        return Response(orjson.dumps(body), status, headers, "application/json")

    async def session(request: Request) -> Response:
        user = await user_of(request)
        key = request.path_params["id"]
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415)
        try:
            body = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            raise HTTPException(400) from None
        if not UUID.fullmatch(key) or not isinstance(body, dict) or body.keys() != {"action"}:
            raise HTTPException(400)
        if body["action"] not in ACTIONS:
            raise HTTPException(400)
        return Response(orjson.dumps(await update_session(key, body, user, db)), media_type="application/json")

    return Starlette(
        routes=[Route("/v1/tracks/{id}", track), Route("/v1/sessions/{id}", session, methods=["PATCH"])],
    )
