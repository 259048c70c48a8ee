"""The tutor: one turn per hint, written to a stream that any replica can read and resume."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from redis.exceptions import RedisError

import sql
from domain import ids, sessions
from domain import tutor_turns as turns
from domain.errors import BadInput, Conflict, TooMany, Unauthorized
from domain.ports import Background, Connection, Database, Speaker
from domain.problems import get_problem
from domain.rules import sessions as session_rules
from domain.rules import tutor as rules
from domain.tutor_prompts import Prompt, prompt
from domain.tutor_turns import LAST, OPEN_WITHIN_S, RESUME_WITHIN_S, stream_of
from openapi import types

log = structlog.get_logger()

HEARTBEAT_S = 15
HEARTBEAT = b": still here\n\n"
LOOK_S = 5
"""How often a reader who hears nothing looks whether anybody still speaks."""
BROKEN_OFF = {
    "type": "/problems/unavailable",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "The hint broke off; ask for it again.",
}

TOKEN = "tutor:token:"  # noqa: S105  # what the names of their keys begin with
SCANNED = 1000
"""Keys at once."""


async def start_turn(
    db: Database,
    valkey: Any,
    speaker: Speaker | None,
    background: Background,
    tokens_per_day: int,
    user_id: str,
    body: types.TutorMessageCreate,
    now: datetime,
    key: str | None = None,
) -> types.TutorTurn:
    """Take a turn: raise the session's hint level, have it said into the turn's stream, hand out its token.

    The same `key` is always the same turn, with a token of its own. NotFound for the session, Conflict for another
    problem, a mock, a skipped level or an ended session, TooMany over the model's tokens for a day.
    """
    turn_id = ids.of_request(user_id, key, body)
    async with db.transaction() as tx:
        session = await sessions.lock(tx, user_id, body["session_id"])
        if key and (made := await sql.tutor.get_turn(tx, id=turn_id, user_id=user_id)):
            if await turns.is_under_way(valkey, turn_id):
                return _show(made, await _give_token(valkey, turn_id, user_id), made["source"])
            token = await _speak(valkey, turn_id, user_id, made["level"], made["text"], made["source"])
            return _show(made, token, made["source"])
        session_rules.check_active(session, now)
        if session["mode"] == "mock":
            raise Conflict("There are no hints in a mock.")
        session_rules.check_problem(session, body["problem_id"])
        rules.check_level(body["hint_level"], session["last_hint_level"])
        problem = await get_problem(tx, body["problem_id"])
        failed = await sql.submissions.last_categories(
            tx, session_id=session["id"], user_id=user_id, problem_id=problem["id"]
        )
        categories = orjson.loads(failed or "[]")
        hint = rules.choose(problem["definition"]["hints"], body["hint_level"], categories)
        asked = prompt(problem["definition"], body["hint_level"], categories) if speaker is not None else None
        if asked is not None:
            await _check_budget(tx, user_id, asked, tokens_per_day, now)
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
            # Until the model has spoken, it is what would be said without it.
            source="authored",
            text=hint["text"],
            model=speaker.model if speaker is not None else None,
            prompt_version=asked.version if asked is not None else None,
            prompt_sha256=asked.sha256 if asked is not None else None,
            tokens=turns.tokens_of_a_turn(asked) if asked is not None else 0,
            now=now,
        )
        # Inside, so that a turn without a stream is not kept; the stream is written before anyone holds its token.
        if speaker is None or asked is None:
            return _show(turn, await _speak(valkey, turn_id, user_id, hint["level"], hint["text"]), "authored")
        await turns.write(valkey, turn_id, iter([turns.hint(hint["level"], "model")]), produced=True)
        token = await _give_token(valkey, turn_id, user_id)
    said = turns.Turn(turn_id, user_id, hint["level"], hint["text"])
    background.start(turns.produce(db, valkey, speaker, said, asked, problem["definition"]))
    return _show(turn, token, "model")


async def _check_budget(tx: Connection, user_id: str, asked: Prompt, allowed: int, now: datetime) -> None:
    """TooMany when the turn could take the learner over what the model may use for them in a day."""
    day = turns.day_of(now)
    used = await sql.tutor.tokens_since(tx, user_id=user_id, since=day)
    if (used or 0) + turns.tokens_of_a_turn(asked) > allowed:
        left = int((day + timedelta(days=1) - now).total_seconds()) + 1
        raise TooMany("Today's hints are used up; there are more tomorrow (UTC).", retry_after=left)


def _show(turn: "sql.tutor.GetTurn", token: str, source: types.HintSource) -> types.TutorTurn:
    return {
        "turn_id": turn["id"],
        "stream_url": "/v1/tutor/stream",
        "token": token,
        "hint_level": turn["level"],
        "source": source,
    }


async def _speak(
    valkey: Any, turn_id: str, user_id: str, level: int, text: str, source: types.HintSource = "authored"
) -> str:
    """Write the whole turn, anew if need be, and a token, both for as long as the turn can be resumed."""
    await turns.write(valkey, turn_id, turns.authored(turn_id, level, text, source), produced=False)
    return await _give_token(valkey, turn_id, user_id)


async def _give_token(valkey: Any, turn_id: str, user_id: str) -> str:
    token = secrets.token_urlsafe(32)
    async with valkey.pipeline(transaction=True) as pipe:
        pipe.hset(_token(token), mapping={"turn": turn_id, "user": user_id})
        pipe.expire(_token(token), OPEN_WITHIN_S)
        await pipe.execute()
    return token


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
    newest = await valkey.xrevrange(stream_of(turn_id), count=1)
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
        await asyncio.shield(asyncio.ensure_future(turns.leave(valkey, turn_id)))


async def _give_back(valkey: Any, user_id: str, place: str) -> None:
    await valkey.zrem(f"tutor:open:{user_id}", place)


async def read(valkey: Any, turn_id: str, after: str | None) -> AsyncIterator[bytes]:
    """The turn's events behind `after` as server-sent events, heartbeats between them, until the turn is done.

    It ends with a problem when nobody says the turn any more, or Valkey is away.
    """
    last = after or "0-0"
    quiet = 0
    try:
        produced = await turns.stay(valkey, turn_id)
        while True:
            # One that is not being said any more has nothing to wait for: what is there is looked at once more.
            found = await valkey.xread({stream_of(turn_id): last}, count=100, block=LOOK_S * 1000 if produced else None)
            if not found and not produced:
                break
            for event_id, fields in found[0][1] if found else ():
                last = event_id.decode()
                yield b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id, fields[b"event"], fields[b"data"])
                if fields[b"event"] in LAST:
                    return
            quiet = 0 if found else quiet + LOOK_S
            if quiet >= HEARTBEAT_S:
                quiet = 0
                yield HEARTBEAT
            produced = await turns.stay(valkey, turn_id)
    except (RedisError, OSError):
        log.warning("broken off")
    # With the id of the last event, so that reading can still go on behind it.
    yield b"id: %b\nevent: problem\ndata: %b\n\n" % (last.encode(), orjson.dumps(BROKEN_OFF))


async def forget(valkey: Any, user_id: str, turn_ids: Sequence[str]) -> int:
    """Delete what is kept here of a learner and of these turns: streams, tokens, places; how many keys there were."""
    keys: list[Any] = [f"tutor:open:{user_id}", *(key_of(id) for id in turn_ids for key_of in turns.KEYS)]
    cursor = None
    while cursor != 0:
        cursor, tokens = await valkey.scan(cursor or 0, match=f"{TOKEN}*", count=SCANNED)
        async with valkey.pipeline(transaction=False) as pipe:
            for token in tokens:
                pipe.hget(token, "user")
            users = await pipe.execute()
        keys += [token for token, user in zip(tokens, users, strict=True) if user == user_id.encode()]
    return sum([await valkey.unlink(*keys[start : start + SCANNED]) for start in range(0, len(keys), SCANNED)])
