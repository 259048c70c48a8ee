"""Moving windows of a minute, counted in Valkey; by each process for itself while Valkey is away."""

import math
import time
from typing import NamedTuple

import redis.asyncio as redis
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from app import metrics

MINUTE_US = 60_000_000
LOCAL_S = 1.0
"""How long a process counts by itself before it looks for Valkey again."""

# All limits or none, in one round trip, by Valkey's own clock: the servers' clocks may differ.
HIT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local allowed = 1
for i, key in ipairs(KEYS) do
  local oldest = redis.call('LINDEX', key, -1)
  while oldest and tonumber(oldest) <= now - ARGV[1] do
    redis.call('RPOP', key)
    oldest = redis.call('LINDEX', key, -1)
  end
  if redis.call('LLEN', key) >= tonumber(ARGV[i + 1]) then allowed = 0 end
end
local found = {allowed}
for i, key in ipairs(KEYS) do
  if allowed == 1 then
    redis.call('LPUSH', key, string.format('%.0f', now))
    redis.call('PEXPIRE', key, ARGV[1] / 1000)
  end
  found[#found + 1] = redis.call('LLEN', key)
  found[#found + 1] = (redis.call('LINDEX', key, -1) or now) + ARGV[1] - now
end
return found
"""


class Limit(NamedTuple):
    """So many requests a minute, counted under a key."""

    key: str
    amount: int


class Standing(NamedTuple):
    """The tightest of the limits after a request: its amount, what is left, whole seconds until one more is free."""

    allowed: bool
    amount: int
    left: int
    reset: int


class Counter:
    """The moving windows: Valkey's where there is one, else this process's own."""

    def __init__(self, url: str) -> None:
        client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.client, self.script = client, client.register_script(HIT)
        self.local = MovingWindowRateLimiter(MemoryStorage())
        self.local_until = -math.inf

    async def hit(self, limits: list[Limit]) -> Standing:
        """Count a request against all of its limits, or, if one of them is used up, against none."""
        if time.monotonic() >= self.local_until:
            try:
                return await self._shared(limits)
            except (RedisError, OSError, TimeoutError):
                self.local_until = time.monotonic() + LOCAL_S
        metrics.LIMITS_LOCAL.inc()
        return await self._local(limits)

    async def close(self) -> None:
        await self.client.aclose()

    async def _shared(self, limits: list[Limit]) -> Standing:
        keys, amounts = zip(*limits, strict=True)
        allowed, *found = await self.script(keys=keys, args=[MINUTE_US, *amounts])
        windows = zip(amounts, found[::2], (each / 1e6 for each in found[1::2]), strict=True)
        return tightest(bool(allowed), list(windows))

    async def _local(self, limits: list[Limit]) -> Standing:
        items = [(RateLimitItemPerMinute(amount), key) for key, amount in limits]
        allowed = all([await self.local.test(item, key) for item, key in items])
        windows = []
        for item, key in items:
            if allowed:
                await self.local.hit(item, key)
            stats = await self.local.get_window_stats(item, key)
            windows.append((item.amount, item.amount - stats.remaining, stats.reset_time - time.time()))
        return tightest(allowed, windows)


def tightest(allowed: bool, windows: list[tuple[int, int, float]]) -> Standing:
    """Of (amount, used, seconds until one more is free): the one with the least left, and of such the slowest."""
    left, reset, amount = min((max(0, amount - used), -seconds, amount) for amount, used, seconds in windows)
    return Standing(allowed, amount, left, min(60, max(1, math.ceil(-reset))))
