"""Where a learner stands: the states of the mastery model out of the database, and what all learners share."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

import sql
from domain.ports import Connection, Json
from domain.rules import mastery as rules
from domain.rules import mastery_state as states
from domain.rules.mastery_learning import mean_of, mean_rate, untried
from domain.rules.mastery_model import Key
from domain.rules.mastery_weights import WEIGHTS as WEIGHTS
from openapi import types

SHIPPED = 0
"""The version of the weights that come with the code."""


@dataclass(frozen=True)
class Known:
    """A learner's standing, the weights in force and their version, and what is shared of problems and topics."""

    standing: rules.Standing
    version: int
    weights: Json
    shared: dict[Key, Json]

    def chances(self, key: str, state: Mapping[str, Any], at: float) -> dict[int, float]:
        """Of each level the chance of success at `at`, for a topic or outcome."""
        return rules.chances(self.weights, self.shared, self.standing.learner, key, state, at)

    def topic_chances(self, topics: Collection[str], at: float) -> dict[str, dict[int, float]]:
        """The same for each of these topics, tried or not."""
        mean, keys, nobody = mean_of(self.weights), self.standing.keys, untried()
        new = [("topic", topic) for topic in topics if ("topic", topic) not in keys]
        self.standing.of(self.weights, {key: mean_rate(self.shared.get(key, nobody), mean) for key in new}, new)
        states = {topic: keys["topic", topic] for topic in topics}
        return rules.chances_of_all(self.weights, self.shared, self.standing.learner, states, at)

    def explain(self, key: str, state: Mapping[str, Any], at: float) -> list[types.MasteryPart]:
        """What the score of a topic or outcome is made of."""
        return rules.explain(self.weights, self.shared, self.standing.learner, key, state, at)


async def read(db: Connection, user_id: str) -> Known:
    """All of a learner's standing but what they met of single problems, and what is shared of topics."""
    return await read_with(db, user_id, await sql.mastery.list_mastery(db, user_id=user_id))


async def read_with(db: Connection, user_id: str, rows: Iterable["sql.mastery.ListMastery"]) -> Known:
    """The same of a learner whose keys have been read: these rows, and whatever was added meanwhile is not in it."""
    found = await sql.mastery.get_weights(db)
    version, weights = (found["version"], orjson.loads(found["weights"])) if found else (SHIPPED, WEIGHTS)
    learner = await sql.mastery.get_learner(db, user_id=user_id)
    shared = shared_of(dict(row) for row in await sql.mastery.list_topic_items(db))
    keys = [dict(row) | {"state": orjson.loads(row["state"])} for row in rows]
    standing = rules.Standing(learner_of(learner, weights), keys_of(keys, weights))
    return Known(standing, version, weights, shared)


async def read_for(tx: Connection, user_id: str, session_id: str, problem: Json) -> Known | None:
    """What an attempt at `problem` touches, in one statement; None after the first in this session."""
    row = await sql.mastery.read_standing(
        tx,
        user_id=user_id,
        session_id=session_id,
        problem_id=problem["id"],
        topics=problem["topics"],
        outcomes=problem["outcomes"],
    )
    if not row["first"]:
        return None
    return known_of(row, {problem["id"]: orjson.loads(row["seen"])} if row["seen"] else {})


def known_of(row: Any, seen: dict[str, Json] | None = None) -> Known:
    """What one statement read: a learner's state and keys, the items they share, and the weights if any are kept."""
    version = SHIPPED if row["version"] is None else row["version"]
    weights = WEIGHTS if row["version"] is None else orjson.loads(row["weights"])
    keys = keys_of(orjson.loads(row["keys"] or "[]"), weights)
    found = rules.Standing(learner_of(row if row["state"] else None, weights), keys, seen or {})
    return Known(found, version, weights, shared_of(orjson.loads(row["items"] or "[]")))


def shared_of(rows: Iterable[Json]) -> dict[Key, Json]:
    return {(row["kind"], row["id"]): row for row in rows}


def learner_of(row: Any, weights: Json) -> Json:
    """The learner's state; of one whose row is older than the model, the ability it has."""
    fresh = states.learner(mean_of(weights))
    if row is None:
        return fresh
    state: Json = orjson.loads(row["state"])
    return fresh | {"ability": row["ability"], "attempts": row["attempts"]} | state


def keys_of(rows: Iterable[Json], weights: Json) -> dict[Key, Json]:
    """The states of a learner's keys, by the same rule."""
    fresh = states.key(mean_of(weights))
    known = ("ability", "attempts", "correct", "ema")
    return {
        (row["key_type"], row["key_id"]): fresh
        | {name: row[name] for name in known}
        | {"wins": float(row["correct"])}
        | row["state"]
        for row in rows
    }


async def keep_shipped(tx: Connection, now: datetime) -> None:
    """Put the weights that came with the code where a later release's cannot take their place."""
    weights, squares = split(WEIGHTS)
    await sql.mastery.add_weights(
        tx, version=SHIPPED, weights=weights, squares=squares, source="shipped", lessons=0, now=now
    )


def split(weights: Json) -> tuple[str, str]:
    """Weights as they are kept: what a prediction needs, and what only learning does."""
    kept = {name: weights[name] for name in ("numbers", "bins", "wins", "attempts")}
    return orjson.dumps(kept).decode(), orjson.dumps(weights["squares"]).decode()
