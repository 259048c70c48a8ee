"""A tutor turn's stream: tokens that open it, places for those who read, and the reading, on any replica."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import orjson
import structlog
from redis.exceptions import RedisError

from domain import tutor_turns as turns
from domain.errors import BadInput, TooMany, Unauthorized
from domain.tutor_turns import LAST, OPEN_WITHIN_S, RESUME_WITHIN_S, stream_of

log = structlog.get_logger()

HEARTBEAT_S = 15
HEARTBEAT = b": still here\n\n"
LOOK_S = 5
"""How often a reader who hears nothing looks whether anybody still speaks."""
BROKEN_OFF = {
    "type": "/problems/unavailable",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "The hint broke off; ask for it again.",
}

TOKEN = "tutor:token:"  # noqa: S105  # what the names of their keys begin with
SCANNED = 1000
"""Keys at once."""


async def give_token(valkey: Any, turn_id: str, user_id: str) -> str:
    """A token for the turn, which is kept nowhere itself."""
    token = secrets.token_urlsafe(32)
    async with valkey.pipeline(transaction=True) as pipe:
        pipe.hset(_token(token), mapping={"turn": turn_id, "user": user_id})
        pipe.expire(_token(token), OPEN_WITHIN_S)
        await pipe.execute()
    return token


def _token(token: str) -> str:
    """Where a token's claim stands; the token itself is kept nowhere."""
    return f"{TOKEN}{hashlib.sha256(token.encode()).hexdigest()}"


async def find_reader(valkey: Any, token: str) -> str:
    """The learner whom a token was given to; Unauthorized for one that is unknown or late."""
    user = await valkey.hget(_token(token), "user")
    if user is None:
        raise Unauthorized("The stream token is unknown or its time is over.")
    return str(user.decode())


async def open_stream(
    valkey: Any, user_id: str, token: str, after: str | None, allowed: int, now: datetime
) -> AsyncIterator[bytes] | None:
    """The events behind `after`, None for the token's one opening; see `read`. None when the turn ended before `after`.

    Unauthorized for a token that was used before and does not resume, TooMany with `allowed` streams open already,
    BadInput for an `after` that no stream can have.
    """
    if after is not None and max(_order(after)) >= 2**64:
        raise BadInput("No event has this id.", [("header/last-event-id", "take it from an event's id")])
    place = await take_place(valkey, user_id, allowed, now)
    try:
        turn_id = await _use(valkey, token, resuming=after is not None)
        over = after is not None and await _is_over(valkey, turn_id, after)
    except Unauthorized:
        await _give_back(valkey, user_id, place)
        raise
    if over:
        await _give_back(valkey, user_id, place)
        return None
    return read_in_place(valkey, turn_id, after, user_id, place)


async def _use(valkey: Any, token: str, resuming: bool) -> str:
    """The turn of a token: it opens once within OPEN_WITHIN_S, and then resumes until RESUME_WITHIN_S have passed."""
    key = _token(token)
    turn_id = await valkey.hget(key, "turn")
    if turn_id is None:
        raise Unauthorized("The stream token is unknown or its time is over.")
    if await valkey.hsetnx(key, "opened", "1"):
        await valkey.expire(key, RESUME_WITHIN_S)
    elif not resuming:
        raise Unauthorized("The stream token was used; resume with Last-Event-ID.")
    return str(turn_id.decode())


async def _is_over(valkey: Any, turn_id: str, after: str) -> bool:
    """Whether nothing will ever come behind `after`."""
    newest = await valkey.xrevrange(stream_of(turn_id), count=1)
    return not newest or (newest[0][1][b"event"] in LAST and _order(newest[0][0].decode()) <= _order(after))


def _order(event_id: str) -> tuple[int, ...]:
    return tuple(map(int, event_id.split("-")))


async def take_place(valkey: Any, user_id: str, allowed: int, now: datetime) -> str:
    """One of the user's `allowed` places for open streams; TooMany when all are taken."""
    place, key = secrets.token_hex(8), f"tutor:open:{user_id}"
    async with valkey.pipeline(transaction=True) as pipe:
        # A place that its process could not give back, because it died, lapses with the token's time.
        pipe.zremrangebyscore(key, 0, now.timestamp() - RESUME_WITHIN_S)
        pipe.zadd(key, {place: now.timestamp()})
        pipe.zcard(key)
        pipe.expire(key, RESUME_WITHIN_S)
        _, _, taken, _ = await pipe.execute()
    if taken > allowed:
        await valkey.zrem(key, place)
        raise TooMany(f"{allowed} streams at once are allowed.", retry_after=5)
    return place


async def read_in_place(valkey: Any, turn_id: str, after: str | None, user_id: str, place: str) -> AsyncIterator[bytes]:
    """The turn's events (see `read`); the user's place is given back at the end, a reader that went away included."""
    try:
        async for event in read(valkey, turn_id, after):
            yield event
    finally:
        # Shielded: a reader that goes away cancels whatever is awaited here.
        await asyncio.shield(asyncio.ensure_future(_give_back(valkey, user_id, place)))
        await asyncio.shield(asyncio.ensure_future(turns.leave(valkey, turn_id)))


async def _give_back(valkey: Any, user_id: str, place: str) -> None:
    await valkey.zrem(f"tutor:open:{user_id}", place)


async def read(valkey: Any, turn_id: str, after: str | None) -> AsyncIterator[bytes]:
    """The turn's events behind `after` as server-sent events, heartbeats between them, until the turn is done.

    It ends with a problem when nobody says the turn any more, or Valkey is away.
    """
    last = after or "0-0"
    quiet = 0
    try:
        produced = await turns.stay(valkey, turn_id)
        while True:
            # One that is not being said any more has nothing to wait for: what is there is looked at once more.
            found = await valkey.xread({stream_of(turn_id): last}, count=100, block=LOOK_S * 1000 if produced else None)
            if not found and not produced:
                break
            for event_id, fields in found[0][1] if found else ():
                last = event_id.decode()
                yield b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id, fields[b"event"], fields[b"data"])
                if fields[b"event"] in LAST:
                    return
            quiet = 0 if found else quiet + LOOK_S
            if quiet >= HEARTBEAT_S:
                quiet = 0
                yield HEARTBEAT
            produced = await turns.stay(valkey, turn_id)
    except (RedisError, OSError):
        log.warning("broken off")
    # With the id of the last event, so that reading can still go on behind it.
    yield b"id: %b\nevent: problem\ndata: %b\n\n" % (last.encode(), orjson.dumps(BROKEN_OFF))


async def forget(valkey: Any, user_id: str, turn_ids: Sequence[str]) -> int:
    """Delete what is kept here of a learner and of these turns: streams, tokens, places; how many keys there were."""
    keys: list[Any] = [f"tutor:open:{user_id}", *(key_of(id) for id in turn_ids for key_of in turns.KEYS)]
    cursor = None
    while cursor != 0:
        cursor, tokens = await valkey.scan(cursor or 0, match=f"{TOKEN}*", count=SCANNED)
        async with valkey.pipeline(transaction=False) as pipe:
            for token in tokens:
                pipe.hget(token, "user")
            users = await pipe.execute()
        keys += [token for token, user in zip(tokens, users, strict=True) if user == user_id.encode()]
    return sum([await valkey.unlink(*keys[start : start + SCANNED]) for start in range(0, len(keys), SCANNED)])
