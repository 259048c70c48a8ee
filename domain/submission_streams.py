"""A submission's stream: it says when there is a verdict, whichever worker or person gave it, on any replica."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import orjson
import structlog
from redis.exceptions import RedisError

from domain import gradings, submissions, tutor_streams
from domain.errors import NotFound
from domain.ports import Connection

log = structlog.get_logger()

HEARTBEAT = b": still here\n\n"
HEARTBEAT_S = 15
"""How often a reader whom nothing wakes is told that the stream is there, and Postgres asked."""
STAYS_S = 300
"""A reader who still waits comes back: by then the place it has among the user's streams may lapse."""
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
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self.id.encode(), self.name.encode(), self.data)


async def look(db: Connection, user_id: str, submission_id: str) -> State:
    """How the learner's own submission stands; NotFound."""
    found = await submissions.get(db, user_id, submission_id)
    data = orjson.dumps(found)
    digest = int.from_bytes(hashlib.sha256(data).digest()[:8])
    if submissions.is_waiting(found):
        return State(f"{int(found['grading'] == gradings.WAITS_FOR_HUMAN)}-{digest}", "waiting", data)
    return State(f"2-{digest}", "graded", data)


async def open_stream(
    db: Connection, valkey: Any, user_id: str, submission_id: str, after: str | None, allowed: int, now: datetime
) -> AsyncIterator[bytes] | None:
    """The submission's events that `after` is not, see `read`; None where `after` is its verdict.

    NotFound, and TooMany with `allowed` streams open already.
    """
    state = await look(db, user_id, submission_id)
    if state.name == "graded":
        return None if state.id == after else _alone(state)
    place = await _take_place(valkey, user_id, allowed, now)
    return _read_in_place(db, valkey, user_id, submission_id, after, place)


async def _alone(state: State) -> AsyncIterator[bytes]:
    yield state.event


async def _take_place(valkey: Any, user_id: str, allowed: int, now: datetime) -> str | None:
    """A place among the user's streams; None while Valkey is away, for Postgres alone is needed here."""
    try:
        return await tutor_streams.take_place(valkey, user_id, allowed, now)
    except (RedisError, OSError):
        return None


async def _read_in_place(
    db: Connection, valkey: Any, user_id: str, submission_id: str, after: str | None, place: str | None
) -> AsyncIterator[bytes]:
    """The events (see `read`); the place is given back at the end, a reader that went away included."""
    try:
        async for event in read(db, user_id, submission_id, after):
            yield event
    finally:
        if place is not None:
            # Shielded: a reader that goes away cancels whatever is awaited here.
            await asyncio.shield(asyncio.ensure_future(_give_back(valkey, user_id, place)))


async def _give_back(valkey: Any, user_id: str, place: str) -> None:
    with suppress(RedisError, OSError):
        await tutor_streams._give_back(valkey, user_id, place)


async def read(db: Connection, user_id: str, submission_id: str, after: str | None) -> AsyncIterator[bytes]:
    """The submission's events as they come, heartbeats between them, until it is graded or STAYS_S are over."""
    last, ends = after, asyncio.get_running_loop().time() + STAYS_S
    while asyncio.get_running_loop().time() < ends:
        try:
            state = await look(db, user_id, submission_id)
        except NotFound:
            yield b"id: %b\nevent: problem\ndata: %b\n\n" % ((last or "0-0").encode(), orjson.dumps(GONE))
            return
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
            log.warning("not looked", fault=type(fault).__name__)
        else:
            if state.id != last:
                last = state.id
                yield state.event
            if state.name == "graded":
                return
        await asyncio.sleep(HEARTBEAT_S)
        yield HEARTBEAT
