"""/progress: mastery, with the evidence behind it."""

from datetime import datetime

from domain import progress
from domain.ports import Database
from openapi import types


async def get_progress(user: str, db: Database, now: datetime, subject: types.Subject | None = None) -> types.Progress:
    return await progress.get_progress(db, user, subject, now)
