"""The tutor: one turn per hint, said into a stream by a model or as it was authored."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import orjson

import sql
from domain import ids, sessions
from domain import tutor_streams as streams
from domain import tutor_turns as turns
from domain.errors import Conflict, TooMany
from domain.ports import Background, Connection, Database, Speaker
from domain.problems import get_problem
from domain.rules import sessions as session_rules
from domain.rules import tutor as rules
from domain.tutor_prompts import Prompt, prompt
from openapi import types

VALKEY_WITHIN_S = 2
"""A hint holds a connection and its learner's row while Valkey writes: no longer than this for one that hangs."""


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
            async with asyncio.timeout(VALKEY_WITHIN_S):
                return _show(made, await _token_again(valkey, user_id, made), made["source"])
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
        async with asyncio.timeout(VALKEY_WITHIN_S):
            if speaker is None or asked is None:
                return _show(turn, await speak(valkey, turn_id, user_id, hint["level"], hint["text"]), "authored")
            await turns.write(valkey, turn_id, iter([turns.hint(hint["level"], "model")]), produced=True)
            token = await streams.give_token(valkey, turn_id, user_id)
    said = turns.Turn(turn_id, user_id, hint["level"], hint["text"])
    # As JSON, for it is kept as long as the turn is said, and takes many times as much when it is decoded.
    background.start(turns.produce(db, valkey, speaker, said, asked, orjson.dumps(problem["definition"])))
    return _show(turn, token, "model")


async def _token_again(valkey: Any, user_id: str, made: "sql.tutor.GetTurn") -> str:
    """Another token for a turn, which is written anew where its stream is gone or broke off."""
    if await turns.is_under_way(valkey, made["id"]):
        return await streams.give_token(valkey, made["id"], user_id)
    return await speak(valkey, made["id"], user_id, made["level"], made["text"], made["source"])


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


async def speak(
    valkey: Any, turn_id: str, user_id: str, level: int, text: str, source: types.HintSource = "authored"
) -> str:
    """Write the whole turn, anew if need be, and a token, both for as long as the turn can be resumed."""
    await turns.write(valkey, turn_id, turns.authored(turn_id, level, text, source), produced=False)
    return await streams.give_token(valkey, turn_id, user_id)
