"""A tutor turn's stream: the tokens that open it, and the reading, on any replica."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from typing import Any

from redis.exceptions import RedisError

from domain import places, streams
from domain import tutor_turns as turns
from domain.errors import BadInput, Unauthorized
from domain.ports import Background, News
from domain.streams import order
from domain.tutor_turns import LAST, OPEN_WITHIN_S, RESUME_WITHIN_S, stream_of

BROKEN_OFF = "The hint broke off; ask for it again."
TOKEN = "tutor:token:"  # noqa: S105  # what the names of their keys begin with
# In one round trip, and a token whose opening is kept lapses in any case.
USE = """
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn then return false end
local first = redis.call('HSETNX', KEYS[1], 'opened', '1')
if first == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {turn, first}
"""
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
    valkey: Any,
    news: News,
    background: Background,
    user_id: str,
    token: str,
    after: str | None,
    allowed: int,
) -> AsyncIterator[bytes] | None:
    """The events behind `after`, None for the token's one opening; see `read`. None when the turn ended before `after`.

    Unauthorized for a token that was used before and does not resume, TooMany with `allowed` streams open already,
    BadInput for an `after` that no stream can have.
    """
    if after is not None and max(order(after)) >= 2**64:
        raise BadInput("No event has this id.", [("header/last-event-id", "take it from an event's id")])
    place = await places.take(valkey, background, user_id, allowed)
    try:
        turn_id = await _use(valkey, token, resuming=after is not None)
        over = after is not None and await _is_over(valkey, turn_id, after)
    except (Unauthorized, RedisError, OSError):
        await place.give_back()
        raise
    if over:
        await place.give_back()
        return None
    return places.read_in(place, _read_on(valkey, news, turn_id, after))


async def _use(valkey: Any, token: str, resuming: bool) -> str:
    """The turn of a token: it opens once within OPEN_WITHIN_S, and then resumes until RESUME_WITHIN_S have passed."""
    found = await valkey.eval(USE, 1, _token(token), RESUME_WITHIN_S)
    if found is None:
        raise Unauthorized("The stream token is unknown or its time is over.")
    turn_id, first = found
    if not (first or resuming):
        raise Unauthorized("The stream token was used; resume with Last-Event-ID.")
    return str(turn_id.decode())


async def _is_over(valkey: Any, turn_id: str, after: str) -> bool:
    """Whether nothing will ever come behind `after`."""
    newest = await valkey.xrevrange(stream_of(turn_id), count=1)
    return not newest or (newest[0][1][b"event"] in LAST and order(newest[0][0].decode()) <= order(after))


async def _read_on(valkey: Any, news: News, turn_id: str, after: str | None) -> AsyncGenerator[bytes]:
    """The turn's events, see `read`; that the reader is gone is said at the end."""
    try:
        async with aclosing(read(news, turn_id, after)) as reading:
            async for events in reading:
                yield events
    finally:
        # Shielded: a reader that goes away cancels whatever is awaited here.
        await asyncio.shield(asyncio.ensure_future(_leave(valkey, turn_id)))


async def _leave(valkey: Any, turn_id: str) -> None:
    with suppress(RedisError, OSError):
        await turns.leave(valkey, turn_id)


def read(news: News, turn_id: str, after: str | None) -> AsyncGenerator[bytes]:
    """The turn's events behind `after`, to its end or a problem: when nobody says it any more, or Valkey is away."""
    last = after or streams.START
    return streams.read(news, stream_of(turn_id), last, LAST, BROKEN_OFF, turns.producer_of(turn_id))


async def forget(valkey: Any, user_id: str, turn_ids: Sequence[str]) -> int:
    """Delete what is kept here of a learner and of these turns: streams, tokens, places; how many keys there were."""
    keys: list[Any] = [places.places_of(user_id), *(key_of(id) for id in turn_ids for key_of in turns.KEYS)]
    cursor = None
    while cursor != 0:
        cursor, tokens = await valkey.scan(cursor or 0, match=f"{TOKEN}*", count=SCANNED)
        async with valkey.pipeline(transaction=False) as pipe:
            for token in tokens:
                pipe.hget(token, "user")
            users = await pipe.execute()
        keys += [token for token, user in zip(tokens, users, strict=True) if user == user_id.encode()]
    return sum([await valkey.unlink(*keys[start : start + SCANNED]) for start in range(0, len(keys), SCANNED)])
