"""/submissions: attempts and their verdicts."""

from datetime import datetime
from typing import Any, Literal, TypeAlias

from starlette.responses import Response, StreamingResponse

from domain import gradings, submission_streams, submissions, undetermined, waiting
from domain.ports import Background, Database, Evaluator, Jobs, News
from domain.rules import entity_tags
from openapi import types

Accepted: TypeAlias = tuple[types.SubmissionPending, Literal[202], dict[str, str]]
Result: TypeAlias = types.SubmissionResult | Accepted


async def create_submission(
    body: types.SubmissionCreate,
    user: str,
    db: Database,
    evaluator: Evaluator,
    jobs: Jobs,
    settings: Any,
    now: datetime,
    idempotency_key: str | None = None,
) -> Result:
    by_model = gradings.ByModel(jobs, settings.CO_TUTOR_TOKENS_PER_DAY) if settings.TUTOR_BASE else None
    result = await submissions.submit(db, evaluator, user, body, now, idempotency_key, by_model)
    return _accepted(result) if submissions.is_waiting(result) else result


async def get_submission(
    id: str, user: str, db: Database, now: datetime, if_none_match: str | None = None
) -> Accepted | tuple[types.SubmissionResult, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    result, tag = await submissions.get_tagged(db, user, id, now)
    if if_none_match is not None and entity_tags.is_among(tag, if_none_match, weakly=True):
        return None, 304, {"ETag": tag}
    if submissions.is_waiting(result):
        waiting, status, headers = _accepted(result)
        return waiting, status, {**headers, "ETag": tag}
    return result, 200, {"ETag": tag}


async def stream_submission(
    id: str,
    user: str,
    db: Database,
    valkey: Any,
    news: News,
    background: Background,
    settings: Any,
    last_event_id: str | None = None,
) -> Response:
    allowed = settings.CO_STREAMS_PER_USER
    events = await submission_streams.open_stream(db, valkey, news, background, user, id, last_event_id, allowed)
    if events is None:
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def list_pending_submissions(user: str, db: Database, limit: int, cursor: str | None = None) -> types.PendingList:
    return await waiting.list_pending(db, user, limit, cursor)


async def list_undetermined_submissions(db: Database, limit: int, cursor: str | None = None) -> types.UndeterminedList:
    return await undetermined.list_undetermined(db, limit, cursor)


async def update_submission_verdict(
    id: str, body: types.VerdictWrite, user: str, db: Database, now: datetime
) -> types.SubmissionResult:
    return await undetermined.decide(db, user, id, body, now)


def _accepted(waiting: types.SubmissionPending) -> Accepted:
    """What still waits for its grade, and where the verdict will be."""
    return waiting, 202, {"Location": f"/v1/submissions/{waiting['id']}"}
