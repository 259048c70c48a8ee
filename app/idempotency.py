"""Idempotency-Key: a request that is sent again is answered as it was, and runs once."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

import sql
from domain.errors import BadInput, Conflict
from domain.ports import Connection

LEASE = timedelta(seconds=10)
"""How long a key is its first request's alone. Whoever had it may have died if it takes longer, and the next may run.

Two that run after all make one thing: its id is made of the key (domain.ids), and is looked for first.
"""

KEPT = timedelta(days=1)


class Answer(NamedTuple):
    """An answer as it goes out."""

    status: int
    headers: dict[str, str]
    content: bytes


def digest(operation_id: str, body: Any) -> str:
    """What a key stands for: the operation and its body."""
    return hashlib.sha256(operation_id.encode() + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def once(
    db: Connection, user_id: str, key: str, request: str, now: datetime, run: Callable[[], Awaitable[Answer]]
) -> Answer:
    """The answer that `key` has, or that of `run`, which is then kept; a request that fails leaves the key free.

    BadInput when the key was sent with another request, Conflict while the first is under way.
    """
    claimed = await sql.idempotency.claim_key(db, user_id=user_id, key=key, request=request, now=now, lease=LEASE)
    if claimed is None:
        return await _kept(db, user_id, key, request)
    try:
        answer = await run()
    except BaseException:
        await sql.idempotency.release_key(db, user_id=user_id, key=key)
        raise
    headers = orjson.dumps(answer.headers).decode()
    await sql.idempotency.keep_answer(
        db, user_id=user_id, key=key, status=answer.status, headers=headers, body=answer.content
    )
    return answer


async def _kept(db: Connection, user_id: str, key: str, request: str) -> Answer:
    row = await sql.idempotency.find_key(db, user_id=user_id, key=key)
    if row is not None and row["request"] != request:
        raise BadInput("The Idempotency-Key was sent with another request.", [("header/Idempotency-Key", "is taken")])
    if row is None or row["status"] is None or row["headers"] is None or row["body"] is None:
        raise Conflict("A request with this Idempotency-Key is under way.")
    return Answer(row["status"], orjson.loads(row["headers"]), row["body"])
