"""`python -m bench.streams.speaking`: says turns into their streams by a replica's code, a few at once.

A line of JSON on stdin begins it: `valkey`, a URL; `quiet` and `spoken`, turn ids; `rate`, deltas a second in each that
is spoken; `seconds`. It says `begun` when all are there to be read, waits for a line, speaks, and says how many deltas
it wrote. Each delta begins with the nanoseconds at which it was written.
"""

import asyncio
import json
import sys
import time
from typing import Any

import redis.asyncio as redis
import uvloop

from domain import streams, tutor_turns

WORDS = "and so it goes on from day to day"
KEPT_S = 300
TICK_S = 0.002


async def speak(valkey: Any, turn_ids: list[str], rate: float, seconds: float) -> int:
    """A delta to one turn after the other, each of them `rate` times a second; how many."""
    written, starts, pause = 0, time.time(), 1 / rate / len(turn_ids)
    while written < seconds / pause:
        due = min(int((time.time() - starts) / pause) + 1, round(seconds / pause))
        async with valkey.pipeline(transaction=True) as pipe:
            for number in range(written, due):
                stream = tutor_turns.stream_of(turn_ids[number % len(turn_ids)])
                streams.add(pipe, stream, [("delta", {"text": f"{time.time_ns()} {WORDS}"})])
            await pipe.execute()
        written = due
        await asyncio.sleep(max(TICK_S, starts + written * pause - time.time()))
    return written


async def main() -> None:
    plan = json.loads(await asyncio.to_thread(sys.stdin.readline))
    async with redis.Redis.from_url(plan["valkey"]) as valkey:
        for turn_id in plan["quiet"] + plan["spoken"]:
            await tutor_turns.write(valkey, turn_id, iter([tutor_turns.hint(1, "model")]), produced=True)
            # Kept by its producer every other second otherwise, which is not what is measured.
            await valkey.expire(tutor_turns.producer_of(turn_id), KEPT_S)
        print("begun", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(await speak(valkey, plan["spoken"], plan["rate"], plan["seconds"]), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
