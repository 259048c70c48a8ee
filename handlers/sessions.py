"""/sessions: what a learner is working on."""

from datetime import datetime
from typing import Literal

from domain import sessions, submissions
from domain.ports import Database
from domain.recommendations import Choosing
from domain.rules import entity_tags
from openapi import types


async def list_sessions(
    user: str,
    db: Database,
    now: datetime,
    limit: int,
    status: types.SessionStatus | None = None,
    cursor: str | None = None,
) -> types.SessionList:
    return await sessions.list_sessions(db, user, status, limit, cursor, now)


async def create_session(
    body: types.SessionCreate,
    user: str,
    db: Database,
    now: datetime,
    choosing: Choosing,
    idempotency_key: str | None = None,
) -> tuple[types.Session, Literal[201], dict[str, str]]:
    session, tag = sessions.show(await sessions.create(db, user, body, now, idempotency_key, choosing))
    return session, 201, {"Location": f"/v1/sessions/{session['id']}", "ETag": tag}


async def get_session(
    id: str, user: str, db: Database, now: datetime, if_none_match: str | None = None
) -> tuple[types.Session, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    session, tag = sessions.show(await sessions.get(db, user, id, now))
    if if_none_match is not None and entity_tags.is_among(tag, if_none_match, weakly=True):
        return None, 304, {"ETag": tag}
    return session, 200, {"ETag": tag}


async def update_session(
    id: str,
    body: types.SessionUpdate,
    user: str,
    db: Database,
    now: datetime,
    choosing: Choosing,
    if_match: str | None = None,
) -> tuple[types.Session, Literal[200], dict[str, str]]:
    session, tag = sessions.show(await sessions.act(db, user, id, body["action"], now, if_match, choosing))
    return session, 200, {"ETag": tag}


async def list_session_submissions(
    id: str, user: str, db: Database, now: datetime, limit: int, cursor: str | None = None
) -> types.SubmissionList:
    return await submissions.list_submissions(db, user, id, limit, cursor, now)
