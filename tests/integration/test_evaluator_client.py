"""The evaluator as CO asks it: a server that keeps the contract, and what becomes of its answers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from app.problems import on_domain_error
from app.watched import WatchedEvaluator
from domain.errors import Unavailable, Unjudgeable
from tests.servers import listening
from upstreams.evaluator import Evaluator

Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def client(answer: Answer, kind: type[Evaluator] = Evaluator) -> AsyncIterator[Evaluator]:
    """A client of an evaluator that gives this answer to every submission."""
    server = web.Application()
    server.router.add_post("/v1/judge/{kind}", answer)
    async with listening(server) as base, aiohttp.ClientSession() as session:
        yield kind(base, session)


async def broken_predicate(_: web.Request) -> web.Response:
    detail = "the predicate failed:   line 3, in check: raise KeyError(args)\nKeyError: ['a hidden test']"
    problem = {"type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": detail}
    return web.json_response(problem, status=422, content_type="application/problem+json")


async def test_a_predicate_that_breaks_is_logged_by_its_place_and_is_an_outage_to_the_learner() -> None:
    async with client(broken_predicate) as evaluator:
        with capture_logs() as logs, pytest.raises(Unjudgeable) as broken:
            await evaluator.judge_code({"entry": "longer"})

    answer = await on_domain_error(None, broken.value)

    found = {"event": "predicate", "entry": "longer", "fault": ["line 3", "KeyError"], "log_level": "error"}
    assert [found] == logs
    assert (503, "2") == (answer.status_code, answer.headers["Retry-After"])
    assert b"KeyError" not in answer.body


async def test_maths_that_cannot_be_decided_is_counted_and_logged_without_a_word_of_it() -> None:
    verdicts = iter(["correct", "undetermined"])

    async def judged(_: web.Request) -> web.Response:
        return web.json_response({"verdict": next(verdicts)})

    before = REGISTRY.get_sample_value("co_submissions_undetermined_total") or 0
    submission = {"expression": "the learner's own", "answer": {"expected": "x = 2"}}
    async with client(judged, WatchedEvaluator) as evaluator:
        with capture_logs() as logs:
            found = [(await evaluator.judge_math(submission))["verdict"] for _ in range(2)]

    assert ["correct", "undetermined"] == found
    assert 1 == (REGISTRY.get_sample_value("co_submissions_undetermined_total") or 0) - before
    assert [{"event": "undetermined", "log_level": "warning"}] == logs


async def test_a_full_evaluator_is_an_outage_for_as_long_as_it_says() -> None:
    async def full(_: web.Request) -> web.Response:
        return web.json_response({}, status=503, headers={"Retry-After": "7"})

    async with client(full) as evaluator:
        with pytest.raises(Unavailable) as away:
            await evaluator.judge_code({})

    assert 7 == away.value.retry_after


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("said", ["[]", "null", "{}", "<html>", ""])
async def test_what_is_no_answer_of_an_evaluator_is_an_outage(status: int, said: str) -> None:
    async def other(_: web.Request) -> web.Response:
        return web.Response(text=said, status=status, content_type="application/json")

    async with client(other, WatchedEvaluator) as evaluator:
        for judge in (evaluator.judge_code, evaluator.judge_math):
            with pytest.raises(Unavailable) as away:
                await judge({})
            assert Unavailable is type(away.value)
