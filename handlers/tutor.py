"""/tutor: hints, streamed."""

from datetime import datetime
from typing import Any

from starlette.responses import Response, StreamingResponse

from domain import tutor, tutor_streams
from domain.ports import Background, Database, News, Speaker
from openapi import types


async def create_tutor_message(
    body: types.TutorMessageCreate,
    user: str,
    db: Database,
    valkey: Any,
    speaker: Speaker | None,
    background: Background,
    settings: Any,
    now: datetime,
    idempotency_key: str | None = None,
) -> types.TutorTurn:
    allowed = settings.CO_TUTOR_TOKENS_PER_DAY
    return await tutor.start_turn(db, valkey, speaker, background, allowed, user, body, now, idempotency_key)


async def stream_tutor_turn(
    user: str,
    stream_token: str,
    valkey: Any,
    news: News,
    background: Background,
    settings: Any,
    last_event_id: str | None = None,
) -> Response:
    events = await tutor_streams.open_stream(
        valkey, news, background, user, stream_token, last_event_id, settings.CO_STREAMS_PER_USER
    )
    if events is None:
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
