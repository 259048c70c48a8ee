"""What happens to a submission when the session changes while the evaluator is at work."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from app import database
from domain import progress, sessions, submissions
from domain.errors import Conflict
from openapi import types
from tests.servers import listening
from upstreams.evaluator import Evaluator

pytestmark = pytest.mark.usefixtures("stocked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUDGEMENT: dict[str, Any] = {
    "verdict": "correct",
    "checks": [],
    "message": None,
    "position": None,
    "suggestion": None,
    "cpu_ms": 1,
    "evaluator_version": "slow",
}
Slow = tuple[Evaluator, list[Callable[[], Awaitable[Any]]]]


@pytest_asyncio.fixture
async def slow() -> AsyncIterator[Slow]:
    """An evaluator that finds everything correct, and what it lets happen first."""
    meanwhile: list[Callable[[], Awaitable[Any]]] = []

    async def judge(_: web.Request) -> web.Response:
        for happen in meanwhile:
            await happen()
        return web.json_response(JUDGEMENT)

    server = web.Application()
    server.router.add_post("/v1/judge/math", judge)
    async with listening(server) as base, aiohttp.ClientSession() as http:
        yield Evaluator(base, http), meanwhile


def solving(session: types.Session) -> types.SubmissionMathCreate:
    """An answer to the session's problem."""
    assert session["problem_id"] is not None
    return {
        "session_id": session["id"],
        "problem_id": session["problem_id"],
        "subject": "math",
        "payload": {"expression": "1"},
    }


@pytest.mark.parametrize("action", ["advance", "giveup"])
async def test_work_on_a_problem_that_was_left_meanwhile_is_not_recorded(
    db: database.Pool, slow: Slow, action: types.SessionAction
) -> None:
    evaluator, meanwhile = slow
    user = str(uuid4())
    session = await sessions.create(db, user, {"subject": "math"}, NOW)
    meanwhile.append(lambda: sessions.act(db, user, session["id"], action, NOW))
    body = solving(session)

    with pytest.raises(Conflict):
        await submissions.submit(db, evaluator, user, body, NOW)

    listed = await submissions.list_submissions(db, user, session["id"], 20, None, NOW)
    given_up = 1 if action == "giveup" else 0
    assert ([], given_up) == (listed["items"], (await progress.get_progress(db, user, None, NOW))["attempts"])


async def test_a_retry_meanwhile_starts_its_own_clock_and_the_work_still_counts(db: database.Pool, slow: Slow) -> None:
    evaluator, meanwhile = slow
    user = str(uuid4())
    session = await sessions.create(db, user, {"subject": "math"}, NOW)
    meanwhile.append(lambda: sessions.act(db, user, session["id"], "retry", NOW))
    body = solving(session)

    result = await submissions.submit(db, evaluator, user, body, NOW)

    assert not submissions.is_waiting(result)
    assert "passed" == result["status"]
