"""The replay: mastery and reviews once more, from the evidence log alone, by the rules that made them."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

import sql
from domain import reviews, standing
from domain.ports import Connection, Json
from domain.rules import mastery as rules
from domain.rules import reviews as review_rules
from domain.rules.mastery_features import Item
from domain.rules.mastery_model import Key
from domain.rules.mastery_weights import WEIGHTS

LATEST = 50
"""Correct answers that a learner's pace is the median of; from 5 on (sql.mastery.usual_pace)."""

FEWEST = 5


@dataclass
class History:
    """What the evidence leads to."""

    standing: rules.Standing = field(default_factory=rules.Standing)
    moved_at: datetime | None = None
    keys_at: dict[Key, datetime] = field(default_factory=dict)
    evidence: list[tuple[Any, Json]] = field(default_factory=list)
    """Each row, and what follows from it: predicted, weights_version, basis, history and lesson, or None for each."""

    queue: dict[str, Json] = field(default_factory=dict)
    log: dict[str, list[Json]] = field(default_factory=dict)


async def replay(tx: Connection, user_id: str) -> list[str]:
    """Put right what is not as the evidence says, and say what that was; the learner's row must be held by `tx`."""
    found = await _made_of_evidence(tx, user_id)
    wrong = await _compare(tx, user_id, found)
    if wrong:
        await _write(tx, user_id, found, wrong)
    return [line for _, line in wrong]


async def differences(tx: Connection, user_id: str) -> list[str]:
    """A line for each place where mastery or reviews are not as the evidence says; nothing is written."""
    return [line for _, line in await _compare(tx, user_id, await _made_of_evidence(tx, user_id))]


async def _made_of_evidence(tx: Connection, user_id: str) -> History:
    rows = await sql.replay.list_evidence(tx, user_id=user_id)
    now = await standing.read(tx, user_id)
    versions = sorted({row["weights_version"] for row in rows if row["weights_version"] is not None})
    weights: dict[int | None, Json] = {standing.SHIPPED: WEIGHTS, now.version: now.weights}
    for kept in await sql.replay.list_weights(tx, versions=versions):
        weights[kept["version"]] = orjson.loads(kept["weights"])
    unforeseen = sorted({row["problem_id"] for row in rows if row["basis"] is None})
    items = await sql.replay.list_problem_items(tx, ids=unforeseen)
    shared = now.shared | standing.shared_of(dict(item) for item in items)
    gaps = [row for row in await sql.replay.list_reviewed(tx, user_id=user_id) if row["gap"]]
    events: list[tuple[tuple[int, int, int], Any]] = [((row["place"], 0, row["id"]), row) for row in rows]
    events += [((row["place"], 1, row["id"]), row) for row in gaps]
    found = History()
    paces: list[tuple[datetime, int, float]] = []
    for (_, kind, _), row in sorted(events, key=lambda event: event[0]):
        if kind == 1:
            _review(found, row, review_rules.AGAIN, "mock-gap", row["reviewed_at"], gap=True)
            continue
        if row["correct"] and row["expected_minutes"] is not None:
            insort(paces, (row["at"], row["id"], row["duration_ms"] / (row["expected_minutes"] * 60_000.0)))
        if not row["first_attempt"]:
            found.evidence.append((row, dict.fromkeys(("predicted", "weights_version", "basis", "history", "lesson"))))
            continue
        version: int = now.version if row["basis"] is None else row["weights_version"]
        _move(found, row, version, weights[version], shared)
        slow = row["expected_minutes"] is not None and review_rules.is_slow(
            row["duration_ms"], row["expected_minutes"], _pace(paces)
        )
        rating, reason = review_rules.rate(row["correct"], row["hint_level"], slow)
        if row["mode"] == "mock" and reason == "fail":
            reason = "mock-gap"
        _review(found, row, rating, reason, row["at"], gap=False)
    return found


def _move(found: History, row: Any, version: int, weights: Json, shared: dict[Key, Json]) -> None:
    """Apply one first attempt; evidence that was none before, or is older than the model, is foreseen as of now."""
    if row["basis"] is None:
        item = rules.item(weights, shared, row["difficulty"], row["topics"], row["problem_id"])
    else:
        basis = orjson.loads(row["basis"])
        item = Item(row["problem_id"], tuple(row["topics"]), basis["difficulty"], tuple(basis["means"]))
    at = row["at"]
    after = found.standing.move(weights, item, row["outcomes"], row["credit"], row["correct"], at.timestamp())
    found.moved_at = at
    found.keys_at |= dict.fromkeys(after.keys, at)
    lesson = {"predicted": after.predicted, "numbers": after.features.numbers, "bins": after.features.bins}
    follows = {"basis": {"difficulty": item.difficulty, "means": item.means}, "history": after.seen, "lesson": lesson}
    derived: Json = {name: orjson.dumps(value).decode() for name, value in follows.items()}
    found.evidence.append((row, derived | {"predicted": after.predicted, "weights_version": version}))


def _pace(paces: list[tuple[datetime, int, float]]) -> float | None:
    """As sql.mastery.usual_pace has it, percentile_cont's interpolation included; `paces` are in order."""
    latest = sorted(pace for _, _, pace in paces[-LATEST:])
    if len(latest) < FEWEST:
        return None
    low, high = latest[(len(latest) - 1) // 2], latest[len(latest) // 2]
    return low + (high - low) * 0.5 if len(latest) % 2 == 0 else low


def _review(found: History, row: Any, rating: int, reason: str | None, at: datetime, *, gap: bool) -> None:
    problem = row["problem_id"]
    after = review_rules.take(found.queue.get(problem), rating, reason, at)
    if after is None:
        return
    found.queue[problem] = after | {"at": at}
    entry = {"rating": rating, "kind": after["kind"], "duration_ms": row["duration_ms"], "reviewed_at": at, "gap": gap}
    intervals = {"previous_interval": after["previous_interval"], "next_interval": after["interval_days"]}
    place = row["place"] if gap else row["id"]
    found.log.setdefault(problem, []).append(entry | intervals | {"evidence_id": place})


Wrong = list[tuple[tuple[str, ...], str]]
"""What is not as it should be: where (a table, then what in it), and a line that says so."""


async def _compare(tx: Connection, user_id: str, found: History) -> Wrong:
    return [
        *_wrong_evidence(found),
        *await _wrong_mastery(tx, user_id, found),
        *await _wrong_reviews(tx, user_id, found),
    ]


def _wrong_evidence(found: History) -> Iterator[tuple[tuple[str, ...], str]]:
    for row, derived in found.evidence:
        if not (_same(row["predicted"], derived["predicted"]) and _same(row["history"], derived["history"])):
            said = f"evidence {row['id']}: predicted {row['predicted']}, the replay says {derived['predicted']}"
            yield ("evidence", str(row["id"])), said


async def _wrong_mastery(tx: Connection, user_id: str, found: History) -> Wrong:
    wrong: Wrong = []
    learner = await sql.mastery.get_learner(tx, user_id=user_id)
    state = orjson.loads(learner["state"]) if learner else {}
    if not _same(state, found.standing.learner):
        wrong.append((("learners",), f"the learner is {state}, the replay says {found.standing.learner}"))
    rows = await sql.mastery.list_mastery(tx, user_id=user_id)
    kept: dict[Key, Any] = {(row["key_type"], row["key_id"]): row for row in rows}
    for key in sorted(kept.keys() | found.standing.keys.keys()):
        held = orjson.loads(kept[key]["state"]) if key in kept else None
        if not _same(held, found.standing.keys.get(key)):
            said = f"mastery of {' '.join(key)} is {held}, the replay says {found.standing.keys.get(key)}"
            wrong.append((("mastery", *key), said))
    return wrong


async def _wrong_reviews(tx: Connection, user_id: str, found: History) -> Wrong:
    wrong: Wrong = []
    queued: dict[str, Any] = {row["problem_id"]: row for row in await sql.replay.list_queue(tx, user_id=user_id)}
    for problem in sorted(queued.keys() | found.queue.keys()):
        held, should = queued.get(problem), found.queue.get(problem)
        names = ("reason", "next_due_at", "bucket")
        alike = held is not None and should is not None and all(held[name] == should[name] for name in names)
        if not (alike and held and should and _same(held["card"], should["card"])):
            wrong.append((("queue", problem), f"the review of {problem} is not the one that the replay makes"))
    logged: dict[str, list[Any]] = {}
    for row in await sql.replay.list_reviewed(tx, user_id=user_id):
        logged.setdefault(row["problem_id"], []).append(row)
    facts = ("rating", "kind", "duration_ms", "reviewed_at", "gap")
    for problem in sorted(logged.keys() | found.log.keys()):
        held_log = [[row[name] for name in facts] for row in logged.get(problem, [])]
        if held_log != [[entry[name] for name in facts] for entry in found.log.get(problem, [])]:
            wrong.append((("log", problem), f"the review log of {problem} is not the one that the replay writes"))
    return wrong


def _same(held: Any, should: Any) -> bool:
    """Whether two values are one as Postgres keeps them: JSON text or not, floats as `real` where they are no JSON."""
    if isinstance(held, float) and isinstance(should, float):
        return abs(held - should) <= 1e-6 * max(1.0, abs(should))
    return bool(_plain(held) == _plain(should))


def _plain(value: Any) -> Any:
    return orjson.loads(value if isinstance(value, str) else orjson.dumps(value))


async def _write(tx: Connection, user_id: str, found: History, wrong: Wrong) -> None:
    places = {place for place, _ in wrong}
    for row, derived in found.evidence:
        if ("evidence", str(row["id"])) in places:
            await sql.replay.set_replayed(tx, id=row["id"], user_id=user_id, **derived)
    if ("learners",) in places:
        learner: Json = {"ability": 0.0, "attempts": 0} | found.standing.learner
        await sql.replay.set_learner(
            tx,
            user_id=user_id,
            ability=learner["ability"],
            attempts=learner["attempts"],
            state=orjson.dumps(found.standing.learner).decode(),
            at=found.moved_at,
        )
    await _write_keys(tx, user_id, found, places)
    for _, problem in sorted(place for place in places if place[0] == "queue"):
        if (after := found.queue.get(problem)) is None:
            await sql.replay.drop_review(tx, user_id=user_id, problem_id=problem)
        else:
            await reviews.save(tx, user_id, problem, after, after["at"])
    for _, problem in sorted(place for place in places if place[0] == "log"):
        await sql.replay.drop_log(tx, user_id=user_id, problem_id=problem)
        for entry in found.log.get(problem, []):
            await sql.reviews.log_review(tx, user_id=user_id, problem_id=problem, **entry)


async def _write_keys(tx: Connection, user_id: str, found: History, places: set[tuple[str, ...]]) -> None:
    known = await standing.read(tx, user_id)
    for kind, key in ((place[1], place[2]) for place in sorted(places) if place[0] == "mastery"):
        state = found.standing.keys.get((kind, key))
        if state is None:
            await sql.replay.drop_mastery(tx, user_id=user_id, key_type=kind, key_id=key)
            continue
        at = found.keys_at[kind, key]
        chances = rules.chances(known.weights, known.shared, found.standing.learner, key, state, at.timestamp())
        kept = {name: state[name] for name in ("ema", "ability", "attempts", "correct")}
        await sql.replay.set_mastery(
            tx,
            user_id=user_id,
            key_type=kind,
            key_id=key,
            score=rules.score(chances),
            state=orjson.dumps(state).decode(),
            at=at,
            **kept,
        )
