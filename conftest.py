"""Real servers for every test: one throwaway PostgreSQL, Valkey and evaluator a session, by the code that users run."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

import pytest
import pytest_asyncio

from app.checking.own import own_evaluator
from app.embedded import throwaway
from tests.servers import throwaway_valkey


def shared(name: str) -> AbstractAsyncContextManager[str] | None:
    """The server that this variable of the environment names, when several sessions share one."""
    return nullcontext(os.environ[name]) if name in os.environ else None


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the session's servers."""
    return tmp_path_factory.mktemp("servers")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(servers: Path) -> AsyncIterator[str]:
    """The URL of a migrated database."""
    async with shared("TEST_DB_URL") or throwaway.running(servers) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey(servers: Path) -> AsyncIterator[str]:
    """The URL of an empty Valkey."""
    async with shared("TEST_REDIS_URL") or throwaway_valkey(servers) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def evaluator_url(servers: Path) -> AsyncIterator[str]:
    """The base URL of a running evaluator."""
    async with shared("TEST_EVAL_BASE") or own_evaluator(servers) as url:
        yield url
