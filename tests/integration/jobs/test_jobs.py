"""Durable jobs: asked for in a transaction, done once, tried again, and kept where they can be seen."""

import asyncio
from typing import Any

import asyncpg
import pytest
from pgqueuer.adapters.persistence.queries import Queries

import sql
from app import database, queue
from app.jobs import JOBS, TRIES, Queue, Resources
from app.settings import Settings
from domain.errors import Unavailable
from tests.integration.jobs.working import at_work, enqueue, states
from tests.told import Told


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


async def test_what_fails_behind_an_outage_is_tried_as_often_as_anything_else(
    db: database.Pool, name: str, settings: Settings, told: Told
) -> None:
    tries = 0

    async def fail(*_: Any) -> None:
        nonlocal tries
        tries += 1
        raise Unavailable("evaluator") if tries <= TRIES else ValueError("by design")

    async with at_work(settings, {name: fail}):
        await enqueue(db, name)
        for _ in range(2 * TRIES):
            await told.until("job failed")
    assert (2 * TRIES, {"failed": 1}) == (tries, await states(db, name))


async def test_failed_jobs_of_one_key_are_tried_again_as_one(db: database.Pool, name: str) -> None:
    fail = "UPDATE pgqueuer SET status = 'failed' WHERE entrypoint = $1"
    for _ in range(2):
        await enqueue(db, name, key=name)
        await db.execute(fail, name)
    other = f"{name}.other"
    await enqueue(db, other, key=other)
    await db.execute(fail, other)
    await enqueue(db, other, key=other)
    await enqueue(db, name)
    await enqueue(db, name)
    await db.execute(fail, name)

    await sql.jobs.retry_failed(db)

    assert ({"queued": 3}, {"queued": 1}) == (await states(db, name), await states(db, other))


def test_waits_grow_and_have_an_end() -> None:
    assert [1, 2, 4, 8] == [queue.backoff(tries).total_seconds() for tries in range(4)]
    assert queue.LONGEST == queue.backoff(10_000)
