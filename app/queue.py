"""The queue as a worker works it off: pgqueuer on a connection of its own, leases, retries, and what is logged."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.buffers import JobStatusLogBuffer
from pgqueuer.core.executors import AbstractEntrypointExecutor
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError, RetryRequested
from pgqueuer.domain.models import Job as Row

import sql
from app.jobs import TRIES, Job, Resources
from app.metrics import JOB_RUNS
from app.outages import OUTAGES
from domain.errors import Unavailable

LEASE = timedelta(seconds=30)
"""How long the heartbeat of a job may be silent until another worker takes the job up; it beats twice in this time."""

AT_ONCE = 2
"""Jobs that are fetched at once; twice as many run at once."""

LONGEST = timedelta(minutes=5)
CALLED = "co-queue"
"""What Postgres shows the queue's connections as."""
AWAY = (*OUTAGES, Unavailable)
log = structlog.get_logger()


class Manager(QueueManager):
    """pgqueuer's, which leaves a job that an outage kept from being written down to the next lease."""

    async def log_failure(
        self, job: Row, executor: AbstractEntrypointExecutor, exc: Exception, jbuff: JobStatusLogBuffer
    ) -> None:
        if not isinstance(exc, AWAY):
            await super().log_failure(job, executor, exc, jbuff)


async def work(url: str, jobs: Mapping[str, Job], has: Resources, stop: asyncio.Event, lease: timedelta) -> None:
    """Run jobs until `stop`, those under way to their end; raises as soon as the database is away."""
    known = {"jit": "off", "application_name": CALLED}
    connection = await asyncpg.connect(url, timeout=5, command_timeout=10, server_settings=known)
    try:
        await sql.jobs.count_undone(connection)  # before the migrations that is another fault than pgqueuer's own
        driver = AsyncpgDriver(connection)
        manager = Manager(Queries(driver))
        for name, job in jobs.items():
            manager.entrypoint(name, on_failure="hold", accepts_context=False)(_held(driver, name, job, has))
        stopping = asyncio.create_task(_stop(stop, manager))
        try:
            await manager.run(
                dequeue_timeout=lease / 3,
                batch_size=AT_ONCE,
                max_concurrent_tasks=2 * AT_ONCE,
                shutdown_on_listener_failure=True,
                heartbeat_timeout=lease,
                log_aggregation_interval=timedelta(0),
            )
        except FailingListenerError as silent:
            raise ConnectionError("the database does not say what is new") from silent
        finally:
            stopping.cancel()
    finally:
        connection.terminate()


def backoff(tries: int) -> timedelta:
    """How long to wait after so many tries and one more."""
    return min(timedelta(seconds=2 ** min(tries, 10)), LONGEST)


async def _stop(stop: asyncio.Event, manager: QueueManager) -> None:
    await stop.wait()
    manager.shutdown.set()


async def _faults(driver: AsyncpgDriver, row: Row) -> int:
    """How often the job has failed by itself, this time included: an outage is no fault of its own."""
    connection: Any = driver
    (counted,) = await sql.jobs.count_fault(connection, id=row.id)
    return counted["faults"]


def _held(driver: AsyncpgDriver, name: str, job: Job, has: Resources) -> Any:
    """The function as pgqueuer calls it: under a lock that dies with this worker, its faults turned to retries."""

    async def run(row: Row) -> None:
        connection: Any = driver
        (lock,) = await sql.jobs.hold_job(connection, id=row.id)
        if not lock["held"]:
            log.warning("job held", job=name, id=row.id)
            raise RetryRequested(delay=timedelta(seconds=1), reason="another worker is still at it")
        try:
            await job(has, orjson.loads(row.payload or b"{}"))
        except Exception as fault:
            away = isinstance(fault, AWAY)
            log.warning("job failed", job=name, id=row.id, tries=row.attempts + 1, fault=type(fault).__name__)
            over = not away and await _faults(driver, row) >= TRIES
            JOB_RUNS.labels(name, "failed" if over else "again").inc()
            if over:
                raise
            raise RetryRequested(delay=backoff(row.attempts), reason=type(fault).__name__) from fault
        finally:
            await sql.jobs.let_job_go(connection, id=row.id)
        JOB_RUNS.labels(name, "done").inc()
        log.info("job done", job=name, id=row.id)

    return run
