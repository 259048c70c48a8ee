"""/submissions: attempts and their verdicts."""

from datetime import datetime
from typing import Literal, TypeAlias

from domain import submissions, undetermined
from domain.ports import Database, Evaluator
from openapi import types

Accepted: TypeAlias = tuple[types.SubmissionPending, Literal[202], dict[str, str]]
Result: TypeAlias = types.SubmissionResult | Accepted


async def create_submission(
    body: types.SubmissionCreate,
    user: str,
    db: Database,
    evaluator: Evaluator,
    now: datetime,
    idempotency_key: str | None = None,
) -> Result:
    result = await submissions.submit(db, evaluator, user, body, now, idempotency_key)
    return _accepted(result) if submissions.is_waiting(result) else result


async def get_submission(id: str, user: str, db: Database) -> Result:
    result = await submissions.get(db, user, id)
    return _accepted(result) if submissions.is_waiting(result) else result


async def list_undetermined_submissions(db: Database, limit: int, cursor: str | None = None) -> types.UndeterminedList:
    return await undetermined.list_undetermined(db, limit, cursor)


async def update_submission_verdict(
    id: str, body: types.VerdictWrite, user: str, db: Database, now: datetime
) -> types.SubmissionResult:
    return await undetermined.decide(db, user, id, body, now)


def _accepted(waiting: types.SubmissionPending) -> Accepted:
    """What still waits for its grade, and where the verdict will be."""
    return waiting, 202, {"Location": f"/v1/submissions/{waiting['id']}"}
