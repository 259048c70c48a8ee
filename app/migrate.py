"""Bring the database to the newest migration; of several that try at once one does the work and the others wait."""

import psycopg
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations

from app.current import MIGRATIONS

ADVISORY_LOCK = 0x636F6D69  # "comi": any number, as long as nothing else uses it


class MigrationFailed(Exception):
    """Which migration, or which database, and why."""


def migrate(db_url: str) -> int:
    """Apply what is missing under an advisory lock and return how many that were; MigrationFailed if that cannot be."""
    try:
        # The lock dies with this connection, and so with this process; yoyo's own, a row, would outlive a killed one.
        with psycopg.connect(db_url, autocommit=True, connect_timeout=10) as holder:
            holder.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            return apply(db_url)
    except psycopg.OperationalError as error:
        raise MigrationFailed(f"cannot reach the database {place(db_url)}: {first_line(error)}") from None


def apply(db_url: str) -> int:
    with get_backend("postgresql+psycopg://" + db_url.split("://", 1)[1]) as backend:
        backend.break_lock()
        waiting = backend.to_apply(read_migrations(str(MIGRATIONS)))
        for migration in waiting:
            try:
                backend.apply_one(migration)
            except Exception as error:
                raise MigrationFailed(f"migration {migration.id} failed: {first_line(error)}") from error
        return len(waiting)


def place(db_url: str) -> str:
    """Where the database is, without its password."""
    parts = conninfo_to_dict(db_url)
    return f"{parts.get('dbname', '')} at {parts.get('host', 'localhost')}:{parts.get('port', 5432)}"


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
