"""/tutor: hints, streamed."""

from datetime import datetime
from typing import Any

from starlette.responses import StreamingResponse

from domain import tutor


async def create_tutor_message(body: Any, user: str, db: Any, valkey: Any, now: datetime) -> Any:
    return await tutor.start_turn(db, valkey, user, body, now)


async def stream_tutor_turn(
    stream_token: str, valkey: Any, settings: Any, now: datetime, last_event_id: str | None = None
) -> Any:
    turn, user = await tutor.open_stream(valkey, stream_token, resuming=last_event_id is not None)
    place = await tutor.take_place(valkey, user, settings.CO_STREAMS_PER_USER, now)
    return StreamingResponse(
        tutor.read_in_place(valkey, turn, last_event_id, user, place),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
