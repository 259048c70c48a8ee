"""`python -m app mastery fit`: the mastery model's weights fitted to the evidence log."""

from datetime import UTC, datetime

from app import database
from app.settings import Settings
from domain import learning


async def fit(settings: Settings, preview: bool) -> int:
    """Print what the refit is worth beside what is in force; Conflict where there is nothing to fit to."""
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        found = await learning.refit(db, datetime.now(UTC), preview=preview)
    finally:
        await db.close()
    print(f"fitted to {found.attempts} first attempts; {found.held_out} of other learners are held out")
    for name, (loss, area) in ((f"version {found.version}", found.old), ("refitted", found.new)):
        print(f"{name:<14} log loss {loss:.4f}  AUC {area:.4f}")
    if found.written:
        print(f"version {found.version + 1} is in force")
    else:
        print("nothing is written" if preview else f"version {found.version} stays: the refit foresees no better")
    return 0
