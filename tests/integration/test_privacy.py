"""A learner's export and deletion: every table, whatever happens meanwhile, and however often it breaks off."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
import pytest_asyncio
import redis.asyncio as redis

from app import database
from app.embedded.child import Child
from app.jobs import Queue
from domain import learners, sessions, tutor, tutor_streams
from domain.errors import Conflict, Unavailable

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS_EACH = 3
FILLED = """
    WITH rubric AS (INSERT INTO rubrics (domain, title, dimensions)
                    VALUES ('systems', 'Any', '[{"id": "any", "name": "Any", "scale": "0..3", "desc": "Any."}]')
                    RETURNING id),
    session AS (INSERT INTO sessions (user_id, subject, mode) VALUES ($1, 'math', 'practice') RETURNING id),
    submission AS (INSERT INTO submissions (session_id, user_id, problem_id, subject, status)
                   SELECT id, $1, 'p', 'math', 'failed' FROM session RETURNING id),
    a AS (INSERT INTO rubric_scores (submission_id, rubric_id, user_id, scores, feedback)
          SELECT submission.id, rubric.id, $1, '{}', '{}' FROM submission, rubric),
    b AS (INSERT INTO gradings (user_id, session_id, problem_id, subject, rubric_id, answer, state, payload_sha256,
                                hint_level, duration_ms, created_at)
          SELECT $1, session.id, 'p', 'systems', rubric.id, 'An answer.', 'pending-human', $2, 0, 0, now()
            FROM session, rubric),
    c AS (INSERT INTO tutor_turns (user_id, session_id, problem_id, level, source, text)
          SELECT $1, id, 'p', 1, 'authored', 'A hint.' FROM session),
    d AS (INSERT INTO mastery (user_id, key_type, key_id, score) VALUES ($1, 'topic', $2, 50)),
    e AS (INSERT INTO review_queue (user_id, problem_id, reason, next_due_at) VALUES ($1, $2, 'fail', 'infinity')),
    f AS (INSERT INTO review_log (user_id, problem_id, rating, kind, duration_ms, previous_interval, next_interval,
                                  reviewed_at)
          VALUES ($1, 'p', 1, 'learn', 1, 0, 1, now())),
    g AS (INSERT INTO evidence (user_id, session_id, problem_id, topics, outcomes, difficulty, correct, credit,
                                first_attempt, hint_level, duration_ms, at)
          SELECT $1, id, 'p', '{}', '{}', 1, true, 1, true, 0, 1, now() FROM session),
    h AS (INSERT INTO idempotency_keys (user_id, key, request, started_at) VALUES ($1, $2, 'r', now())),
    i AS (INSERT INTO learners (user_id) VALUES ($1) ON CONFLICT DO NOTHING)
    INSERT INTO events (user_id, type, at) VALUES ($1, 'seen', now())
    """
OWNED = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
TYPE = {
    "learners": "learner", "mastery": "mastery", "sessions": "session", "submissions": "submission",
    "gradings": "grading", "rubric_scores": "rubric_score", "evidence": "evidence", "review_queue": "review",
    "review_log": "review_log", "tutor_turns": "tutor_turn", "events": "event",
    "idempotency_keys": "idempotency_key", "deletions": "deletion",
}  # fmt: skip
"""Table → what its rows are called in an export."""

STAYS = {"deletions": "says that the learner left, when, and how many rows that were"}
CALLED = {("sessions", "plan"): "problem_ids", ("sessions", "started_at"): "created_at"}
NOT_TOLD = {
    ("rubric_scores", "grader_id"): "who graded is somebody else",
    ("submissions", "decided_by"): "who decided is somebody else",
    **dict.fromkeys(
        [("idempotency_keys", column) for column in ("key", "request", "status", "headers", "body")],
        "a key is the client's own, and what it was answered is in the other lines",
    ),
    **dict.fromkeys(
        [
            *(("evidence", column) for column in ("weights_version", "basis", "history", "lesson")),
            *(("evidence", column) for column in ("follows", "expected_minutes")),
            *(("review_log", column) for column in ("evidence_id", "gap")),
            *((table, "state") for table in ("learners", "mastery")),
        ],
        "the model's own numbers, and what a replay needs: made of the lines that are there",
    ),
}
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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def db(postgres: str) -> AsyncIterator[database.Pool]:
    pool = await database.connect(postgres, 8)
    yield pool
    await pool.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cache(valkey: str) -> AsyncIterator[Any]:
    async with redis.Redis.from_url(valkey) as client:
        yield client


@pytest_asyncio.fixture
async def user(db: database.Pool) -> str:
    """A learner with as many rows in every table as ROWS_EACH."""
    user = str(uuid4())
    for number in range(ROWS_EACH):
        await db.execute(FILLED, user, str(number))
    return user


async def columns(db: database.Pool) -> dict[str, set[str]]:
    """Learner-owned table → its columns but `user_id`."""
    tables: dict[str, set[str]] = {}
    for row in await db.fetch(OWNED):
        tables.setdefault(row["table_name"], set()).add(row["column_name"])
    return {table: names - {"user_id"} for table, names in tables.items() if "user_id" in names}


async def kept(db: database.Pool, user: str) -> dict[str, int]:
    """Learner-owned table → how many of the learner's rows are in it, where there are any."""
    counted = {
        table: await db.fetchval(f'SELECT count(*) FROM "{table}" WHERE user_id = $1', user)  # noqa: S608
        for table in await columns(db)
    }
    return {table: count for table, count in counted.items() if count}


async def lines(db: database.Pool, user: str) -> list[dict[str, Any]]:
    first, rest = await learners.export(db, user, NOW)
    text = first + b"".join([some async for some in rest])
    return [orjson.loads(line) for line in text.splitlines()]


async def ask(db: database.Pool, user: str, now: datetime = NOW) -> Any:
    return await learners.request_deletion(db, Queue(), user, now)


async def delete(db: Any, cache: Any, user: str) -> None:
    await learners.delete(db, cache, user, NOW + timedelta(seconds=1))


def all_of_it(state: Any) -> bool:
    """Whether a deletion is done and counted each row once."""
    counts = {each["kept_in"]: each["deleted"] for each in state["counts"]}
    expected = dict.fromkeys(TYPE.keys() - STAYS.keys() - {"learners"}, ROWS_EACH)
    return bool(state["state"] == "done" and expected == {each: counts.get(each) for each in expected})


async def test_every_learner_owned_table_is_exported_and_deleted_or_has_a_reason(
    db: database.Pool, cache: Any, user: str
) -> None:
    owned = set(await columns(db))
    assert owned == TYPE.keys()
    assert owned - STAYS.keys() == (await kept(db, user)).keys()

    taken = await lines(db, user)
    assert {"export", "end", *TYPE.values()} - {"deletion"} == {line["type"] for line in taken}
    await ask(db, user)
    await delete(db, cache, user)

    assert dict.fromkeys(STAYS, 1) == await kept(db, user)
    assert all_of_it(await learners.get_deletion(db, user))


async def test_every_column_is_exported_or_has_a_reason(db: database.Pool, user: str) -> None:
    await ask(db, user)
    taken = {line["type"]: line.keys() for line in await lines(db, user)}

    for table, names in (await columns(db)).items():
        wanted = {CALLED.get((table, name), name) for name in names if (table, name) not in NOT_TOLD}
        assert (table, set()) == (table, wanted - taken[TYPE[table]])


async def test_an_export_is_as_of_one_moment(db: database.Pool, user: str) -> None:
    first, rest = await learners.export(db, user, NOW)
    await db.execute("UPDATE events SET type = 'changed' WHERE user_id = $1", user)
    await db.execute("DELETE FROM evidence WHERE user_id = $1", user)

    text = first + b"".join([some async for some in rest])

    assert (ROWS_EACH, 0) == (text.count(b'"type":"evidence"'), text.count(b"changed"))


async def test_downloads_hold_a_quarter_of_the_pool_at_most(postgres: str, user: str) -> None:
    pool = await database.connect(postgres, 4)
    _, rest = await learners.export(pool, user, NOW)

    with pytest.raises(Unavailable):
        await learners.export(pool, user, NOW)
    await rest.aclose()
    assert await lines(pool, user)
    await pool.close()


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


async def test_two_who_delete_at_once_do_it_once(
    db: database.Pool, cache: Any, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learners, "ROWS", 1)

    asked = await asyncio.gather(*(ask(db, user, NOW + timedelta(seconds=second)) for second in range(4)))
    await asyncio.gather(*(delete(db, cache, user) for _ in range(4)))

    assert [asked[0]] * 4 == asked
    assert all_of_it(await learners.get_deletion(db, user))
    jobs = "SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1"
    assert 1 == await db.fetchval(jobs, user)


async def test_a_deletion_nobody_asked_for_deletes_nothing(db: database.Pool, cache: Any, user: str) -> None:
    before = await kept(db, user)
    await delete(db, cache, user)
    assert before == await kept(db, user)


async def test_who_left_and_came_back_is_not_deleted_by_the_job_of_before(
    db: database.Pool, cache: Any, user: str
) -> None:
    await ask(db, user)
    await delete(db, cache, user)
    await db.execute(FILLED, user, "back")

    await delete(db, cache, user)

    assert dict.fromkeys(TYPE, 1) == await kept(db, user)


async def test_a_write_under_way_leaves_nothing_behind(db: database.Pool, cache: Any, user: str) -> None:
    session = await db.fetchval("SELECT id::text FROM sessions WHERE user_id = $1", user)
    async with db.transaction() as tx:
        await sessions.lock(tx, user, session)
        asking = asyncio.create_task(ask(db, user))
        await asyncio.wait({asking}, timeout=0.05)
        assert not asking.done()
        await db.execute("INSERT INTO events (user_id, type, at) VALUES ($1, 'late', now())", user)
    await asking

    with pytest.raises(Conflict):
        await sessions.act(db, user, session, "advance", NOW)
    await delete(db, cache, user)
    assert dict.fromkeys(STAYS, 1) == await kept(db, user)


async def test_jobs_that_wait_go_and_one_that_runs_is_waited_for(db: database.Pool, cache: Any, user: str) -> None:
    queue = Queue(["test.any"])
    await ask(db, user)
    for state in ("queued", "failed", "picked"):
        await queue.enqueue(db, "test.any", {"user_id": user, "state": state})
        await db.execute(
            "UPDATE pgqueuer SET status = $2::text::pgqueuer_status "
            "WHERE entrypoint = 'test.any' AND convert_from(payload, 'UTF8')::jsonb ->> 'state' = $2"
            " AND convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1",
            user,
            state,
        )

    with pytest.raises(Unavailable):
        await delete(db, cache, user)
    pending = await learners.get_deletion(db, user)
    await db.execute("DELETE FROM pgqueuer WHERE entrypoint = 'test.any' AND status = 'picked'")
    await delete(db, cache, user)

    assert ("pending", []) == (pending["state"], pending["counts"])
    done = await learners.get_deletion(db, user)
    assert {"kept_in": "queue", "deleted": 2} in done["counts"]


async def test_streams_tokens_and_places_of_the_learner_go_and_others_stay(cache: Any) -> None:
    leaving, staying = str(uuid4()), str(uuid4())
    turns = {user: str(uuid4()) for user in (leaving, staying)}
    tokens = {user: await tutor.speak(cache, turns[user], user, 1, "Look.") for user in turns}
    for user in turns:
        await tutor_streams.take_place(cache, user, 2, NOW)

    assert 3 == await tutor_streams.forget(cache, leaving, [turns[leaving]])

    assert 0 == await tutor_streams.forget(cache, leaving, [turns[leaving]])
    assert staying == await tutor_streams.find_reader(cache, tokens[staying])
    assert 2 == await cache.exists(f"tutor:open:{staying}", f"tutor:turn:{turns[staying]}")


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


async def test_an_operator_exports_and_deletes_by_the_command_line(
    db: database.Pool, user: str, postgres: str, valkey: str, tmp_path: Path
) -> None:
    environ = {"PATH": os.environ["PATH"], "CO_DB_URL": postgres, "CO_REDIS_URL": valkey, "EVAL_BASE": "http://any:1"}

    async def run(what: str) -> list[Any]:
        command = [sys.executable, "-W", "ignore", "-m", "app", "learner", what, user]
        child = await Child.start(what, command, tmp_path / f"{what}.log", env=environ, cwd=ROOT)
        await child.finish()
        return [orjson.loads(line) for line in child.log.read_text().splitlines()]

    expected = await lines(db, user)
    taken = await run("export")
    (done,) = await run("delete")

    assert expected[1:] == taken[1:]
    assert all_of_it(done)
    assert dict.fromkeys(STAYS, 1) == await kept(db, user)
