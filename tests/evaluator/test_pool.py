"""The pool: what happens around a submission must never become its verdict, or another's."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluator.code.judging import Judging
from evaluator.code.languages import LANGUAGES
from evaluator.code.pool import CodePool, Worker
from evaluator.code.worker import prepare
from evaluator.errors import Unavailable
from evaluator.settings import ROOT, Settings
from tests.evaluator.conftest import submission

LOOP = "def f():\n    while True: pass"
HONEST = "def f(x): return x"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the second wall is Linux's")


@asynccontextmanager
async def small_pool(settings: Settings, queue: int = 1, wall_seconds: float = 30) -> AsyncIterator[CodePool]:
    pool = CodePool(Settings(settings.cache, workers=1, queue=queue, wall_seconds=wall_seconds))
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


async def busy_worker(pool: CodePool, all_of_them: set[Worker]) -> Worker:
    """The worker that is not idle; `all_of_them` is what the pool has when all are."""
    await until(lambda: pool.idle.qsize() < len(all_of_them))
    idle = [pool.idle.get_nowait() for _ in range(pool.idle.qsize())]
    for worker in idle:
        pool.idle.put_nowait(worker)
    return next(worker for worker in all_of_them if worker not in idle)


async def test_a_worker_killed_at_work_costs_its_submission_a_retry_and_others_nothing(pool: CodePool) -> None:
    judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
    victim = await busy_worker(pool, set(pool.workers))
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
        os.kill((await busy_worker(pool, set(pool.workers))).process.pid, signal.SIGKILL)
        await until(lambda: pool.ready < 2)

    with pytest.raises(Unavailable) as refused:
        await judging

    assert refused.value.retry_after >= 1
    assert await passes(pool)


async def test_what_holds_a_worker_too_long_is_killed_and_keeps_the_verdicts_it_had(settings: Settings) -> None:
    code = "def f(x):\n    while x: pass\n    return x"
    async with small_pool(settings, wall_seconds=1) as pool:
        judged = await pool.judge(submission(code, ([0], 0), ([1], 1), ([0], 0)))

        assert ["AC", "TLE", "TLE"] == [test["verdict"] for test in judged["tests"]]
        assert "TLE" == judged["verdict"]


async def test_a_full_queue_refuses_at_once(settings: Settings) -> None:
    async with small_pool(settings, queue=1) as pool:
        at_work = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
        await until(pool.idle.empty)
        waits = asyncio.create_task(pool.judge(submission(HONEST, ([1], 1))))
        await until(lambda: pool.waiting == 1)

        with pytest.raises(Unavailable):
            await pool.judge(submission(HONEST, ([1], 1)))

        assert ("TLE", "AC") == ((await at_work)["verdict"], (await waits)["verdict"])


async def test_a_submission_that_is_called_off_leaves_the_pool_whole(pool: CodePool) -> None:
    judging = asyncio.create_task(pool.judge(submission(LOOP, ([], None))))
    await busy_worker(pool, set(pool.workers))
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
        left.add(judging.fuel)

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


@linux
def test_every_worker_stands_behind_the_second_wall(pool: CodePool) -> None:
    for worker in pool.workers:
        status = Path(f"/proc/{worker.process.pid}/status").read_text().split("\n")
        assert {"NoNewPrivs:\t1", "Seccomp:\t2"} <= set(status)


@linux
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "os.open('/dev/null', os.O_WRONLY)",
        "os.stat('/')",
        "os.listdir('/proc')",
        "socket.socket()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 9)",
        "os.pipe()",
        "os.memfd_create('x')",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
        "threading.Thread(target=print).start()",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    ],
)
async def test_behind_the_wall_nothing_of_the_machine_can_be_reached(attempt: str) -> None:
    script = f"""
import mmap, os, resource, socket, threading
from evaluator.code.wall import raise_wall
raise_wall()
try:
    {attempt}
except (OSError, RuntimeError, ValueError):
    print("refused")
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )

    assert b"refused\n" == (await process.communicate())[0]
