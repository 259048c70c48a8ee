"""What the worker and a refit learn from the evidence, against a real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import orjson
import pytest
import pytest_asyncio

import sql
from app import database, fitting
from app.migrate import migrate
from app.settings import Settings
from domain import learning, locks, progress, standing
from domain.errors import Conflict
from domain.rules import mastery
from domain.rules.mastery_features import Item

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
PROBLEMS: list[dict[str, Any]] = [
    {
        "id": f"p{number}",
        "topics": ["hashing", "sorting"][: 1 + number % 2],
        "outcomes": ["LO1"],
        "difficulty": 1 + number % 5,
    }
    for number in range(12)
]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def url(postgres: str) -> AsyncIterator[str]:
    """A database of this module's own: what is learned here is learned from everybody."""
    own = urlsplit(postgres)._replace(path="/learning").geturl()
    connection = await asyncpg.connect(postgres)
    await connection.execute("CREATE DATABASE learning")
    await asyncio.to_thread(migrate, own)
    yield own
    await connection.execute("DROP DATABASE learning WITH (FORCE)")
    await connection.close()


@pytest.fixture
def settings(url: str) -> Settings:
    away = "127.0.0.1:1"
    key = "a development key for the tests, 32 bytes or more"
    return Settings(CO_DB_URL=url, CO_REDIS_URL=f"redis://{away}", EVAL_BASE=f"http://{away}", CO_JWT_DEV_KEY=key)


@pytest_asyncio.fixture(loop_scope="session")
async def db(url: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(url, 4)
    await pool.execute("TRUNCATE evidence, learners, mastery, mastery_weights, mastery_items")
    yield pool
    await pool.close()


async def attempt(db: database.Pool, user: str, problem: Any, correct: bool, now: datetime, session: str = "") -> bool:
    held = {"id": session or str(uuid4()), "hints_seen": 0, "served_at": now}
    async with db.transaction() as tx:
        await locks.hold(tx, user)
        return await progress.record(tx, user, held, problem, None, correct, now)


async def practise(db: database.Pool, count: int, seed: int = 1, users: int = 3, ease: float = 0.6) -> list[str]:
    """So many first attempts by some learners, one after the other."""
    chance = Random(seed)
    learners = [str(uuid4()) for _ in range(users)]
    for number in range(count):
        problem = chance.choice(PROBLEMS)
        right = chance.random() < ease + 0.1 * (3 - problem["difficulty"])
        await attempt(db, learners[number % users], problem, right, NOW + timedelta(minutes=number))
    return learners


async def versions(db: database.Pool) -> list[tuple[Any, ...]]:
    rows = await db.fetch("SELECT version, source, lessons FROM mastery_weights ORDER BY version")
    return [tuple(row) for row in rows]


async def tries(db: database.Pool) -> int:
    found: int = await db.fetchval("SELECT coalesce(sum(attempts), 0)::int FROM mastery_items WHERE kind = 'problem'")
    return found


async def test_a_batch_is_learned_once_and_makes_one_version(db: database.Pool) -> None:
    await practise(db, 20)
    assert [20, 0] == [await learning.learn(db, LATER), await learning.learn(db, LATER)]
    assert [(0, "shipped", 0), (1, "evidence", 20)] == await versions(db)
    assert 20 == await tries(db)


async def test_a_batch_that_is_not_full_waits_an_hour(db: database.Pool) -> None:
    await practise(db, 3)
    assert 0 == await learning.learn(db, NOW + timedelta(minutes=30))
    assert 3 == await learning.learn(db, NOW + timedelta(minutes=61))


async def test_nothing_is_learned_where_there_is_no_evidence(db: database.Pool) -> None:
    assert (0, []) == (await learning.learn(db, LATER), await versions(db))


async def test_two_workers_never_learn_the_same(db: database.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "BATCH", 8)
    await practise(db, 32)
    while any(await asyncio.gather(*(learning.learn(db, LATER) for _ in range(3)))):
        pass
    assert 32 == await tries(db) == sum(lessons for _, _, lessons in await versions(db))


async def test_a_worker_that_dies_in_the_middle_loses_nothing(
    db: database.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await practise(db, 5)

    async def die(*_: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(learning, "save", die)
        with pytest.raises(ConnectionResetError):
            await learning.learn(db, LATER)
    assert 5 == await learning.learn(db, LATER)


async def test_an_attempt_that_commits_late_is_learned_too(db: database.Pool) -> None:
    await practise(db, 1)
    held = {"id": str(uuid4()), "hints_seen": 0, "served_at": NOW}
    late = str(uuid4())
    async with db.transaction() as tx:
        await locks.hold(tx, late)
        await progress.record(tx, late, held, PROBLEMS[0], None, True, NOW)
        await practise(db, 4)
        assert 5 == await learning.learn(db, LATER)
    assert 1 == await learning.learn(db, LATER)


async def test_a_problem_that_is_failed_more_than_foreseen_becomes_harder(db: database.Pool) -> None:
    for _ in range(10):
        await attempt(db, str(uuid4()), PROBLEMS[0], False, NOW)
    await learning.learn(db, LATER)
    known = await standing.read(db, str(uuid4()))
    hard, other = (
        mastery.item(known.weights, known.shared, problem["difficulty"], problem["topics"], problem["id"])
        for problem in (PROBLEMS[0], PROBLEMS[5] | {"difficulty": PROBLEMS[0]["difficulty"]})
    )
    assert hard.difficulty > other.difficulty


async def test_only_a_first_attempt_in_a_session_moves_mastery(db: database.Pool) -> None:
    user, session = str(uuid4()), str(uuid4())
    first = [await attempt(db, user, PROBLEMS[0], right, NOW, session) for right in (False, True)]
    known = await standing.read(db, user)
    assert ([True, False], 1) == (first, known.standing.learner["attempts"])


async def test_a_replay_of_the_evidence_gives_the_same_numbers_to_the_last_bit(
    db: database.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "BATCH", 7)
    learners = await practise(db, 15)
    await learning.learn(db, LATER)
    for number in range(15):
        problem = PROBLEMS[number % len(PROBLEMS)]
        await attempt(db, learners[number % 3], problem, number % 2 == 0, LATER + timedelta(days=number))
    weights = {
        row["version"]: orjson.loads(row["weights"])
        for row in await db.fetch("SELECT version, weights::text FROM mastery_weights")
    }
    for user in learners:
        rows = await db.fetch("SELECT * FROM evidence WHERE user_id = $1 AND first_attempt ORDER BY id", user)
        again = mastery.Standing()
        for row in rows:
            basis = orjson.loads(row["basis"])
            item = Item(row["problem_id"], tuple(row["topics"]), basis["difficulty"], tuple(basis["means"]))
            again.move(
                weights[row["weights_version"]],
                item,
                row["outcomes"],
                row["credit"],
                row["correct"],
                row["at"].timestamp(),
            )
        live = (await standing.read(db, user)).standing
        assert (again.learner, again.keys) == (live.learner, live.keys)
    assert 2 == len(weights)


async def test_an_attempt_costs_two_statements_whatever_the_history(db: database.Pool) -> None:
    (user,) = await practise(db, 40, users=1)
    run = []

    class Counted:
        """A connection that counts."""

        def __init__(self, tx: Any) -> None:
            for name in ("fetch", "fetchrow", "fetchval", "execute"):
                setattr(self, name, self.counted(getattr(tx, name)))

        def counted(self, method: Any) -> Any:
            async def call(*args: Any) -> Any:
                run.append(args[0])
                return await method(*args)

            return call

    async with db.transaction() as tx:
        await locks.hold(tx, user)
        held: Any = {"id": str(uuid4()), "hints_seen": 0, "served_at": NOW}
        counted: Any = Counted(tx)
        await progress.record(counted, user, held, PROBLEMS[0], None, True, NOW)
    assert [vars(sql.mastery.read_standing)["text"], vars(sql.mastery.save_attempt)["text"]] == run


async def test_a_refit_foresees_held_out_learners_better_and_says_so(
    db: database.Pool, monkeypatch: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(learning, "HELD_OUT_OF", 2)
    monkeypatch.setattr(learning, "ROWS", 16)
    await practise(db, 160, users=16, ease=0.9)
    seen = await learning.refit(db, LATER, preview=True)
    assert (True, False, [(0, "shipped", 0)]) == (seen.new[0] < seen.old[0], seen.written, await versions(db))

    assert 0 == await fitting.fit(settings, preview=False)

    assert [(0, "shipped", 0), (1, "refit", seen.attempts)] == await versions(db)
    assert "version 1 is in force" in capsys.readouterr().out


async def test_a_refit_without_evidence_says_so(settings: Settings, db: database.Pool) -> None:
    with pytest.raises(Conflict, match="There is no evidence yet"):
        await fitting.fit(settings, preview=False)
