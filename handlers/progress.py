"""/progress: mastery, with the evidence behind it."""

from typing import Any

from domain import progress


async def get_progress(user: str, db: Any, subject: str | None = None) -> Any:
    return await progress.get_progress(db, user, subject)
