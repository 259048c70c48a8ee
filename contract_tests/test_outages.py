"""What is answered while Postgres, Valkey or the evaluator is away, through HTTP."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from app import tokens
from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.conftest import serve
from contract_tests.learner import Learner

AWAY: dict[str, Callable[[SplitResult], dict[str, str]]] = {
    "postgres": lambda _: {"CO_DB_URL": f"postgresql://co@127.0.0.1:{free_port()}/co"},
    "role": lambda there: {"CO_DB_URL": f"postgresql://nobody-here@{there.hostname}:{there.port}/co"},
    "database": lambda there: {"CO_DB_URL": there._replace(path="/not-made-yet").geturl()},
    "migrations": lambda there: {"CO_DB_URL": there._replace(path="/postgres").geturl()},
    "valkey": lambda _: {"CO_REDIS_URL": f"redis://127.0.0.1:{free_port()}"},
    "evaluator": lambda _: {"EVAL_BASE": f"http://127.0.0.1:{free_port()}"},
}


@pytest_asyncio.fixture
async def bereft(
    request: pytest.FixtureRequest, base: str, settings: Settings, servers: Path, http: aiohttp.ClientSession
) -> AsyncIterator[Learner]:
    """A learner of an API for which one dependency is away."""
    lacking = settings.model_copy(update=AWAY[request.param](urlsplit(settings.CO_DB_URL)))
    api, url = await serve(lacking, servers, f"without-{request.param}")
    user = str(uuid4())
    yield Learner(url, http, user, tokens.sign(lacking, user, tokens.LEARNER_SCOPES))
    await api.stop()


@pytest.mark.parametrize("bereft", ["postgres", "role", "database", "migrations"], indirect=True)
async def test_without_postgres_every_answer_is_unavailable_and_readiness_says_so(bereft: Learner) -> None:
    problem, headers = await bereft.call("GET", "/tracks", expect=503)
    async with bereft.http.get(f"{bereft.base}/readyz") as answer:
        state = await answer.json()
    async with bereft.http.get(f"{bereft.base}/metrics") as answer:
        counted = (answer.status, "co_jobs{" in await answer.text())

    assert ("/problems/unavailable", "2") == (problem["type"], headers["Retry-After"])
    assert {"status": "not ready", "postgres": "down", "valkey": "up", "evaluator": "up"} == state
    assert (200, False) == counted


@pytest.mark.parametrize("bereft", ["valkey"], indirect=True)
async def test_without_valkey_only_hints_stop_and_limits_are_counted_here(bereft: Learner) -> None:
    session = await bereft.start("math")
    problem = await bereft.ask(session, 1, expect=503)
    after, headers = await bereft.call("GET", f"/sessions/{session['id']}")
    async with bereft.http.get(f"{bereft.base}/metrics") as answer:
        counted = "co_limits_local_total 3.0" in await answer.text()

    assert ("/problems/unavailable", 0) == (problem["type"], after["last_hint_level"])
    assert int(headers["RateLimit-Limit"]) - 3 == int(headers["RateLimit-Remaining"])
    assert counted


@pytest.mark.parametrize("bereft", ["evaluator"], indirect=True)
async def test_without_the_evaluator_nothing_is_held_against_the_learner(bereft: Learner) -> None:
    session = await bereft.start("math")

    problem = await bereft.submit(session, {"expression": "1"}, expect=503)

    listed = await bereft.get(f"/sessions/{session['id']}/submissions")
    assert ("/problems/unavailable", []) == (problem["type"], listed["items"])
