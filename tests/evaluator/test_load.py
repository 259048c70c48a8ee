"""More than the workers can do, and workers that are lost: what CO meets then, over HTTP."""

import asyncio
import os
import signal
import sys
from typing import Any

import pytest

from evaluator.settings import Settings
from tests.evaluator.service import HONEST, Service, service

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's process id is read from /proc")


async def refusal(running: Service, body: dict[str, Any]) -> tuple[int, bool, str]:
    """Status, whether it says when to come back, and the detail."""
    async with running.api.session.post(f"{running.api.base}/v1/judge/code", json=body) as answer:
        said = await answer.json(content_type=None)
        return answer.status, int(answer.headers["Retry-After"]) >= 1, said["detail"]


async def test_a_full_queue_is_503_at_once_and_says_when_to_come_back(settings: Settings) -> None:
    async with service(settings, EVAL_QUEUE="1") as running:
        sent = await running.at_work_and_waiting()

        assert (503, True, "every worker is busy and the queue is full") == await refusal(running, HONEST)

        assert ["TLE", "AC"] == [judged["verdict"] for judged in await asyncio.gather(*sent)]
        running.process.send_signal(signal.SIGTERM)
        assert (0, "") == await running.ended()


async def test_a_users_share_of_the_queue_leaves_the_others_theirs(settings: Settings) -> None:
    async with service(settings, EVAL_QUEUE="4", EVAL_QUEUE_PER_USER="1") as running:
        sent = await running.at_work_and_waiting()

        status, says_when, detail = await refusal(running, HONEST)
        assert (503, True) == (status, says_when)
        assert "this user's share of the queue is full" in detail
        assert "AC" == (await running.api.post("/v1/judge/code", {**HONEST, "user": "another"}))["verdict"]

        await asyncio.gather(*sent)
        running.process.send_signal(signal.SIGTERM)
        assert (0, "") == await running.ended()


async def test_who_hangs_up_gives_up_the_place_in_the_queue_and_those_behind_are_judged(settings: Settings) -> None:
    async with service(settings, EVAL_QUEUE="1") as running:
        at_work, waits = await running.at_work_and_waiting()
        waits.cancel()
        await running.until(waiting=0)

        behind = asyncio.create_task(running.api.post("/v1/judge/code", HONEST))

        assert ["TLE", "AC"] == [judged["verdict"] for judged in await asyncio.gather(at_work, behind)]
        running.process.send_signal(signal.SIGTERM)
        assert (0, "") == await running.ended()


@linux
async def test_a_lost_worker_costs_its_submission_a_retry_and_who_waits_nothing(settings: Settings) -> None:
    async with service(settings) as running:
        sent = await running.at_work_and_waiting()
        os.kill(running.worker(), signal.SIGKILL)

        assert ["TLE", "AC"] == [judged["verdict"] for judged in await asyncio.gather(*sent)]
        assert 1 == (await running.health())["workers"]
        running.process.send_signal(signal.SIGTERM)
        exit_code, said = await running.ended()
        assert 0 == exit_code
        assert "its submission is tried once more" in said


@linux
async def test_what_loses_two_workers_is_503_and_no_verdict(settings: Settings) -> None:
    async with service(settings) as running:
        first, waits = await running.at_work_and_waiting()
        for _ in range(2):
            await running.until(workers=1)
            os.kill(running.worker(), signal.SIGKILL)
            await running.until(workers=0)

        assert ["AC"] == [judged["verdict"] for judged in await asyncio.gather(waits)]
        with pytest.raises(AssertionError, match="lost twice"):
            await first
        running.process.send_signal(signal.SIGTERM)
        assert 0 == (await running.ended())[0]
