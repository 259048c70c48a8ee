"""The signal to end: what was accepted is judged, nothing new is, and nobody waits for ever."""

import asyncio
import signal

from evaluator.settings import Settings
from tests.evaluator.service import HONEST, LOOP, service


async def test_what_is_at_work_and_what_waits_is_judged_and_what_is_new_refused(settings: Settings) -> None:
    async with service(settings) as running:
        sent = await running.at_work_and_waiting()
        await running.asked_to_end()

        refused = await running.api.post("/v1/judge/code", HONEST, expect=503)

        assert "this evaluator is ending" == refused["detail"]
        assert ["TLE", "AC"] == [judged["verdict"] for judged in await asyncio.gather(*sent)]
        assert (0, "") == await running.ended()


async def test_a_refusal_while_ending_says_when_to_come_back_and_closes_the_connection(settings: Settings) -> None:
    async with service(settings) as running:
        sent = await running.at_work_and_waiting()
        await running.asked_to_end()

        async with running.api.session.post(f"{running.api.base}/v1/judge/code", json=HONEST) as answer:
            assert (503, "1", "close") == (answer.status, answer.headers["Retry-After"], answer.headers["Connection"])

        await asyncio.gather(*sent)
        assert (0, "") == await running.ended()


async def test_the_second_signal_ends_it_and_answers_those_inside(settings: Settings) -> None:
    async with service(settings) as running:
        sent = [asyncio.create_task(running.api.post("/v1/judge/code", body, expect=503)) for body in (LOOP, HONEST)]
        await running.until(waiting=1)
        await running.asked_to_end()
        running.process.send_signal(signal.SIGTERM)

        assert [503, 503] == [answer["status"] for answer in await asyncio.gather(*sent)]
        exit_code, said = await running.ended()
        assert 1 == exit_code
        assert "ended before 2 submissions were judged" in said


async def test_the_time_of_grace_ends_it_too(settings: Settings) -> None:
    async with service(settings, EVAL_GRACE_SECONDS="1") as running:
        sent = [asyncio.create_task(running.api.post("/v1/judge/code", body, expect=503)) for body in (LOOP, HONEST)]
        await running.until(waiting=1)
        await running.asked_to_end()

        assert [503, 503] == [answer["status"] for answer in await asyncio.gather(*sent)]
        assert 1 == (await running.ended())[0]


async def test_an_idle_evaluator_ends_at_once(settings: Settings) -> None:
    async with service(settings) as running:
        running.process.send_signal(signal.SIGTERM)

        assert (0, "") == await running.ended()
