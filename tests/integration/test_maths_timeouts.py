"""A timeout in maths: nothing was shown wrong, so nothing counts, and the same answer may be sent again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from app import database
from domain import reviews, sessions, submissions
from openapi import types
from tests.servers import listening
from upstreams.evaluator import Evaluator

pytestmark = pytest.mark.usefixtures("stocked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVIDENCE = "SELECT correct FROM evidence WHERE user_id = $1"


@pytest_asyncio.fixture
async def slow_at_first() -> AsyncIterator[Evaluator]:
    """An evaluator that takes too long once, and finds everything correct from then on."""
    verdicts = iter(["timeout"])

    async def judge(_: web.Request) -> web.Response:
        nothing: dict[str, Any] = {"checks": [], "message": None, "position": None, "suggestion": None}
        return web.json_response(
            {"verdict": next(verdicts, "correct"), **nothing, "cpu_ms": 2000, "evaluator_version": "slow"}
        )

    server = web.Application()
    server.router.add_post("/v1/judge/math", judge)
    async with listening(server) as base, aiohttp.ClientSession() as http:
        yield Evaluator(base, http)


async def test_a_timeout_moves_nothing_and_the_next_try_is_the_first(
    db: database.Pool, slow_at_first: Evaluator
) -> None:
    user = str(uuid4())
    session = await sessions.create(db, user, {"subject": "math", "problem_id": "add-unlike-fractions"}, NOW)
    body: types.SubmissionMathCreate = {
        "session_id": session["id"],
        "problem_id": "add-unlike-fractions",
        "subject": "math",
        "payload": {"expression": "19/12"},
    }

    late = await submissions.submit(db, slow_at_first, user, body, NOW)
    untouched = await db.fetch(EVIDENCE, user)
    queue = await reviews.list_reviews(db, user, None, None, 20, None, NOW)
    right = await submissions.submit(db, slow_at_first, user, body, NOW)
    after = await db.fetch(EVIDENCE, user)

    assert not submissions.is_waiting(late)
    assert not submissions.is_waiting(right)
    assert ("timeout", "passed", None) == (late["status"], right["status"], right["duplicate_of"])
    assert ([], [], 1) == (untouched, queue["items"], len(after))
