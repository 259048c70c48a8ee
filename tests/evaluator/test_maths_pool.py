"""The worker pool against real processes: hangs, deaths, cancellation and its end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from evaluator.clients import CLIENT, Client
from evaluator.errors import Unavailable
from evaluator.maths import BadSubmission
from evaluator.maths.pool import COMMAND, ENVIRONMENT, ROOT, MathsPool

RIGHT = {"expression": "2x+2", "answer": {"expected": "2(x+1)"}}
ENDLESS = {"expression": "sqrt(x^7+3x^3+sqrt(x^5+1)+sqrt(x+sqrt(x))) < x^3", "answer": {"expected": "x > 2"}}


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[MathsPool]:
    pool = MathsPool(workers=1)
    await pool.start()
    yield pool
    await pool.close()


async def test_a_submission_is_judged_in_a_worker(pool: MathsPool) -> None:
    assert "correct" == (await pool.judge(RIGHT))["verdict"]


async def test_many_at_once_are_each_given_their_own_judgement(pool: MathsPool) -> None:
    found = await asyncio.gather(*(pool.judge({"expression": f"{n}", "answer": {"expected": "3"}}) for n in range(6)))

    assert [j["verdict"] == "correct" for j in found] == [n == 3 for n in range(6)]


async def test_an_authors_fault_is_raised_on_this_side(pool: MathsPool) -> None:
    with pytest.raises(BadSubmission):
        await pool.judge({"expression": "x", "answer": {"expected": ")"}})


async def test_a_worker_that_stands_still_is_the_machines_fault_and_the_next_one_serves() -> None:
    pool = MathsPool(workers=1, wall_seconds=1)
    await pool.start()
    await pool.ready()
    stopped = pool.pids()
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    # The spare one hangs as well: two submissions meet a stopped worker, then a new one serves.
    for _ in stopped:
        with pytest.raises(Unavailable):
            await pool.judge(RIGHT)

    assert "correct" == (await pool.judge(RIGHT))["verdict"]
    assert not set(stopped) & set(pool.pids())
    await pool.close()


async def test_a_submission_that_uses_up_its_cpu_time_is_told_so_and_the_next_one_is_judged(pool: MathsPool) -> None:
    found = [await pool.judge(each) for each in (ENDLESS, RIGHT)]

    assert ["timeout", "correct"] == [each["verdict"] for each in found]
    assert 2000 == found[0]["cpu_ms"]


async def test_who_hangs_up_while_waiting_is_called_off_and_who_is_at_work_is_not(pool: MathsPool) -> None:
    clients = list[Client]()

    async def ask(submission: dict[str, Any]) -> dict[str, Any]:
        task = asyncio.current_task()
        assert task is not None
        clients.append(Client(task))
        CLIENT.set(clients[-1])
        return await pool.judge(submission)

    at_work, waits = asyncio.create_task(ask(ENDLESS)), asyncio.create_task(ask(RIGHT))
    await asyncio.sleep(0)
    assert [False, True] == [client.queues for client in clients]
    for client in clients:
        client.leave()

    with pytest.raises(asyncio.CancelledError):
        await waits
    assert "timeout" == (await at_work)["verdict"]
    assert "correct" == (await pool.judge(RIGHT))["verdict"]


async def test_a_worker_that_died_is_retried_once(pool: MathsPool) -> None:
    await pool.ready()
    os.kill(pool.pids()[0], signal.SIGKILL)

    assert ["correct", "correct"] == [(await pool.judge(RIGHT))["verdict"] for _ in range(2)]


async def test_two_dead_workers_in_a_row_are_the_platforms_fault(pool: MathsPool) -> None:
    await pool.ready()
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(Unavailable):
        await pool.judge(RIGHT)
    assert "correct" == (await pool.judge(RIGHT))["verdict"]


async def test_a_cancelled_judgement_is_never_the_next_ones(pool: MathsPool) -> None:
    asked = asyncio.create_task(pool.judge({"expression": "x+1", "answer": {"expected": "x"}}))
    await asyncio.sleep(0)
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked

    assert "correct" == (await pool.judge(RIGHT))["verdict"]


async def test_a_full_queue_is_refused_with_a_time_to_come_back(pool: MathsPool) -> None:
    found = await asyncio.gather(*(pool.judge(RIGHT) for _ in range(200)), return_exceptions=True)
    refused = [r for r in found if isinstance(r, Unavailable)]

    assert refused
    assert {1} == {r.retry_after for r in refused}


async def test_a_worker_ends_when_its_parent_is_gone() -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, cwd=ROOT, env=ENVIRONMENT
    )
    assert process.stdin is not None
    process.stdin.close()

    assert 0 == await process.wait()


async def test_a_closed_pool_leaves_no_process_behind_and_refuses(pool: MathsPool) -> None:
    pids = pool.pids()
    await pool.close()

    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(Unavailable):
        await pool.judge(RIGHT)
