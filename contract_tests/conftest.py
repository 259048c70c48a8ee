"""A running API for every test here, reached by HTTP alone, its responses validated against the contract."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from app import content, database, queue, tokens
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.grading import Graded, grades
from contract_tests.learner import Learner
from tests.scripted_model import ScriptedModel, scripted_model
from tests.told import Told

ROOT = Path(__file__).parents[1]
KEY = "a development key for the tests, 32 bytes or more"
ORIGIN = "https://app.scimigo.com"


def settings_for(postgres: str, valkey: str, evaluator_url: str) -> Settings:
    """The settings of the API under test; its limit is out of the way of all tests but its own."""
    return Settings(
        CO_DB_URL=postgres,
        CO_REDIS_URL=valkey,
        EVAL_BASE=evaluator_url,
        CO_JWT_DEV_KEY=KEY,
        CO_RATE_PER_MINUTE=100_000,
        CO_VALIDATE_RESPONSES=True,
    )


@pytest.fixture(scope="session")
def settings(postgres: str, valkey: str, evaluator_url: str) -> Settings:
    return settings_for(postgres, valkey, evaluator_url)


def tree() -> Path:
    """These sources, or the copy with a planted bug that the environment names."""
    return Path(os.environ.get("TEST_TREE", ROOT))


async def serve(settings: Settings, servers: Path, name: str) -> tuple[Child, str]:
    """An API process of these settings, ready, and where it is: of these sources, or of a copy with a planted bug."""
    port = free_port()
    environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    api = await Child.start(name, command, servers / f"{name}.log", env=environ, cwd=tree())
    await api.ready(lambda: answers_http(port, "/healthz"))
    return api, f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def base(settings: Settings, servers: Path) -> AsyncIterator[str]:
    """The address of the API under test, with content/ loaded, or of the one that the environment names."""
    if "TEST_BASE" in os.environ:
        yield os.environ["TEST_BASE"]
        return
    await content.load_all(settings)
    api, url = await serve(settings, servers, "api")
    try:
        yield url
    finally:
        await api.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def sign(settings: Settings) -> Callable[[str], str]:
    """A valid token for a user id."""
    return lambda user: tokens.sign(settings, user, tokens.LEARNER_SCOPES)


@pytest.fixture
def learner(base: str, http: aiohttp.ClientSession, sign: Callable[[str], str]) -> Learner:
    """A learner whom nobody has seen before."""
    user = str(uuid4())
    return Learner(base, http, user, sign(user))


@pytest.fixture
def grader(base: str, http: aiohttp.ClientSession, settings: Settings) -> Learner:
    """Someone who may grade."""
    user = str(uuid4())
    return Learner(base, http, user, tokens.sign(settings, user, "learn grade:write"))


@pytest.fixture
def stranger(base: str, http: aiohttp.ClientSession, sign: Callable[[str], str]) -> Learner:
    """Another learner."""
    user = str(uuid4())
    return Learner(base, http, user, sign(user))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def grading_api(
    base: str, settings: Settings, servers: Path
) -> AsyncIterator[tuple[Settings, str, ScriptedModel]]:
    """Another API, which has a model that grades."""
    async with scripted_model() as model:
        asking = settings.model_copy(update={"TUTOR_BASE": model.base, "TUTOR_MODEL": "grader-1"})
        api, url = await serve(asking, servers, "grading")
        yield asking, url, model
        await api.stop()


@pytest.fixture
def graded_by(grading_api: tuple[Settings, str, ScriptedModel], monkeypatch: pytest.MonkeyPatch) -> Graded:
    """It, its model that knows what answers are worth, and the log of workers in this process, which never back off."""
    told = Told()
    monkeypatch.setattr(queue, "log", told)
    monkeypatch.setattr(queue, "backoff", lambda _: timedelta(0))
    grading_api[2].then(grades)
    return Graded(*grading_api, told)


@pytest.fixture
def me(graded_by: Graded, learner: Learner) -> Learner:
    """The learner at that API."""
    return Learner(graded_by.url, learner.http, learner.user, learner.token)


@pytest_asyncio.fixture(loop_scope="session")
async def db(postgres: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(postgres, 4)
    yield pool
    await pool.close()
