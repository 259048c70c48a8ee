"""Whether a database has what this tree brings it, asked without all that brings it: most starts need only that."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import asyncpg

import sql

ROOT = Path(__file__).parents[1]
MIGRATIONS = ROOT / "migrations"


class Current(NamedTuple):
    """What need not be done."""

    migrations: bool
    content: bool


def migrations() -> set[str]:
    """Those of this tree."""
    return {file.stem for file in MIGRATIONS.glob("*.sql") if not file.stem.endswith(".rollback")}


def digest() -> str:
    """Of the built-in content and of what decides how it stands in the database."""
    files = [*(ROOT / "content").rglob("*.*"), *(ROOT / "sql").glob("*.sql"), *(ROOT / "app").glob("*.py")]
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.relative_to(ROOT)} {file.stat().st_size} ".encode() + file.read_bytes())
    return found.hexdigest()


async def ask(db_url: str) -> Current:
    """What the database says; nothing is current in one that does not answer."""
    try:
        connection = await asyncpg.connect(db_url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return Current(migrations=False, content=False)
    try:
        applied = {row["id"] for row in await sql.database.list_migrations(connection)}
        if not migrations() <= applied:
            return Current(migrations=False, content=False)
        return Current(migrations=True, content=await sql.content.get_digest(connection) == digest())
    except asyncpg.UndefinedTableError:
        return Current(migrations=False, content=False)
    finally:
        await connection.close()
