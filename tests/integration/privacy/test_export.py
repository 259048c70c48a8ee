"""A learner's export: every table and column, as of one moment."""

import os
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from app import database
from app.embedded.child import Child
from domain import learners
from domain.errors import Unavailable
from tests.integration.privacy.owned import NOW, ROWS_EACH, STAYS, TYPE, all_of_it, ask, columns, delete, kept, lines

ROOT = Path(__file__).parents[3]
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
