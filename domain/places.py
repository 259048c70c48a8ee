"""Places for open streams: a user has so many, of both kinds together, on all replicas."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from domain.errors import TooMany
from domain.ports import Background

LEASE_S = 45
"""A place lapses when its process has said nothing of it for so long: a killed one cannot give it back."""
SAY_S = 10
"""No sooner is it said again that a place is held; a stream has a heartbeat to say it with every 15 s."""
AGAIN_S = 2
AWAY = (RedisError, OSError)

# By Valkey's clock, since replicas' own may be apart.
TAKE = """
local now = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
"""
# One that has lapsed may be somebody else's by now.
HOLD = """
redis.call('ZADD', KEYS[1], 'XX', redis.call('TIME')[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[1])
"""


def places_of(user_id: str) -> str:
    return f"tutor:open:{user_id}"


@dataclass(frozen=True)
class Place:
    """One that is taken, by its name among its user's."""

    valkey: Any
    background: Background
    places: str
    name: str

    async def hold(self) -> None:
        """Say that it is still used."""
        with suppress(*AWAY):
            await self.valkey.eval(HOLD, 1, self.places, LEASE_S, self.name)

    async def give_back(self) -> None:
        """Let another stream have it; if Valkey is away, as soon as it is there again."""
        try:
            await self._give_back()
        except AWAY:
            # Two places lost in an outage would keep a learner from all hints until they lapse.
            self.background.start(self._give_back_later())

    async def _give_back(self) -> None:
        await self.valkey.zrem(self.places, self.name)

    async def _give_back_later(self) -> None:
        """As soon as Valkey is there again, unless it has lapsed by then."""
        for _ in range(LEASE_S // AGAIN_S):
            await asyncio.sleep(AGAIN_S)
            with suppress(*AWAY):
                await self._give_back()
                break


async def take(valkey: Any, background: Background, user_id: str, allowed: int) -> Place:
    """One of the user's `allowed` places for open streams; TooMany when all are taken."""
    place = Place(valkey, background, places_of(user_id), secrets.token_hex(8))
    if not await valkey.eval(TAKE, 1, place.places, LEASE_S, allowed, place.name):
        raise TooMany(f"{allowed} streams at once are allowed.", retry_after=5)
    return place


async def read_in(place: Place, reading: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """What is read, the place held meanwhile and given back at the end, a reader that went away included."""
    now = asyncio.get_running_loop().time
    said = now()
    try:
        async with aclosing(reading):
            async for events in reading:
                yield events
                if now() >= said + SAY_S:
                    said = now()
                    await place.hold()
    finally:
        # Shielded: a reader that goes away cancels whatever is awaited here.
        await asyncio.shield(asyncio.ensure_future(place.give_back()))
