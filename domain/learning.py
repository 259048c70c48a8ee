"""What all learners' evidence teaches: the worker learns from it in batches, and a refit from the whole of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import orjson

import sql
from domain import standing
from domain.ports import Connection, Database, Json
from domain.rules import mastery_learning as rules
from domain.rules.mastery_features import Seen
from domain.rules.mastery_model import Key
from domain.rules.mastery_weights import WEIGHTS

BATCH = 200
"""Lessons a version: the weights' versions are kept, so that every prediction can be made again."""

WAIT = timedelta(hours=1)
"""How long fewer than that may wait."""


async def learn(db: Database, now: datetime) -> int:
    """Learn from one batch of evidence, once, whoever else is at it; how many pieces it was."""
    if not await sql.mastery.has_lessons(db, count=BATCH, before=now - WAIT):
        return 0
    async with db.transaction() as tx:
        if await sql.mastery.lock_weights(tx) is None:
            return 0
        version, weights = await whole_weights(tx)
        items = standing.shared_of(dict(row) for row in await sql.mastery.list_items(tx))
        lessons = sorted(await sql.mastery.take_lessons(tx, count=BATCH), key=lambda row: row["id"])
        if not lessons:
            return 0
        touched = {key: items.setdefault(key, rules.untried()) for row in lessons for key in keys_of(row)}
        for row in lessons:
            teach(weights, touched, row)
        await save(tx, version + 1, weights, touched, "evidence", len(lessons), now)
        return len(lessons)


def keys_of(row: Any) -> list[Key]:
    """The problem, then its topics."""
    return [("problem", row["problem_id"]), *(("topic", topic) for topic in row["topics"])]


def teach(weights: Json, items: dict[Key, Json], row: Any) -> None:
    """One piece of evidence, with the features and the prediction of its time."""
    lesson = orjson.loads(row["lesson"])
    problem, *topics = (items[key] for key in keys_of(row))
    seen = Seen(lesson["numbers"], lesson["bins"])
    rules.teach(weights, problem, topics, seen, lesson["predicted"], row["credit"])


async def whole_weights(db: Connection) -> tuple[int, Json]:
    """The weights in force with what learning needs, and their version."""
    found = await sql.mastery.get_weights(db)
    if found is None:
        return standing.SHIPPED, orjson.loads(orjson.dumps(WEIGHTS))
    return found["version"], orjson.loads(found["weights"]) | {"squares": orjson.loads(found["squares"])}


async def save(
    tx: Connection, version: int, weights: Json, items: dict[Key, Json], source: str, lessons: int, now: datetime
) -> None:
    """Put a version in force, with the problems and topics that moved."""
    needed, squares = standing.split(weights)
    await sql.mastery.add_weights(
        tx, version=version, weights=needed, squares=squares, source=source, lessons=lessons, now=now
    )
    await sql.mastery.save_items(tx, items=orjson.dumps(list(rows_of(items))).decode())


def rows_of(items: dict[Key, Json]) -> Iterable[Json]:
    return ({**item, "kind": kind, "id": key} for (kind, key), item in items.items())
