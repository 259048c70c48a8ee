"""Events: what happened, written in the transaction that made it so."""

from datetime import datetime

import orjson

import sql
from domain.ports import Connection


async def add(tx: Connection, user_id: str, type: str, now: datetime, **data: str) -> None:
    await sql.events.add_event(tx, user_id=user_id, type=type, data=orjson.dumps(data).decode(), at=now)
