"""/tutor: hints, streamed."""

from datetime import datetime
from typing import Any

from starlette.responses import StreamingResponse

from domain import tutor


async def create_tutor_message(body: Any, user: str, db: Any, valkey: Any, now: datetime) -> Any:
    return await tutor.start_turn(db, valkey, user, body, now)


async def stream_tutor_turn(
    user: str, stream_token: str, valkey: Any, settings: Any, now: datetime, last_event_id: str | None = None
) -> Any:
    events = await tutor.open_stream(valkey, user, stream_token, last_event_id, settings.CO_STREAMS_PER_USER, now)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
