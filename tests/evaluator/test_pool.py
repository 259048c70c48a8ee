"""The pool: what happens around a submission must never become its verdict, or another's."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from evaluator.code.judging import Judging
from evaluator.code.languages import LANGUAGES
from evaluator.code.pool import CodePool
from evaluator.code.process import Worker
from evaluator.code.worker import prepare
from evaluator.errors import Unavailable
from evaluator.settings import Settings
from tests.evaluator.conftest import submission

LOOP = "def f():\n    while True: pass"
HONEST = "def f(x): return x"
linux = pytest.mark.skipif(sys.platform != "linux", reason="CPU time of another process is read from /proc")


@asynccontextmanager
async def small_pool(settings: Settings, queue: int = 1, **more: Any) -> AsyncIterator[CodePool]:
    pool = CodePool(Settings(settings.cache, workers=1, queue=queue, **more))
    await pool.start()
    await pool.warm()
    yield pool
    await pool.close()


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - what is waited for is a state of the pool, which has no event for it
        await asyncio.sleep(0.001)


async def passes(pool: CodePool) -> bool:
    judged = await pool.judge(submission(HONEST, ([1], 1)))
    return bool(judged["verdict"] == "AC")


async def busy_worker(pool: CodePool) -> Worker:
    """The only worker of the pool that is not free."""
    await until(lambda: len(pool.turns.free) == pool.ready - 1)
    return next(worker for worker in pool.workers if worker not in pool.turns.free)


async def test_a_worker_killed_at_work_costs_its_submission_a_retry_and_others_nothing(pool: CodePool) -> None:
    judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
    victim = await busy_worker(pool)
    os.kill(victim.process.pid, signal.SIGKILL)

    assert await passes(pool)
    assert "TLE" == (await judging)["verdict"]


async def test_a_worker_that_died_idle_is_not_noticed(pool: CodePool) -> None:
    for worker in set(pool.workers):
        os.kill(worker.process.pid, signal.SIGKILL)

    assert all(await asyncio.gather(*(passes(pool) for _ in range(4))))


async def test_what_kills_two_workers_is_the_platforms_fault_and_no_verdict(pool: CodePool) -> None:
    judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
    for _ in range(2):
        await until(lambda: pool.ready == 2)
        os.kill((await busy_worker(pool)).process.pid, signal.SIGKILL)
        await until(lambda: pool.ready < 2)

    with pytest.raises(Unavailable) as refused:
        await judging

    assert refused.value.retry_after >= 1
    assert await passes(pool)


@linux
async def test_what_uses_too_much_cpu_is_killed_and_keeps_the_verdicts_it_had(settings: Settings) -> None:
    code = "def f(x):\n    while x: pass\n    return x"
    async with small_pool(settings, cpu_seconds=0.2) as pool:
        judged = await pool.judge(submission(code, ([0], 0), ([1], 1), ([0], 0)))

        assert ["AC", "TLE", "TLE"] == [test["verdict"] for test in judged["tests"]]
        assert "TLE" == judged["verdict"]


@linux
async def test_a_machine_that_stands_still_is_no_verdict(settings: Settings) -> None:
    async with small_pool(settings, wall_seconds=1) as pool:
        judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
        os.kill((await busy_worker(pool)).process.pid, signal.SIGSTOP)

        with pytest.raises(Unavailable, match="the machine is too busy"):
            await judging


async def test_a_full_queue_refuses_at_once(settings: Settings) -> None:
    async with small_pool(settings, queue=1) as pool:
        at_work = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
        await busy_worker(pool)
        waits = asyncio.create_task(pool.judge(submission(HONEST, ([1], 1))))
        await until(lambda: pool.turns.waiting == 1)

        with pytest.raises(Unavailable, match="the queue is full") as refused:
            await pool.judge(submission(HONEST, ([1], 1)))

        assert refused.value.retry_after >= 1
        assert ("TLE", "AC") == ((await at_work)["verdict"], (await waits)["verdict"])


async def test_one_user_cannot_fill_the_queue(settings: Settings) -> None:
    async with small_pool(settings, queue=4) as pool:
        at_work = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
        await busy_worker(pool)
        greedy = [asyncio.create_task(pool.judge(submission(HONEST, ([1], 1), user="greedy"))) for _ in range(2)]
        await until(lambda: pool.turns.waiting == 2)

        with pytest.raises(Unavailable, match="this user's share"):
            await pool.judge(submission(HONEST, ([1], 1), user="greedy"))

        assert "AC" == (await pool.judge(submission(HONEST, ([1], 1), user="other")))["verdict"]
        assert ["AC", "AC", "TLE"] == [each["verdict"] for each in await asyncio.gather(*greedy, at_work)]


async def test_a_hundred_of_one_user_do_not_delay_the_one_of_another(settings: Settings) -> None:
    async with small_pool(settings, queue=200) as pool:
        done: list[str] = []

        async def judge(user: str) -> None:
            await pool.judge(submission(HONEST, ([1], 1), user=user))
            done.append(user)

        many = [asyncio.create_task(judge("many")) for _ in range(100)]
        await until(lambda: len(done) == 10)
        await judge("one")
        await asyncio.gather(*many)

        # Before it: the one at work, the one whose turn was next, and those that ended before it was sent.
        assert done.index("one") <= 13


async def test_how_long_to_wait_follows_the_queue_and_how_long_the_last_ones_took(settings: Settings) -> None:
    async with small_pool(settings, queue=8) as pool:
        assert 1 == pool.retry_after()
        pool.held_seconds = 2.5
        assert 3 == pool.retry_after()

        at_work = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
        await busy_worker(pool)
        waiting = [asyncio.create_task(pool.judge(submission(HONEST, ([1], 1)))) for _ in range(3)]
        await until(lambda: pool.turns.waiting == 3)
        assert 10 == pool.retry_after()

        await asyncio.gather(at_work, *waiting)
        assert pool.held_seconds < 2.5


async def test_a_submission_that_is_called_off_leaves_the_pool_whole(pool: CodePool) -> None:
    judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
    await busy_worker(pool)
    judging.cancel()

    with pytest.raises(asyncio.CancelledError):
        await judging

    assert all(await asyncio.gather(*(passes(pool) for _ in range(4))))


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(n): return sorted({str(i * 7919 % n): i for i in range(n)})[0]"),
        ("javascript", "const f = (n) => [...Array(n).keys()].map((i) => String((i * 7919) % n)).sort()[0]"),
    ],
)
def test_the_same_submission_burns_the_same_fuel(settings: Settings, language: str, code: str) -> None:
    boxes = prepare(settings.cache)
    left = set()
    for _ in range(3):
        judging = Judging(LANGUAGES[language], boxes[language], submission(code, ([2000], "0"), language=language))
        assert ["AC"] == [result["verdict"] for result in judging.results()]
        left.add(judging.program.fuel)

    assert 1 == len(left)


@dataclass(frozen=True)
class Impatient:
    """Python with a hundredth of the fuel, so that limits are met sooner."""

    FUEL: int = LANGUAGES["python"].FUEL // 100
    ONE_NUMBER_TYPE: bool = False


def test_a_submission_has_the_fuel_of_two_tests(settings: Settings) -> None:
    box = prepare(settings.cache)["python"]

    results = list(Judging(Impatient(), box, submission(LOOP, *[([], None)] * 8)).results())

    messages = [result["message"] for result in results]
    assert ["TLE"] * 8 == [result["verdict"] for result in results]
    assert 6 == messages.count("the submission's time is used up")
