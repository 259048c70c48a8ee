"""/sessions: what a learner is working on."""

from datetime import datetime
from typing import Any

from domain import sessions, submissions


async def list_sessions(user: str, db: Any, limit: int, status: str | None = None, cursor: str | None = None) -> Any:
    return await sessions.list_sessions(db, user, status, limit, cursor)


async def create_session(body: Any, user: str, db: Any, now: datetime, idempotency_key: str | None = None) -> Any:
    session = await sessions.create(db, user, body, now, idempotency_key)
    return session, 201, {"Location": f"/v1/sessions/{session['id']}"}


async def get_session(id: str, user: str, db: Any, now: datetime) -> Any:
    return await sessions.get(db, user, id, now)


async def update_session(id: str, body: Any, user: str, db: Any, now: datetime) -> Any:
    return await sessions.act(db, user, id, body["action"], now)


async def list_session_submissions(
    id: str, user: str, db: Any, now: datetime, limit: int, cursor: str | None = None
) -> Any:
    return await submissions.list_submissions(db, user, id, limit, cursor, now)
