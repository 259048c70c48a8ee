"""The worker process: durable jobs, and what falls due, swept at regular times; any number may run side by side."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import redis.asyncio as redis
import structlog

import sql
from app import database, idempotency, logs, metrics, queue, watched_tutor
from app.jobs import JOBS, Job, Queue, Resources
from app.outages import OUTAGES
from app.settings import Settings
from app.watched import WatchedEvaluator
from domain import learners, learning, reviews, sessions
from domain.errors import Conflict, NotFound
from upstreams import grader

EVERY_S = 15
FORGET_EVERY_S = 6 * 3600
MOCKS_AT_ONCE = 100
LOG_KEPT = timedelta(days=30)
log = structlog.get_logger()


async def sweep(db: database.Pool, now: datetime) -> tuple[int, int]:
    """Mark due reviews and close mocks whose time is over; how many of each."""
    async with db.transaction() as tx:
        due = await reviews.sweep(tx, now)
    await sql.idempotency.forget_keys(db, before=now - idempotency.KEPT)
    await sql.jobs.forget_log(db, before=now - LOG_KEPT)
    over = await sql.sessions.list_overdue_mocks(db, now=now, count=MOCKS_AT_ONCE)
    for mock in over:
        try:
            await sessions.get(db, mock["user_id"], mock["id"], now)
        except OUTAGES:
            raise
        except Exception as fault:
            if not isinstance(fault, Conflict | NotFound):  # its learner is leaving, or has left
                log.error("mock not closed", id=mock["id"], exc_info=fault)
    return due, len(over)


async def sweep_now(db: database.Pool) -> None:
    """One sweep, told of."""
    due, over = await sweep(db, datetime.now(UTC))
    metrics.REVIEWS_DUE.inc(due)
    if due or over:
        log.info("swept", reviews_due=due, mocks_over=over)


async def learn_now(db: database.Pool) -> None:
    """Learn from what evidence waits, batch by batch."""
    while lessons := await learning.learn(db, datetime.now(UTC)):
        log.info("learned", lessons=lessons)


async def forget_now(db: database.Pool, settings: Settings) -> None:
    """What has been kept for as long as the settings say."""
    keep = learners.Kept(settings.CO_KEEP_EVENTS_DAYS, settings.CO_KEEP_TURNS_DAYS, settings.CO_KEEP_PAYLOADS_DAYS)
    if forgotten := await learners.forget(db, keep, datetime.now(UTC)):
        log.info("forgotten", rows=forgotten)


@asynccontextmanager
async def opened(settings: Settings, jobs: Mapping[str, Job]) -> AsyncIterator[Resources]:
    """What jobs use, held open."""
    db = await database.connect(settings.CO_DB_URL, 2 + 2 * queue.AT_ONCE)
    valkey = redis.Redis.from_url(settings.CO_REDIS_URL, socket_timeout=30, socket_connect_timeout=2)
    async with aiohttp.ClientSession() as session:
        try:
            evaluator = WatchedEvaluator(settings.EVAL_BASE, session)
            tutor = watched_tutor.of(settings, session, grader.PATIENCE)
            yield Resources(settings, db, valkey, evaluator, Queue(jobs), grader.Grader(tutor) if tutor else None)
        finally:
            await valkey.aclose()
            await db.close()


async def over_and_over(what: str, do: Callable[[], Awaitable[None]], every_s: float, stop: asyncio.Event) -> None:
    """Do it until `stop`; what is under way is finished. What fails is tried again, and stops nothing else."""
    while not stop.is_set():
        try:
            await do()
        except OUTAGES as fault:
            log.warning(f"{what} failed", fault=type(fault).__name__)
        except Exception as fault:
            log.error(f"{what} failed", exc_info=fault)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)


async def run(settings: Settings, jobs: Mapping[str, Job] = JOBS, lease: timedelta = queue.LEASE) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(settings, jobs) as has:
        await asyncio.gather(
            over_and_over("sweep", lambda: sweep_now(has.db), EVERY_S, stop),
            over_and_over("learning", lambda: learn_now(has.db), EVERY_S, stop),
            over_and_over("retention", lambda: forget_now(has.db, settings), FORGET_EVERY_S, stop),
            over_and_over("queue", lambda: queue.work(settings.CO_DB_URL, jobs, has, stop, lease), 1, stop),
        )


def main(settings: Settings) -> None:
    logs.configure(settings.CO_LOG_LEVEL)
    with metrics.served(settings.CO_WORKER_METRICS_PORT):
        asyncio.run(run(settings))
