"""/sessions: what a learner is working on."""

from datetime import datetime
from typing import Literal

from domain import sessions, submissions
from domain.ports import Database
from openapi import types


async def list_sessions(
    user: str, db: Database, limit: int, status: types.SessionStatus | None = None, cursor: str | None = None
) -> types.SessionList:
    return await sessions.list_sessions(db, user, status, limit, cursor)


async def create_session(
    body: types.SessionCreate, user: str, db: Database, now: datetime, idempotency_key: str | None = None
) -> tuple[types.Session, Literal[201], dict[str, str]]:
    session = await sessions.create(db, user, body, now, idempotency_key)
    return session, 201, {"Location": f"/v1/sessions/{session['id']}"}


async def get_session(id: str, user: str, db: Database, now: datetime) -> types.Session:
    return await sessions.get(db, user, id, now)


async def update_session(id: str, body: types.SessionUpdate, user: str, db: Database, now: datetime) -> types.Session:
    return await sessions.act(db, user, id, body["action"], now)


async def list_session_submissions(
    id: str, user: str, db: Database, now: datetime, limit: int, cursor: str | None = None
) -> types.SubmissionList:
    return await submissions.list_submissions(db, user, id, limit, cursor, now)
