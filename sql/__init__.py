"""Named statements: `sql.sessions.lock_session(db, id=..., user_id=...)` runs the one so named in sessions.sql.

A statement's header is `-- name: lock_session(id, user_id) -> one_or_none`; its parameters are $1, $2 ... in order.
Kinds: `one` row, `one_or_none`, `many` rows, a `scalar`, or `none` where nothing comes back.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HEADER = re.compile(r"-- name: (\w+)\(([^)]*)\) -> (one|one_or_none|many|scalar|none)\n")
FETCH = {"one": "fetchrow", "one_or_none": "fetchrow", "many": "fetch", "scalar": "fetchval", "none": "execute"}


class NoRow(LookupError):
    """A statement that always has a row came back without one."""


def bind(name: str, params: tuple[str, ...], kind: str, text: str) -> Callable[..., Awaitable[Any]]:
    """The callable for one statement; `text` and `params` stay readable on it."""
    method = FETCH[kind]

    async def run(db: Any, **given: Any) -> Any:
        try:
            arguments = [given.pop(param) for param in params]
        except KeyError as missing:
            raise TypeError(f"{name}() needs {missing}") from None
        if given:
            raise TypeError(f"{name}() takes no {', '.join(given)}")
        found = await getattr(db, method)(text, *arguments)
        if found is None and kind == "one":
            raise NoRow(name)
        return found

    run.__name__ = name
    run.__dict__.update(params=params, kind=kind, text=text)
    return run


def load(file: Path) -> SimpleNamespace:
    """All statements of one file."""
    _, *parts = HEADER.split(file.read_text("utf-8"))
    statements = {}
    for name, params, kind, text in zip(*[iter(parts)] * 4, strict=True):
        if name in statements:
            raise ValueError(f"{file.name} names {name} twice")
        names = tuple(param.strip() for param in params.split(",") if param.strip())
        statements[name] = bind(name, names, kind, text.strip().rstrip(";"))
    return SimpleNamespace(**statements)


FILES = {file.stem: load(file) for file in sorted(Path(__file__).parent.glob("*.sql"))}


def __getattr__(name: str) -> Any:
    try:
        return FILES[name]
    except KeyError:
        raise AttributeError(f"no sql/{name}.sql") from None
