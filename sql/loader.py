"""Reads sql/*.sql: each statement becomes a coroutine by its name, of the kind and parameters of its header."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol, TypeVar

HEADER = re.compile(r"-- name: (\w+)\(([^)]*)\) -> (one|one_or_none|many|cursor|scalar|none)\n")
FETCH = {
    "one": "fetchrow", "one_or_none": "fetchrow", "many": "fetch", "cursor": "cursor", "scalar": "fetchval",
    "none": "execute",
}  # fmt: skip
Row = TypeVar("Row")


class NoRow(LookupError):
    """A statement that always has a row came back without one."""


class Connection(Protocol):
    """What runs statements; asyncpg's connection and pool both do."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, *args: Any) -> Any: ...

    async def fetchval(self, query: str, *args: Any) -> Any: ...

    async def execute(self, query: str, *args: Any) -> str: ...


class Cursor(Protocol[Row]):
    """Rows that are fetched as they are needed, within the transaction that asked for them."""

    async def fetch(self, n: int) -> list[Row]:
        """The next `n` rows; fewer at the end, then none."""


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
