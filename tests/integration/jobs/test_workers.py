"""Durable jobs are run to their end, whatever happens to workers."""

import asyncio
import functools
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app import database, queue, worker
from app.embedded.child import Child
from app.jobs import Queue, Resources
from app.settings import Settings
from tests.integration.jobs.working import QUICK, at_work, enqueue, states
from tests.told import Told

ROOT = Path(__file__).parents[3]
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


async def test_a_fault_in_one_of_a_workers_tasks_ends_neither_it_nor_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults = [KeyError("a bug"), asyncpg.InternalClientError("the server has gone"), ConnectionError("away")]
    told, stop = Told(), asyncio.Event()
    monkeypatch.setattr(worker, "log", told)

    async def work() -> None:
        if faults:
            raise faults.pop()
        stop.set()

    await worker.over_and_over("sweep", work, 0, stop)

    assert ["sweep failed"] * 3 == [told.lines.get_nowait() for _ in range(told.lines.qsize())]
