"""`python -m app mastery fit`: the mastery model's weights fitted to the evidence log."""

import asyncio
import sys
from datetime import UTC, datetime

from app import database
from app.settings import Settings
from domain import learning
from domain.errors import Conflict


async def refit(settings: Settings, preview: bool) -> learning.Refit:
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        return await learning.refit(db, datetime.now(UTC), preview=preview)
    finally:
        await db.close()


def fit(settings: Settings, preview: bool) -> int:
    """Print what the refit is worth beside what is in force; exit code 1 where there is nothing to fit to."""
    try:
        found = asyncio.run(refit(settings, preview))
    except Conflict as error:
        print(error, file=sys.stderr)
        return 1
    print(f"fitted to {found.attempts} first attempts; {found.held_out} of other learners are held out")
    for name, (loss, area) in ((f"version {found.version}", found.old), ("refitted", found.new)):
        print(f"{name:<14} log loss {loss:.4f}  AUC {area:.4f}")
    if found.written:
        print(f"version {found.version + 1} is in force")
    else:
        print("nothing is written" if preview else f"version {found.version} stays: the refit foresees no better")
    return 0
