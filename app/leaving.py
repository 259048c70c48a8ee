"""`python -m app learner`: exports and deletions for who asks by mail."""

import sys
from contextlib import aclosing
from datetime import UTC, datetime

import orjson
import redis.asyncio as redis

from app import database
from app.jobs import Queue
from app.settings import Settings
from domain import learners


async def export(settings: Settings, user_id: str) -> int:
    """Write all that is kept of the learner to standard output, as the API would send it."""
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        first, lines = await learners.export(db, user_id, datetime.now(UTC))
        async with aclosing(lines):
            sys.stdout.buffer.write(first)
            async for some in lines:
                sys.stdout.buffer.write(some)
    finally:
        await db.close()
    return 0


async def delete(settings: Settings, user_id: str) -> int:
    """Delete it here and now, and print what that was; a worker completes it if this is broken off."""
    db = await database.connect(settings.CO_DB_URL, 2)
    try:
        async with redis.Redis.from_url(settings.CO_REDIS_URL, socket_timeout=30, socket_connect_timeout=2) as valkey:
            await learners.request_deletion(db, Queue(), user_id, datetime.now(UTC))
            await learners.delete(db, valkey, user_id, datetime.now(UTC))
        print(orjson.dumps(await learners.get_deletion(db, user_id)).decode())
    finally:
        await db.close()
    return 0
