"""A learner's deletion is completed, however often it breaks off."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app import database
from app.embedded.child import Child
from domain import learners
from tests.integration.privacy.owned import STAYS, all_of_it, ask, delete, kept

ROOT = Path(__file__).parents[3]
KILLED = """
import asyncio, os, signal, sys
from datetime import timedelta
from app import worker
from app.settings import load
from domain import learners, tutor_streams

forget, left = tutor_streams.forget, int(sys.argv[1])

async def forget_or_die(*given):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return await forget(*given)

learners.ROWS = 1
tutor_streams.forget = forget_or_die
asyncio.run(worker.run(load(), lease=timedelta(seconds=1)))
"""


class Killed(BaseException):
    """As if the process ended here: what is not committed is rolled back."""


class Dying:
    """A database in whose transactions nothing happens after so many statements."""

    def __init__(self, db: database.Pool, left: int) -> None:
        self.db, self.left = db, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self.db.transaction() as tx:
            yield Counted(self, tx)


class Counted:
    def __init__(self, dying: Dying, tx: Any) -> None:
        self.dying, self.tx = dying, tx

    def __getattr__(self, name: str) -> Any:
        run = getattr(self.tx, name)

        async def counted(*given: Any) -> Any:
            self.dying.left -= 1
            if self.dying.left < 0:
                raise Killed
            return await run(*given)

        return counted


async def test_a_deletion_that_ends_behind_any_statement_is_completed_by_the_next(
    db: database.Pool, cache: Any, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learners, "ROWS", 2)
    await ask(db, user)
    again, tries = True, 0
    while again:
        # Each time it gets a little further, over the end of a transaction every few times.
        tries += 1
        try:
            await delete(Dying(db, tries), cache, user)
            again = False
        except Killed:
            pass

    assert tries > 5
    assert dict.fromkeys(STAYS, 1) == await kept(db, user)
    assert all_of_it(await learners.get_deletion(db, user))


async def test_a_worker_killed_in_the_middle_leaves_a_deletion_that_the_next_completes(
    db: database.Pool, user: str, postgres: str, valkey: str, tmp_path: Path
) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "CO_DB_URL": postgres,
        "CO_REDIS_URL": valkey,
        "EVAL_BASE": "http://127.0.0.1:1",
    }
    await ask(db, user)

    async def start(dies_at: int) -> Child:
        command = [sys.executable, "-c", KILLED, str(dies_at)]
        return await Child.start("worker", command, tmp_path / f"{dies_at}.log", env=environ, cwd=ROOT)

    async def is_done() -> bool:
        return (await learners.get_deletion(db, user))["state"] == "done"

    worker = await start(2)
    assert -9 == await worker.process.wait(), worker.last_words()
    assert not await is_done()
    worker = await start(0)
    await worker.ready(is_done)
    await worker.stop()

    assert dict.fromkeys(STAYS, 1) == await kept(db, user)
    assert all_of_it(await learners.get_deletion(db, user))
