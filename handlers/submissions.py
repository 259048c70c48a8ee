"""/submissions: attempts and their verdicts."""

from datetime import datetime
from typing import Any

from domain import submissions


async def create_submission(body: Any, user: str, db: Any, evaluator: Any, now: datetime) -> Any:
    return await submissions.submit(db, evaluator, user, body, now)


async def get_submission(id: str, user: str, db: Any) -> Any:
    return await submissions.get(db, user, id)
