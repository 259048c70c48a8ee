"""Named statements: `sql.sessions.lock_session(db, id=..., user_id=...)` runs the one so named in sessions.sql.

A statement's header is `-- name: lock_session(id, user_id) -> one_or_none`; its parameters are $1, $2 ... in order.
Kinds: `one` row, `one_or_none`, `many` rows, a `cursor` over however many, a `scalar`, or `none` where nothing comes
back. `make generate` asks Postgres for the types of parameters and rows, and keeps them in a stub beside each file.
"""

from pathlib import Path
from typing import Any

from sql.loader import HEADER, Connection, Cursor, NoRow, bind, load

__all__ = ["FILES", "HEADER", "Connection", "Cursor", "NoRow", "bind", "load"]

FILES = {file.stem: load(file) for file in sorted(Path(__file__).parent.glob("*.sql"))}


def __getattr__(name: str) -> Any:
    try:
        return FILES[name]
    except KeyError:
        raise AttributeError(f"no sql/{name}.sql") from None
