"""The tutor: one turn per hint, written to a stream that any replica can read and resume."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import orjson

import sql
from domain import ids, sessions
from domain.errors import BadInput, Conflict, TooMany, Unauthorized
from domain.ports import Database, Json
from domain.problems import get_problem
from domain.rules import sessions as session_rules
from domain.rules import tutor as rules
from openapi import types

OPEN_WITHIN_S = 60
RESUME_WITHIN_S = 300
HEARTBEAT_S = 15
HEARTBEAT = b": still here\n\n"
LAST = (b"done", b"problem")
"""Events that end a turn."""

TOKEN = "tutor:token:"  # noqa: S105  # what the names of their keys begin with
SCANNED = 1000
"""Keys at once."""


async def start_turn(
    db: Database, valkey: Any, user_id: str, body: types.TutorMessageCreate, now: datetime, key: str | None = None
) -> types.TutorTurn:
    """Take a turn: raise the session's hint level, speak the ladder into the turn's stream, hand out its token.

    The same `key` is always the same turn, with a token of its own. NotFound for the session, Conflict for another
    problem, a mock, a skipped level or an ended session.
    """
    turn_id = ids.of_request(user_id, key, body)
    async with db.transaction() as tx:
        session = await sessions.lock(tx, user_id, body["session_id"])
        if key and (made := await sql.tutor.get_turn(tx, id=turn_id, user_id=user_id)):
            return _show(made, await _speak(valkey, turn_id, user_id, made["level"], made["text"]))
        session_rules.check_active(session, now)
        if session["mode"] == "mock":
            raise Conflict("There are no hints in a mock.")
        session_rules.check_problem(session, body["problem_id"])
        rules.check_level(body["hint_level"], session["last_hint_level"])
        problem = await get_problem(tx, body["problem_id"])
        failed = await sql.submissions.last_categories(
            tx, session_id=session["id"], user_id=user_id, problem_id=problem["id"]
        )
        hint = rules.choose(problem["definition"]["hints"], body["hint_level"], orjson.loads(failed or "[]"))
        level = max(session["last_hint_level"], body["hint_level"])
        await sql.sessions.save_session(
            tx,
            id=session["id"],
            user_id=user_id,
            status=session["status"],
            problem_id=session["problem_id"],
            last_hint_level=level,
            served_at=session["served_at"],
        )
        turn = await sql.tutor.add_turn(
            tx,
            id=turn_id,
            user_id=user_id,
            session_id=session["id"],
            problem_id=problem["id"],
            level=body["hint_level"],
            category=hint.get("category"),
            source="authored",
            text=hint["text"],
            now=now,
        )
        # Inside, so that a turn without a stream is not kept; the stream is written before anyone holds its token.
        return _show(turn, await _speak(valkey, turn_id, user_id, hint["level"], hint["text"]))


def _show(turn: "sql.tutor.GetTurn", token: str) -> types.TutorTurn:
    return {
        "turn_id": turn["id"],
        "stream_url": "/v1/tutor/stream",
        "token": token,
        "hint_level": turn["level"],
        "source": turn["source"],
    }


async def _speak(valkey: Any, turn_id: str, user_id: str, level: int, text: str) -> str:
    """Write the turn's events, anew if need be, and a token, both for as long as the turn can be resumed."""
    token = secrets.token_urlsafe(32)
    hinted = {"level": level, "type": rules.TYPE_OF_LEVEL[level], "source": "authored"}
    pieces = list(rules.deltas(text))
    events: list[tuple[str, Json]] = [("hint", hinted), *(("delta", {"text": piece}) for piece in pieces)]
    usage = {"deltas": len(pieces), "characters": len(text)}
    events.append(("done", {"turn_id": turn_id, "usage": usage, "source": "authored"}))
    async with valkey.pipeline(transaction=True) as pipe:
        pipe.delete(_stream(turn_id))
        for name, data in events:
            pipe.xadd(_stream(turn_id), {"event": name, "data": orjson.dumps(data)})
        pipe.expire(_stream(turn_id), RESUME_WITHIN_S)
        pipe.hset(_token(token), mapping={"turn": turn_id, "user": user_id})
        pipe.expire(_token(token), OPEN_WITHIN_S)
        await pipe.execute()
    return token


def _stream(turn_id: str) -> str:
    return f"tutor:turn:{turn_id}"


def _token(token: str) -> str:
    """Where a token's claim stands; the token itself is kept nowhere."""
    return f"{TOKEN}{hashlib.sha256(token.encode()).hexdigest()}"


async def find_reader(valkey: Any, token: str) -> str:
    """The learner whom a token was given to; Unauthorized for one that is unknown or late."""
    user = await valkey.hget(_token(token), "user")
    if user is None:
        raise Unauthorized("The stream token is unknown or its time is over.")
    return str(user.decode())


async def open_stream(
    valkey: Any, user_id: str, token: str, after: str | None, allowed: int, now: datetime
) -> AsyncIterator[bytes] | None:
    """The events behind `after`, None for the token's one opening; see `read`. None when the turn ended before `after`.

    Unauthorized for a token that was used before and does not resume, TooMany with `allowed` streams open already,
    BadInput for an `after` that no stream can have.
    """
    if after is not None and max(_order(after)) >= 2**64:
        raise BadInput("No event has this id.", [("header/last-event-id", "take it from an event's id")])
    place = await take_place(valkey, user_id, allowed, now)
    try:
        turn_id = await _use(valkey, token, resuming=after is not None)
        over = after is not None and await _is_over(valkey, turn_id, after)
    except Unauthorized:
        await _give_back(valkey, user_id, place)
        raise
    if over:
        await _give_back(valkey, user_id, place)
        return None
    return read_in_place(valkey, turn_id, after, user_id, place)


async def _use(valkey: Any, token: str, resuming: bool) -> str:
    """The turn of a token: it opens once within OPEN_WITHIN_S, and then resumes until RESUME_WITHIN_S have passed."""
    key = _token(token)
    turn_id = await valkey.hget(key, "turn")
    if turn_id is None:
        raise Unauthorized("The stream token is unknown or its time is over.")
    if await valkey.hsetnx(key, "opened", "1"):
        await valkey.expire(key, RESUME_WITHIN_S)
    elif not resuming:
        raise Unauthorized("The stream token was used; resume with Last-Event-ID.")
    return str(turn_id.decode())


async def _is_over(valkey: Any, turn_id: str, after: str) -> bool:
    """Whether nothing will ever come behind `after`."""
    newest = await valkey.xrevrange(_stream(turn_id), count=1)
    return not newest or (newest[0][1][b"event"] in LAST and _order(newest[0][0].decode()) <= _order(after))


def _order(event_id: str) -> tuple[int, ...]:
    return tuple(map(int, event_id.split("-")))


async def take_place(valkey: Any, user_id: str, allowed: int, now: datetime) -> str:
    """One of the user's `allowed` places for open streams; TooMany when all are taken."""
    place, key = secrets.token_hex(8), f"tutor:open:{user_id}"
    async with valkey.pipeline(transaction=True) as pipe:
        # A place that its process could not give back, because it died, lapses with the token's time.
        pipe.zremrangebyscore(key, 0, now.timestamp() - RESUME_WITHIN_S)
        pipe.zadd(key, {place: now.timestamp()})
        pipe.zcard(key)
        pipe.expire(key, RESUME_WITHIN_S)
        _, _, taken, _ = await pipe.execute()
    if taken > allowed:
        await valkey.zrem(key, place)
        raise TooMany(f"{allowed} streams at once are allowed.", retry_after=5)
    return place


async def read_in_place(valkey: Any, turn_id: str, after: str | None, user_id: str, place: str) -> AsyncIterator[bytes]:
    """The turn's events (see `read`); the user's place is given back at the end, a reader that went away included."""
    try:
        async for event in read(valkey, turn_id, after):
            yield event
    finally:
        # Shielded: a reader that goes away cancels whatever is awaited here.
        await asyncio.shield(asyncio.ensure_future(_give_back(valkey, user_id, place)))


async def _give_back(valkey: Any, user_id: str, place: str) -> None:
    await valkey.zrem(f"tutor:open:{user_id}", place)


async def read(valkey: Any, turn_id: str, after: str | None) -> AsyncIterator[bytes]:
    """The turn's events behind `after` as server-sent events, heartbeats between them, until the turn is done."""
    last = after or "0-0"
    while True:
        found = await valkey.xread({_stream(turn_id): last}, count=100, block=HEARTBEAT_S * 1000)
        if not found:
            if not await valkey.exists(_stream(turn_id)):
                return
            yield HEARTBEAT
            continue
        for event_id, fields in found[0][1]:
            last = event_id.decode()
            yield b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id, fields[b"event"], fields[b"data"])
            if fields[b"event"] in LAST:
                return


async def forget(valkey: Any, user_id: str, turn_ids: Sequence[str]) -> int:
    """Delete what is kept here of a learner and of these turns: streams, tokens, places; how many keys there were."""
    keys: list[Any] = [f"tutor:open:{user_id}", *map(_stream, turn_ids)]
    cursor = None
    while cursor != 0:
        cursor, tokens = await valkey.scan(cursor or 0, match=f"{TOKEN}*", count=SCANNED)
        async with valkey.pipeline(transaction=False) as pipe:
            for token in tokens:
                pipe.hget(token, "user")
            users = await pipe.execute()
        keys += [token for token, user in zip(tokens, users, strict=True) if user == user_id.encode()]
    return sum([await valkey.unlink(*keys[start : start + SCANNED]) for start in range(0, len(keys), SCANNED)])
