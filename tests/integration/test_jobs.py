"""Durable jobs: asked for in a transaction, run to their end whatever happens to workers."""

import asyncio
import functools
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from pgqueuer.adapters.persistence.queries import Queries

import sql
from app import database, queue, worker
from app.embedded.child import Child
from app.jobs import JOBS, TRIES, Job, Queue, Resources
from app.settings import Settings
from domain.errors import Unavailable

ROOT = Path(__file__).parents[2]
QUICK = timedelta(seconds=1)
LATE = "UPDATE pgqueuer SET heartbeat = now() - interval '1 hour' WHERE entrypoint = $1"
GONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1"
KILLED = """
import asyncio, sys
from datetime import timedelta
from app import worker
from app.settings import load

async def hang(has, payload):
    await has.db.execute("SELECT pg_notify($1, 'begun')", sys.argv[1])
    await asyncio.Event().wait()

asyncio.run(worker.run(load(), {sys.argv[1]: hang}))
"""


class Told:
    """A log that can be waited for."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    def info(self, line: str, **_: Any) -> None:
        self.lines.put_nowait(line)

    warning = info

    async def until(self, line: str) -> None:
        while await self.lines.get() != line:
            pass


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(queue, "log", told)
    monkeypatch.setattr(queue, "backoff", lambda _: timedelta(0))
    return told


@pytest.fixture
def name() -> str:
    """Of a job that no other test has."""
    return f"test.{uuid4().hex}"


@pytest.fixture(scope="module")
def settings(postgres: str) -> Settings:
    return Settings(CO_DB_URL=postgres, CO_REDIS_URL="redis://127.0.0.1:1", EVAL_BASE="http://127.0.0.1:1")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def db(postgres: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(postgres, 4)
    yield pool
    await pool.close()


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


async def test_the_queues_library_has_nothing_to_add_to_our_schema(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    plan = await Queries.from_asyncpg_connection(connection).plan_upgrade()
    await connection.close()
    assert [] == list(plan.statements)


async def test_a_job_asked_for_in_a_transaction_that_is_rolled_back_was_not_asked_for(
    db: database.Pool, name: str
) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with db.transaction() as tx:
            await Queue([name]).enqueue(tx, name, {})
            await tx.fetchval("SELECT 1 / 0")
    assert {} == await states(db, name)


async def test_a_job_that_nobody_would_know_is_not_taken(db: database.Pool) -> None:
    with pytest.raises(LookupError, match=r"no job is called test\.nobody"):
        await Queue().enqueue(db, "test.nobody", {})
    assert all("." in name for name in JOBS)


async def test_a_job_is_done_once_with_the_payload_it_was_given(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    given = []

    async def note(_: Resources, payload: dict[str, Any]) -> None:
        given.append(payload)

    async with at_work(settings, {name: note}):
        await enqueue(db, name)
        await told.until("job done")
    assert ([{"user_id": "u"}], {"successful": 1}) == (given, await states(db, name))


async def test_a_key_keeps_a_second_job_out_while_the_first_waits(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    for _ in range(2):
        await enqueue(db, name, key=name)
    assert {"queued": 1} == await states(db, name)

    async def nothing(*_: Any) -> None: ...

    async with at_work(settings, {name: nothing}):
        await told.until("job done")
    await enqueue(db, name, key=name)
    assert {"queued": 1, "successful": 1} == await states(db, name)


async def test_a_job_that_fails_is_tried_again_and_kept_where_it_can_be_seen(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    tries: asyncio.Queue[int] = asyncio.Queue()

    async def fail(*_: Any) -> None:
        tries.put_nowait(1)
        raise ValueError("by design")

    async with at_work(settings, {name: fail}):
        await enqueue(db, name)
        count = sum([await tries.get() for _ in range(TRIES)])
    assert (TRIES, 0, {"failed": 1}) == (count, tries.qsize(), await states(db, name))


async def test_an_outage_is_no_fault_of_the_jobs(db: database.Pool, name: str, settings: Settings, told: Told) -> None:
    tries = 0

    async def away(*_: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= TRIES:
            raise Unavailable("evaluator")

    async with at_work(settings, {name: away}):
        await enqueue(db, name)
        await told.until("job done")
    assert (TRIES + 1, {"successful": 1}) == (tries, await states(db, name))


def test_waits_grow_and_have_an_end() -> None:
    assert [1, 2, 4, 8] == [queue.backoff(tries).total_seconds() for tries in range(4)]
    assert queue.LONGEST == queue.backoff(10_000)


async def test_a_job_whose_worker_was_killed_is_done_by_the_next(
    db: database.Pool, name: str, settings: Settings, told: Told, tmp_path: Path, postgres: str
) -> None:
    environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
    listener, begun = await asyncpg.connect(postgres), asyncio.Event()
    await listener.add_listener(name, lambda *_: begun.set())
    command = [sys.executable, "-c", KILLED, name]
    first = await Child.start("worker", command, tmp_path / "worker.log", env=environ, cwd=ROOT)
    await enqueue(db, name)
    await begun.wait()
    first.process.send_signal(signal.SIGKILL)
    await first.process.wait()
    await listener.close()
    done = []

    async def finish(*_: Any) -> None:
        done.append(1)

    async with at_work(settings, {name: finish}):
        await told.until("job done")
    assert ([1], {"successful": 1}) == (done, await states(db, name))


async def test_a_worker_told_to_end_finishes_what_it_has_begun(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(*_: Any) -> None:
        begun.set()
        await go_on.wait()

    async with at_work(settings, {name: wait}):
        await enqueue(db, name)
        await begun.wait()
        asyncio.get_running_loop().call_soon(go_on.set)
    assert {"successful": 1} == await states(db, name)


async def test_a_job_whose_heartbeat_is_late_is_not_begun_a_second_time(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    begun, go_on, runs = asyncio.Event(), asyncio.Event(), []

    async def wait(*_: Any) -> None:
        runs.append(1)
        begun.set()
        await go_on.wait()

    async with at_work(settings, {name: wait}, timedelta(minutes=1)):
        await enqueue(db, name)
        await begun.wait()
        await db.execute(LATE, name)
        async with at_work(settings, {name: wait}):
            await told.until("job held")
            go_on.set()
            await told.until("job done")
    assert [1] == runs


async def test_a_worker_goes_on_when_its_database_comes_back(
    db: database.Pool, name: str, settings: Settings, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "log", told)
    stop, given = asyncio.Event(), asyncio.Queue[Any]()

    async def note(_: Resources, payload: dict[str, Any]) -> None:
        given.put_nowait(payload["at"])

    async def put(at: int) -> None:
        await Queue([name]).enqueue(db, name, {"at": at})
        while await given.get() != at:
            pass

    async with worker.opened(settings, {name: note}) as has:
        work = functools.partial(queue.work, settings.CO_DB_URL, {name: note}, has, stop, QUICK)
        task = asyncio.create_task(worker.over_and_over("queue", work, 0.01, stop))
        await put(1)
        await db.execute(GONE, queue.CALLED)
        await told.until("queue failed")
        await put(2)
        stop.set()
        await task
