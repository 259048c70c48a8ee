"""Migrating: once, by one, whatever a killed process left behind."""

import asyncio

import asyncpg
import pytest

from app import content, current
from app.current import MIGRATIONS, Current
from app.embedded.data import free_port
from app.migrate import MigrationFailed, migrate
from app.settings import Settings


async def new_database(postgres: str, name: str) -> str:
    connection = await asyncpg.connect(postgres)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return postgres.rsplit("/", 1)[0] + f"/{name}"


async def test_of_two_that_migrate_at_once_one_does_the_work(postgres: str) -> None:
    url = await new_database(postgres, "migrated_at_once")
    applied = await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(2)))

    count = sum(not path.name.endswith(".rollback.sql") for path in MIGRATIONS.glob("*.sql"))
    assert sorted(applied) == [0, count]


async def test_the_lock_row_of_a_killed_process_is_in_nobodys_way(postgres: str) -> None:
    url = await new_database(postgres, "migrated_before")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE yoyo_lock (locked int PRIMARY KEY, ctime timestamp, pid int NOT NULL)")
    await connection.execute("INSERT INTO yoyo_lock VALUES (1, now(), 1)")

    assert migrate(url) > 0
    assert 0 == await connection.fetchval("SELECT count(*) FROM yoyo_lock")
    await connection.close()


def test_a_database_that_is_away_is_told_in_one_line_without_the_password() -> None:
    port = free_port()

    with pytest.raises(
        MigrationFailed, match=rf"^cannot reach the database co at 127\.0\.0\.1:{port}: [^\n]*$"
    ) as told:
        migrate(f"postgresql://co:secret@127.0.0.1:{port}/co")
    assert "secret" not in str(told.value)


async def test_what_is_current_follows_what_was_done(postgres: str) -> None:
    url = await new_database(postgres, "brought_up_to_date")
    settings = Settings(CO_DB_URL=url, CO_REDIS_URL="redis://x", EVAL_BASE="http://x")
    found = [await current.ask(url)]
    await asyncio.to_thread(migrate, url)
    found.append(await current.ask(url))
    await content.load_all(settings)
    found.append(await current.ask(url))

    assert [Current(False, False), Current(True, False), Current(True, True)] == found


async def test_a_database_that_lacks_one_migration_is_not_current(postgres: str) -> None:
    url = await new_database(postgres, "one_behind")
    await asyncio.to_thread(migrate, url)
    connection = await asyncpg.connect(url)
    await connection.execute("DELETE FROM _yoyo_migration WHERE migration_id LIKE '0028%'")
    await connection.close()

    assert Current(migrations=False, content=False) == await current.ask(url)


async def test_nothing_is_current_in_a_database_that_is_away() -> None:
    assert Current(migrations=False, content=False) == await current.ask(
        f"postgresql://co:x@127.0.0.1:{free_port()}/co"
    )
