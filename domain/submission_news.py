"""Word that a submission is no longer as it was: it wakes those who wait for the verdict, wherever they read."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from redis.exceptions import RedisError

from domain import streams
from domain.ports import News

KEPT_S = 60
"""Longer than anyone takes from looking at Postgres to listening here."""
TOLD_WITHIN_S = 2
LOOK_S = 15
"""How often those look by themselves who cannot be woken."""
AWAY = (RedisError, OSError)


def stream_of(submission_id: str) -> str:
    return f"submission:news:{submission_id}"


async def tell(valkey: Any, submission_id: str) -> None:
    """Wake them, once what they are to see is committed; without Valkey they look by themselves."""
    with suppress(*AWAY):
        async with asyncio.timeout(TOLD_WITHIN_S), valkey.pipeline(transaction=True) as pipe:
            streams.add(pipe, stream_of(submission_id), [("changed", {})], begun=False)
            pipe.expire(stream_of(submission_id), KEPT_S)
            await pipe.execute()


async def wakes(news: News, submission_id: str) -> AsyncGenerator[bool]:
    """True when there is word, False when there has been none for a while: Postgres may be asked all the same."""
    while True:
        with suppress(*AWAY):
            async with aclosing(news.read(stream_of(submission_id), streams.START)) as reading:
                async for entries in reading:
                    yield bool(entries)
        await asyncio.sleep(LOOK_S)
        yield False
