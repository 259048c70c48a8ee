"""The worker process: what falls due, swept at regular times; any number of workers may run side by side."""

import asyncio
import signal
from datetime import UTC, datetime

import asyncpg
import structlog

import sql
from app import database, idempotency, logs, metrics
from app.settings import Settings
from domain import reviews, sessions

EVERY_S = 15
MOCKS_AT_ONCE = 100
log = structlog.get_logger()


async def sweep(db: database.Pool, now: datetime) -> tuple[int, int]:
    """Mark due reviews and close mocks whose time is over; how many of each."""
    async with db.transaction() as tx:
        due = await reviews.sweep(tx, now)
    await sql.idempotency.forget_keys(db, before=now - idempotency.KEPT)
    over = await sql.sessions.list_overdue_mocks(db, now=now, count=MOCKS_AT_ONCE)
    for mock in over:
        await sessions.get(db, mock["user_id"], mock["id"], now)
    return due, len(over)


async def run(settings: Settings) -> None:
    """Sweep until SIGTERM or SIGINT; a sweep under way is finished, a database that is away is tried again."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    db = await database.connect(settings.CO_DB_URL, 2)
    try:
        while not stop.is_set():
            try:
                due, over = await sweep(db, datetime.now(UTC))
                metrics.REVIEWS_DUE.inc(due)
                if due or over:
                    log.info("swept", reviews_due=due, mocks_over=over)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
                log.warning("sweep failed", fault=type(fault).__name__)
            try:
                await asyncio.wait_for(stop.wait(), EVERY_S)
            except TimeoutError:
                continue
    finally:
        await db.close()


def main(settings: Settings) -> None:
    logs.configure(settings.CO_LOG_LEVEL)
    asyncio.run(run(settings))
