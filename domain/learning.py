"""What all learners' evidence teaches: the worker learns from it in batches, and a refit from the whole of it."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import orjson

import sql
from domain import standing
from domain.errors import Conflict
from domain.ports import Connection, Database, Json
from domain.rules import mastery
from domain.rules import mastery_learning as rules
from domain.rules.mastery_features import Seen
from domain.rules.mastery_model import Key
from domain.rules.mastery_weights import WEIGHTS
from domain.rules.scores import Pair, auc, log_loss

BATCH = 200
"""Lessons a version: the weights' versions are kept, so that every prediction can be made again."""

WAIT = timedelta(hours=1)
"""How long fewer than that may wait."""

PASSES = 2
HELD_OUT_OF = 5
"""Every so manieth learner is held out of a refit, to see what it is worth."""

ROWS = 1000


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


class Refit(NamedTuple):
    """What a refit came to; the scores are (log loss, AUC) over the held-out learners' first attempts."""

    attempts: int
    held_out: int
    version: int
    old: tuple[float, float]
    new: tuple[float, float]
    written: bool


async def refit(db: Database, now: datetime, *, preview: bool) -> Refit:
    """Fit weights, problems and topics to all evidence, from those that ship on; put in force what foresees better.

    Evidence is read learner by learner and never held whole. Conflict where there is none, or while the worker learns.
    """
    async with db.transaction() as tx:
        if await sql.mastery.lock_weights(tx) is None:
            raise Conflict("There is no evidence yet, or the worker is learning from it just now.")
        version, old = await whole_weights(tx)
        old_items = standing.shared_of(dict(row) for row in await sql.mastery.list_items(tx))
        new: Json = orjson.loads(orjson.dumps(WEIGHTS))
        new_items: dict[Key, Json] = {}
        attempts = 0
        for _ in range(PASSES):
            attempts = 0
            async for rows in by_learner(tx, held_out=False):
                attempts += len(walk(rows, new, new_items, learning=True))
        before: list[Pair] = []
        after: list[Pair] = []
        async for rows in by_learner(tx, held_out=True):
            before += walk(rows, old, old_items, learning=False)
            after += walk(rows, new, new_items, learning=False)
        if not attempts or not after:
            raise Conflict("There is too little evidence yet to fit to and to hold learners out.")
        found = [(log_loss(pairs), auc(pairs)) for pairs in (before, after)]
        better = found[1][0] < found[0][0]
        if better and not preview:
            await save(tx, version + 1, new, new_items, "refit", attempts, now)
        return Refit(attempts, len(after), version, found[0], found[1], better and not preview)


async def by_learner(tx: Connection, *, held_out: bool) -> AsyncIterator[list[Any]]:
    """The first attempts of each learner that is held out or not, in order."""
    cursor = await sql.mastery.stream_attempts(tx)
    kept: list[Any] = []
    while some := await cursor.fetch(ROWS):
        *whole, kept = [list(rows) for _, rows in groupby([*kept, *some], key=lambda row: row["user_id"])]
        for rows in whole:
            if is_held_out(rows[0]["user_id"]) == held_out:
                yield sorted(rows, key=lambda row: row["id"])
    if kept and is_held_out(kept[0]["user_id"]) == held_out:
        yield sorted(kept, key=lambda row: row["id"])


def is_held_out(user_id: str) -> bool:
    return UUID(user_id).int % HELD_OUT_OF == 0


def walk(rows: list[Any], weights: Json, items: dict[Key, Json], *, learning: bool) -> list[Pair]:
    """Foresee one learner's attempts in order, learning from each or not."""
    learner = mastery.Standing()
    pairs = []
    for row in rows:
        item = mastery.item(weights, items, row["difficulty"], row["topics"], row["problem_id"])
        at = row["at"].timestamp()
        after = learner.move(weights, item, row["outcomes"], row["credit"], row["correct"], at)
        pairs.append((after.predicted, row["credit"] >= 0.5))
        if learning:
            problem, *topics = (items.setdefault(key, rules.untried()) for key in keys_of(row))
            rules.teach(weights, problem, topics, after.features, after.predicted, row["credit"])
    return pairs
