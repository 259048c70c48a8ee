"""/submissions: attempts and their verdicts."""

from datetime import datetime
from typing import Any

from domain import submissions


async def create_submission(body: Any, user: str, db: Any, evaluator: Any, now: datetime) -> Any:
    result = await submissions.submit(db, evaluator, user, body, now)
    return accepted(result) if "grading" in result else result


async def get_submission(id: str, user: str, db: Any) -> Any:
    result = await submissions.get(db, user, id)
    return accepted(result) if "grading" in result else result


def accepted(waiting: Any) -> Any:
    """What still waits for its grade, and where the verdict will be."""
    return waiting, 202, {"Location": f"/v1/submissions/{waiting['id']}"}
