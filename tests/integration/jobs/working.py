"""A worker at work on jobs of a test's own, and how far they have come."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import sql
from app import database, queue, worker
from app.jobs import Job, Queue
from app.settings import Settings

QUICK = timedelta(seconds=1)


@asynccontextmanager
async def at_work(settings: Settings, jobs: Mapping[str, Job], lease: timedelta = QUICK) -> AsyncIterator[None]:
    """A worker's queue, until the end of the block, and then until what it has begun is done."""
    stop = asyncio.Event()
    async with worker.opened(settings, jobs) as has:
        work = asyncio.create_task(queue.work(settings.CO_DB_URL, jobs, has, stop, lease))
        try:
            yield
        finally:
            stop.set()
            await work


async def states(db: database.Pool, name: str) -> dict[str, int]:
    return {row["state"]: row["number"] for row in await sql.jobs.count_jobs(db) if row["name"] == name}


async def enqueue(db: database.Pool, name: str, key: str | None = None) -> None:
    async with db.transaction() as tx:
        await Queue([name]).enqueue(tx, name, {"user_id": "u"}, key)
