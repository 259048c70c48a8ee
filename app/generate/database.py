"""A throwaway PostgreSQL, migrated, for as long as statements are described."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg

from app.embedded import throwaway
from app.generate.statements import Database

T = TypeVar("T")


def described(use: Callable[[Database], T]) -> T:
    """What `use` makes of a migrated database."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(_described(Path(folder), use))


async def _described(folder: Path, use: Callable[[Database], T]) -> T:
    async with throwaway.running(folder) as url:
        with psycopg.connect(url) as connection:
            return use(Database(connection))
