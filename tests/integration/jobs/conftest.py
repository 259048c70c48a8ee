"""A queue of the test's own, and a log of it that can be waited for."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import queue
from app.settings import Settings
from tests.told import Told


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(queue, "log", told)
    monkeypatch.setattr(queue, "backoff", lambda _: timedelta(0))
    return told


@pytest.fixture
def name() -> str:
    """Of a job that no other test has."""
    return f"test.{uuid4().hex}"


@pytest.fixture(scope="module")
def settings(postgres: str) -> Settings:
    return Settings(CO_DB_URL=postgres, CO_REDIS_URL="redis://127.0.0.1:1", EVAL_BASE="http://127.0.0.1:1")
