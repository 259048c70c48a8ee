"""Sessions: what a learner is working on."""

from datetime import datetime
from typing import NotRequired

import orjson

import sql
from domain import ids, locks, mocks, pages, progress, recommendations, reviews, tracks
from domain.errors import BadInput, Conflict, NotFound
from domain.ports import Connection, Database
from domain.problems import get_problem
from domain.recommendations import USUAL, Choosing
from domain.rules import entity_tags
from domain.rules import sessions as rules
from openapi import types


class Held(types.Session):
    """A session as it is kept."""

    version: int


class Locked(Held):
    """A session as it is locked."""

    served_at: NotRequired[datetime]
    hints_seen: NotRequired[int]


class Tagged(types.Session):
    """A session whose version is told beside it."""

    version: NotRequired[int]


async def create(
    db: Database,
    user_id: str,
    body: types.SessionCreate,
    now: datetime,
    key: str | None = None,
    choosing: Choosing = USUAL,
) -> Held:
    """A session with its first problem: as asked, or chosen by the mode. The same `key` is always the same session.

    BadInput where the parts do not fit together, NotFound for a track or problem, Conflict when nothing is left to do.
    """
    subject, mode, first = body["subject"], body.get("mode", "practice"), body.get("problem_id")
    session_id = ids.of_request(user_id, key, body)
    if key and (made := await sql.sessions.get_session(db, id=session_id, user_id=user_id)):
        return {**made}
    if first is not None and (await get_problem(db, first))["subject"] != subject:
        raise BadInput("The problem is of another subject.", [("/problem_id", f"is not a problem of {subject}")])
    track = await tracks.get(db, body["track_id"]) if "track_id" in body else None
    plan: list[str] | None = None
    ends_at = None
    if mode == "track":
        if track is None:
            raise BadInput("A session in mode track needs a track.", [("/track_id", "is needed in mode track")])
        plan = rules.track_plan(track, orjson.loads(track["modules"]), subject, first)
        solved = await _solved(db, user_id, plan)
        first = first or rules.next_in(plan, None, solved)
    elif mode == "mock":
        candidates = await sql.problems.list_drawable(db, subject=subject)
        plan = rules.draw_mock(rules.judged_at_once(candidates, first), session_id, first)
        first = plan[0] if plan else None
        ends_at = rules.mock_end([item["expected_minutes"] for item in candidates if item["id"] in plan], now)
    else:
        first = first or await recommendations.choose(db, user_id, subject, now, choosing)
    if first is None:
        raise Conflict("Everything here is solved; nothing is left to do.")
    async with db.transaction() as tx:
        await locks.hold(tx, user_id)
        # Once more, behind the lock: the same request may have been under way beside this one.
        if key and (made := await sql.sessions.get_session(tx, id=session_id, user_id=user_id)):
            return {**made}
        row = await sql.sessions.add_session(
            tx,
            id=session_id,
            user_id=user_id,
            subject=subject,
            mode=mode,
            track_id=track["id"] if track else None,
            track_version=track["version"] if track else None,
            problem_id=first,
            plan=plan,
            now=now,
            ends_at=ends_at,
        )
    return {**row}


async def _solved(db: Connection, user_id: str, problem_ids: list[str]) -> set[str]:
    rows = await sql.sessions.list_solved(db, user_id=user_id, problem_ids=problem_ids)
    return {row["problem_id"] for row in rows}


def show(held: Held) -> tuple[types.Session, str]:
    """A session as the contract has it, and its entity tag."""
    shown: Tagged = {**held}
    del shown["version"]
    return shown, entity_tags.of(held["version"])


async def get(db: Database, user_id: str, session_id: str, now: datetime) -> Held:
    """The learner's own session, a mock closed if its time is over; NotFound for anyone else's."""
    row = await sql.sessions.get_session(db, id=session_id, user_id=user_id)
    if row is None:
        raise NotFound("session")
    if not rules.time_over(row, now):
        return {**row}
    async with db.transaction() as tx:
        return await close_if_over(tx, user_id, await lock(tx, user_id, session_id), now)


async def list_sessions(
    db: Database, user_id: str, status: str | None, limit: int, cursor: str | None, now: datetime
) -> types.SessionList:
    """The learner's sessions, the latest first, mocks closed whose time is over."""
    for over in await sql.sessions.list_over(db, user_id=user_id, now=now):
        await get(db, user_id, over["id"], now)
    before, before_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.sessions.list_sessions(
        db, user_id=user_id, status=status, before=before, before_id=before_id, count=limit + 1
    )
    return pages.page(rows, limit, lambda row: (row["created_at"], row["id"]), show_listed)


def show_listed(row: "sql.sessions.ListSessions") -> types.Session:
    return {**row}


async def lock(tx: Connection, user_id: str, session_id: str) -> "sql.sessions.LockSession":
    """The learner's own session, held until commit, behind the learner's row: one order of locks; NotFound."""
    await locks.hold(tx, user_id)
    row = await sql.sessions.lock_session(tx, id=session_id, user_id=user_id)
    if row is None:
        raise NotFound("session")
    return row


async def act(
    db: Database,
    user_id: str,
    session_id: str,
    action: types.SessionAction,
    now: datetime,
    if_match: str | None = None,
    choosing: Choosing = USUAL,
) -> Held:
    """Advance, retry or give up; Changed if the session is not as `if_match` says, Conflict once it has ended.

    Advancing past a mock's time completes it; to whoever knew it as running, its end is a change.
    """
    async with db.transaction() as tx:
        session = await lock(tx, user_id, session_id)
        if not rules.time_over(session, now):
            rules.check_unchanged(session, if_match)
            return await _take(tx, user_id, session, action, now, choosing)
        closed = await close_if_over(tx, user_id, session, now)
    rules.check_unchanged(closed, if_match)
    if action != "advance":
        raise Conflict("The time of this mock is over.")
    return closed


async def _take(
    tx: Connection,
    user_id: str,
    session: "sql.sessions.LockSession",
    action: types.SessionAction,
    now: datetime,
    choosing: Choosing,
) -> Held:
    following = await _following(tx, user_id, session, now, choosing) if action == "advance" else None
    changes = rules.act(session, action, following, now)
    over = session["mode"] == "mock" and changes["status"] != "active"
    if over:
        await mocks.count(tx, user_id, session)
    if action == "giveup":
        await _fail(tx, user_id, session, now)
    if over:
        await mocks.queue_gaps(tx, user_id, session, now)
    return {**await sql.sessions.save_session(tx, id=session["id"], user_id=user_id, **changes)}


async def _following(
    tx: Connection, user_id: str, session: "sql.sessions.LockSession", now: datetime, choosing: Choosing
) -> str | None:
    if session["mode"] == "practice":
        return await recommendations.choose(
            tx, user_id, session["subject"], now, choosing, without=session["problem_id"]
        )
    plan = session["problem_ids"]
    solved = await _solved(tx, user_id, plan) if session["mode"] == "track" else set()
    return rules.next_in(plan, session["problem_id"], solved)


async def _fail(tx: Connection, user_id: str, session: "sql.sessions.LockSession", now: datetime) -> None:
    """A problem given up counts as failed: once, and not when this session solved it before."""
    problem_id = session["problem_id"]
    if problem_id is None or await sql.submissions.has_passed(
        tx, session_id=session["id"], user_id=user_id, problem_id=problem_id
    ):
        return
    problem = await get_problem(tx, problem_id)
    if await progress.record(tx, user_id, session, problem, None, correct=False, now=now):
        await reviews.record(tx, user_id, session, problem, correct=False, now=now)


async def close_if_over(tx: Connection, user_id: str, session: "sql.sessions.LockSession", now: datetime) -> Held:
    """Complete a mock whose time is over; the session as it then stands."""
    if rules.time_over(session, now):
        await mocks.count(tx, user_id, session)
        await mocks.queue_gaps(tx, user_id, session, now)
        saved = await sql.sessions.save_session(
            tx,
            id=session["id"],
            user_id=user_id,
            status="completed",
            problem_id=session["problem_id"],
            last_hint_level=session["last_hint_level"],
            served_at=session["served_at"],
        )
        return {**saved}
    shown: Locked = {**session}
    del shown["served_at"], shown["hints_seen"]
    return shown
