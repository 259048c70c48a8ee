"""Migrations: every step can be taken back, and none is edited behind our backs."""

import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio
from yoyo import get_backend, read_migrations

from app.current import MIGRATIONS
from app.migrate import MigrationFailed, migrate
from tests.servers import undone

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("migrations.lock")


@pytest_asyncio.fixture(loop_scope="session")
async def db(postgres: str) -> AsyncIterator[Any]:
    async with undone(postgres) as connection:
        yield connection


@pytest_asyncio.fixture(loop_scope="session")
async def empty(postgres: str) -> AsyncIterator[str]:
    """The URL of a second, empty database on the same server."""
    connection = await asyncpg.connect(postgres)
    await connection.execute("CREATE DATABASE steps")
    yield urlsplit(postgres)._replace(path="/steps").geturl()
    await connection.execute("DROP DATABASE steps WITH (FORCE)")
    await connection.close()


async def schema(connection: Any) -> set[tuple[str, ...]]:
    """Everything that our migrations made: columns, constraints, indexes, triggers and functions."""
    rows = await connection.fetch(
        r"""
        SELECT 'column', table_name, column_name, data_type, is_nullable, coalesce(column_default, '')
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name !~ '^(_?yoyo)'
         UNION ALL
        SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
          FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '^(_?yoyo)'
         UNION ALL
        SELECT 'index', tablename, indexname, indexdef, '', ''
          FROM pg_indexes
         WHERE schemaname = 'public' AND tablename !~ '^(_?yoyo)'
         UNION ALL
        SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', ''
          FROM pg_trigger
         WHERE NOT tgisinternal
         UNION ALL
        SELECT 'function', proname, md5(prosrc), '', '', ''
          FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        """
    )
    return {tuple(row) for row in rows}


async def test_all_migrations_go_forth_back_step_by_step_and_forth_again(empty: str, db: Any) -> None:
    second = await asyncpg.connect(empty)
    steps, before = read_migrations(str(MIGRATIONS)), []
    with get_backend("postgresql+psycopg://" + empty.split("://", 1)[1]) as backend:
        for step in backend.to_apply(steps):
            before.append((step.id, await schema(second)))
            backend.apply_one(step)
        assert await schema(db) == await schema(second)
        back = []
        for step in backend.to_rollback(steps):
            backend.rollback_one(step)
            back.append((step.id, await schema(second)))

    assert before[::-1] == back
    assert (len(before), 0) == (migrate(empty), migrate(empty))
    assert await schema(db) == await schema(second)
    await second.close()


def test_a_database_that_is_away_is_one_line_without_its_password() -> None:
    with pytest.raises(MigrationFailed) as caught:
        migrate("postgresql://co:hunter2@127.0.0.1:1/co")
    said = str(caught.value)
    assert (
        True,
        False,
        False,
    ) == (said.startswith("cannot reach the database co at 127.0.0.1:1: "), "hunter2" in said, "\n" in said)


def test_every_migration_is_named_for_its_number_table_and_purpose_and_has_a_way_back() -> None:
    forward = sorted(file.name for file in MIGRATIONS.glob("*.sql") if not file.name.endswith(".rollback.sql"))
    assert [] == [name for name in forward if not re.fullmatch(r"\d{4}\.[a-z_]+-[a-z_]+\.sql", name)]
    assert list(range(1, len(forward) + 1)) == [int(name[:4]) for name in forward]
    back = sorted(file.name.replace(".rollback", "") for file in MIGRATIONS.glob("*.rollback.sql"))
    assert forward == back


def checksums() -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(MIGRATIONS.glob("*.sql"))}


def test_no_migration_is_edited_unnoticed() -> None:
    locked = {name: digest for digest, name in (line.split("  ") for line in LOCK.read_text("utf-8").splitlines())}
    now = checksums()
    changed = sorted(name for name in now.keys() | locked.keys() if now.get(name) != locked.get(name))
    accept = f"(cd {MIGRATIONS.relative_to(ROOT)} && sha256sum *.sql) > {LOCK.relative_to(ROOT)}"
    assert [] == changed, f"An edited migration is not applied where it ran before. New ones are accepted by: {accept}"
