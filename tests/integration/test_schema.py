"""The migrated schema: all that the seed promises, and the same words as the contract."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import yaml

from tests.servers import undone

ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "openapi" / "co.v1.yaml").read_text("utf-8"))

# Of each seed table its columns: type, whether NULL is taken, and the default as Postgres writes it.
UUID_KEY = ("uuid", "NO", "gen_random_uuid()")
NOW = ("timestamp with time zone", "NO", "now()")
UUID, TEXT, JSON, TIME = (("uuid", "NO", None), ("text", "NO", None), ("jsonb", "NO", None), (*NOW[:2], None))
COUNT = ("integer", "NO", "0")
SEED_COLUMNS: dict[str, dict[str, tuple[str, str, str | None]]] = {
    "tracks": {
        "id": UUID_KEY,
        "slug": TEXT,
        "subject": TEXT,
        "title": TEXT,
        "labels": ("jsonb", "NO", "'[]'::jsonb"),
        "modules": ("jsonb", "NO", "'[]'::jsonb"),
        "version": ("text", "NO", "'v1'::text"),
        "created_at": NOW,
    },
    "sessions": {
        "id": UUID_KEY,
        "user_id": UUID,
        "subject": TEXT,
        "mode": TEXT,
        "track_id": ("uuid", "YES", None),
        "problem_id": ("text", "YES", None),
        "status": ("text", "NO", "'active'::text"),
        "last_hint_level": COUNT,
        "started_at": NOW,
        "updated_at": NOW,
    },
    "submissions": {
        "id": UUID_KEY,
        "session_id": UUID,
        "user_id": UUID,
        "problem_id": TEXT,
        "subject": TEXT,
        "language": ("text", "YES", None),
        "status": TEXT,
        "visible_passed": COUNT,
        "visible_total": COUNT,
        "hidden_passed": COUNT,
        "hidden_total": COUNT,
        "categories": ("jsonb", "NO", "'[]'::jsonb"),
        "exec_ms": COUNT,
        "payload_sha256": ("text", "YES", None),
        "created_at": NOW,
    },
    "mastery": {
        "user_id": UUID,
        "key_type": TEXT,
        "key_id": TEXT,
        "score": ("integer", "NO", None),
        "ema": ("real", "NO", "0.0"),
        "updated_at": NOW,
    },
    "review_queue": {
        "id": UUID_KEY,
        "user_id": UUID,
        "problem_id": TEXT,
        "reason": TEXT,
        "next_due_at": TIME,
        "bucket": COUNT,
        "created_at": NOW,
    },
    "rubrics": {
        "id": UUID_KEY,
        "domain": TEXT,
        "title": TEXT,
        "dimensions": JSON,
        "metadata": ("jsonb", "NO", "'{}'::jsonb"),
        "created_at": NOW,
    },
    "rubric_scores": {"submission_id": UUID, "rubric_id": UUID, "scores": JSON, "feedback": JSON},
}
SEED_INDEXES = {
    "idx_sessions_user": "sessions USING btree (user_id)",
    "idx_sessions_track": "sessions USING btree (track_id)",
    "idx_submissions_session": "submissions USING btree (session_id)",
    "idx_submissions_user": "submissions USING btree (user_id)",
    "idx_submissions_problem": "submissions USING btree (problem_id)",
    "idx_mastery_user": "mastery USING btree (user_id)",
    "idx_review_due": "review_queue USING btree (next_due_at)",
}
SEED_KEYS = {
    ("tracks", "PRIMARY KEY (id)"),
    ("tracks", "UNIQUE (slug)"),
    ("sessions", "PRIMARY KEY (id)"),
    ("sessions", "FOREIGN KEY (track_id) REFERENCES tracks(id)"),
    ("submissions", "PRIMARY KEY (id)"),
    ("submissions", "FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE"),
    ("mastery", "PRIMARY KEY (user_id, key_type, key_id)"),
    ("review_queue", "PRIMARY KEY (id)"),
    ("review_queue", "UNIQUE (user_id, problem_id)"),
    ("rubrics", "PRIMARY KEY (id)"),
    ("rubric_scores", "PRIMARY KEY (submission_id, rubric_id)"),
    ("rubric_scores", "FOREIGN KEY (submission_id) REFERENCES submissions(id) ON DELETE CASCADE"),
    ("rubric_scores", "FOREIGN KEY (rubric_id) REFERENCES rubrics(id)"),
}
SEED_CHECKS = {
    ("tracks", "subject"): ["coding", "math", "systems"],
    ("sessions", "subject"): ["coding", "math", "systems"],
    ("sessions", "mode"): ["practice", "mock", "track"],
    ("submissions", "subject"): ["coding", "math", "systems"],
    ("submissions", "status"): ["passed", "failed", "timeout", "error"],
    ("mastery", "key_type"): ["topic", "outcome"],
}
ENUMS = {
    ("tracks", "subject"): "Subject",
    ("problems", "subject"): "Subject",
    ("topics", "subject"): "Subject",
    ("sessions", "subject"): "Subject",
    ("sessions", "mode"): "SessionMode",
    ("sessions", "status"): "SessionStatus",
    ("submissions", "subject"): "Subject",
    ("submissions", "status"): "SubmissionStatus",
    ("mastery", "key_type"): "MasteryKeyType",
    ("review_queue", "reason"): "ReviewReason",
    ("review_log", "kind"): "ReviewKind",
    ("tutor_turns", "source"): "HintSource",
    ("rubrics", "domain"): "RubricDomain",
    ("gradings", "subject"): "Subject",
    ("gradings", "state"): "GradingState",
    ("rubric_scores", "source"): "GradeSource",
}
"""The contract's enum behind each column that takes a few words only."""


@pytest_asyncio.fixture(loop_scope="session")
async def db(postgres: str) -> AsyncIterator[Any]:
    async with undone(postgres) as connection:
        yield connection


@pytest.mark.parametrize("table", SEED_COLUMNS)
async def test_the_seeds_columns_are_there_with_their_types_and_defaults(table: str, db: Any) -> None:
    rows = await db.fetch(
        """
        SELECT column_name, data_type, is_nullable, column_default
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1
        """,
        table,
    )
    found = {row["column_name"]: tuple(row)[1:] for row in rows}
    assert SEED_COLUMNS[table] == {name: found.get(name) for name in SEED_COLUMNS[table]}


@pytest.mark.parametrize("table", SEED_COLUMNS)
async def test_a_row_as_the_seed_knows_it_can_be_written(table: str, db: Any) -> None:
    needed = {name for name, (_, null, default) in SEED_COLUMNS[table].items() if null == "NO" and default is None}
    rows = await db.fetch(
        """
        SELECT column_name
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL
        """,
        table,
    )
    assert needed == {row["column_name"] for row in rows}


async def test_the_seeds_indexes_are_there(db: Any) -> None:
    rows = await db.fetch("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    found = {row["indexname"]: row["indexdef"].split(" ON public.")[1] for row in rows}
    assert SEED_INDEXES == {name: found.get(name) for name in SEED_INDEXES}


async def test_the_seeds_keys_are_there(db: Any) -> None:
    rows = await db.fetch(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u', 'f')"
    )
    assert {tuple(row) for row in rows} >= SEED_KEYS


async def allowed(db: Any) -> dict[tuple[str, str], list[str]]:
    """The words that a CHECK lets a column take."""
    rows = await db.fetch(
        """
        SELECT c.conrelid::regclass::text AS table, a.attname AS column, pg_get_constraintdef(c.oid) AS definition
          FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace AND cardinality(c.conkey) = 1
        """
    )
    words = {(row["table"], row["column"]): re.findall(r"'([^']*)'::text", row["definition"]) for row in rows}
    return {column: options for column, options in words.items() if options}


async def test_the_seeds_checks_are_there(db: Any) -> None:
    found = await allowed(db)
    assert SEED_CHECKS == {column: found.get(column) for column in SEED_CHECKS}


async def test_a_score_is_a_percentage_for_the_database_too(db: Any) -> None:
    write = "INSERT INTO mastery (user_id, key_type, key_id, score) VALUES (gen_random_uuid(), 'topic', 'loops', $1)"
    for score in (-1, 101):
        with pytest.raises(asyncpg.CheckViolationError):
            async with db.transaction():
                await db.execute(write, score)
    assert ["INSERT 0 1"] * 2 == [await db.execute(write, score) for score in (0, 100)]


async def test_the_contracts_enums_are_the_databases_checks(db: Any) -> None:
    checks = await allowed(db)
    schemas = CONTRACT["components"]["schemas"]
    assert checks == {column: schemas[ENUMS[column]]["enum"] for column in checks}
    assert set(SEED_CHECKS) <= checks.keys()


async def test_a_session_that_changes_says_when(db: Any) -> None:
    user = "SELECT gen_random_uuid(), 'coding', 'practice', '2000-01-01'::timestamptz"
    session = await db.fetchval(f"INSERT INTO sessions (user_id, subject, mode, updated_at) {user} RETURNING id")
    touched = "UPDATE sessions SET last_hint_level = 1 WHERE id = $1 RETURNING updated_at = now()"
    assert await db.fetchval(touched, session) is True


async def test_the_same_payload_is_recorded_once_a_session_unless_it_timed_out(db: Any) -> None:
    session = await db.fetchval(
        "INSERT INTO sessions (user_id, subject, mode) VALUES (gen_random_uuid(), 'coding', 'practice') RETURNING id"
    )
    write = """
        INSERT INTO submissions (session_id, user_id, problem_id, subject, status, payload_sha256)
        SELECT id, user_id, 'pairs', 'coding', $2, 'digest' FROM sessions WHERE id = $1
        """
    for status in ("timeout", "timeout", "failed"):
        await db.execute(write, session, status)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with db.transaction():
            await db.execute(write, session, "passed")
