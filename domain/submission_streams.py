"""A submission's stream: it says when there is a verdict, whichever worker or person gave it, on any replica."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, NamedTuple

import asyncpg
import orjson
import structlog
from redis.exceptions import RedisError

from domain import gradings, places, streams, submission_news, submissions
from domain.errors import NotFound
from domain.ports import Background, Connection, News

log = structlog.get_logger()

EVENT = b"id: %b\nevent: %b\ndata: %b\n\n"
STAYS_S = 300
"""A reader who still waits comes back, and shows a token that holds."""
GONE = {
    "type": "/problems/not-found",
    "title": "Not Found",
    "status": 404,
    "detail": "The submission is there no more.",
}


class State(NamedTuple):
    """How a submission stands, as an event: its id is another whenever anything of the submission is."""

    id: str
    name: str
    data: bytes

    @property
    def event(self) -> bytes:
        return EVENT % (self.id.encode(), self.name.encode(), self.data)


async def look(db: Connection, user_id: str, submission_id: str) -> State:
    """How the learner's own submission stands; NotFound."""
    found = await submissions.get(db, user_id, submission_id)
    data = orjson.dumps(found)
    digest = int.from_bytes(hashlib.sha256(data).digest()[:8])
    if submissions.is_waiting(found):
        return State(f"{int(found['grading'] == gradings.WAITS_FOR_HUMAN)}-{digest}", "waiting", data)
    return State(f"2-{digest}", "graded", data)


async def open_stream(
    db: Connection,
    valkey: Any,
    news: News,
    background: Background,
    user_id: str,
    submission_id: str,
    after: str | None,
    allowed: int,
) -> AsyncIterator[bytes] | None:
    """The submission's events that `after` is not, see `read`; None where `after` is its verdict.

    NotFound, and TooMany with `allowed` streams open already.
    """
    state = await look(db, user_id, submission_id)
    if state.name == "graded":
        return None if state.id == after else _alone(state)
    place = await _take_place(valkey, background, user_id, allowed)
    reading = read(db, news, user_id, submission_id, after)
    return reading if place is None else places.read_in(place, reading)


async def _alone(state: State) -> AsyncIterator[bytes]:
    yield state.event


async def _take_place(valkey: Any, background: Background, user_id: str, allowed: int) -> places.Place | None:
    """A place among the user's streams; None while Valkey is away, for Postgres alone is needed here."""
    try:
        return await places.take(valkey, background, user_id, allowed)
    except (RedisError, OSError):
        return None


async def read(
    db: Connection, news: News, user_id: str, submission_id: str, after: str | None
) -> AsyncGenerator[bytes]:
    """The submission's events as they come, heartbeats between them, until it is graded or STAYS_S are over."""
    last, ends = after, asyncio.get_running_loop().time() + STAYS_S
    async with aclosing(submission_news.wakes(news, submission_id)) as wakes:
        while asyncio.get_running_loop().time() < ends:
            try:
                state = await look(db, user_id, submission_id)
            except NotFound:
                yield EVENT % ((last or streams.START).encode(), b"problem", orjson.dumps(GONE))
                return
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
                log.warning("not looked", fault=type(fault).__name__)
            else:
                if state.id != last:
                    last = state.id
                    yield state.event
                if state.name == "graded":
                    return
            if not await anext(wakes):
                yield streams.HEARTBEAT
