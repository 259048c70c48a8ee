"""The rejudge: after a problem's fix, the work on it is judged again, and all that follows is as it would have been."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

import sql
from domain import events, judgements, locks, replay
from domain.errors import Conflict
from domain.ports import Connection, Database, Evaluator, Jobs, Json
from domain.problems import get_problem
from domain.rules import mastery as mastery_rules
from domain.rules import submissions as rules
from openapi import types

JOB = "submissions.rejudge"
TOLD = ("status", "visible_passed", "visible_total", "hidden_passed", "hidden_total", "categories")
"""What makes one judgement another."""


class Change(NamedTuple):
    """A submission whose judgement is another now."""

    submission_id: str
    before: Json
    after: Json


class Rejudged(NamedTuple):
    """Of one learner: what changed, how many submissions were judged, and a line per mastery score that moved."""

    judged: int
    changes: list[Change]
    moved: list[str]


class _Undone(Exception):
    """A preview's end: nothing of it is kept."""


async def request(db: Database, jobs: Jobs, problem_id: str, every: bool, why: str) -> tuple[int, int]:
    """Ask for a job per learner whose work is affected; how many learners and submissions these are. NotFound.

    Affected is what another version of the problem judged; with `every`, all that the evaluator judged.
    """
    problem = await get_problem(db, problem_id)
    async with db.transaction() as tx:
        found = await sql.rejudging.list_affected(tx, problem_id=problem_id, version=problem["version"], every=every)
        for row in found:
            payload = {"user_id": row["user_id"], "problem_id": problem_id, "every": every, "why": why}
            await jobs.enqueue(tx, JOB, payload, f"{JOB} {problem_id} {row['user_id']} {every}")
    return len(found), sum(row["number"] for row in found)


async def rejudge(
    db: Database, evaluator: Evaluator, user_id: str, problem_id: str, every: bool, why: str, now: datetime,
    *, preview: bool = False,
) -> Rejudged:  # fmt: skip
    """Judge a learner's affected work, then set it right in one transaction; again it changes nothing.

    A preview takes the same way, and takes it all back. Unavailable without the evaluator; then nothing was changed.
    """
    problem = await get_problem(db, problem_id)
    wanted: Json = {"user_id": user_id, "problem_id": problem_id, "version": problem["version"], "every": every}
    judged: dict[str, Json] = {}
    was: dict[str, Any] = {}
    for row in await sql.rejudging.list_to_judge(db, **wanted):
        body = {"subject": row["subject"], "payload": orjson.loads(row["payload"] or "")}
        judged[row["id"]] = await judgements.judge(evaluator, problem["definition"], body, user_id)
        was[row["id"]] = _judgement(row)
    done = Rejudged(len(judged), [], [])
    try:
        async with db.transaction() as tx:
            await locks.hold(tx, user_id)
            before = await _scores(tx, user_id)
            for row in await sql.rejudging.list_to_judge(tx, **wanted):
                # What was judged by somebody else meanwhile stays as it is.
                if row["id"] in judged and was[row["id"]] == _judgement(row):
                    done.changes.extend(await _set(tx, user_id, problem, row, judged[row["id"]], why, now))
            if done.changes:
                await replay.replay(tx, user_id)
            done.moved.extend(_moved(before, await _scores(tx, user_id)))
            if preview:
                raise _Undone
    except _Undone:
        return done
    except Conflict:  # all that is kept of this learner is being deleted
        return Rejudged(0, [], [])
    return done


async def _set(
    tx: Connection, user_id: str, problem: Json, row: Any, result: Json, why: str, now: datetime
) -> list[Change]:
    """One submission's new judgement, the old one kept, and the evidence that follows from it."""
    before = _judgement(row)
    after = {name: result[name] for name in TOLD} | {"problem_version": problem["version"]}
    if after == {name: before[name] for name in after}:
        return []
    kept = before | {"replaced_at": now, "why": why}
    await sql.rejudging.set_judgement(
        tx,
        id=row["id"],
        user_id=user_id,
        before=orjson.dumps([kept]).decode(),
        version=problem["version"],
        **await judgements.columns(tx, user_id, problem, result),
    )
    # A mock's work counts at its end, and then as it stands.
    if not row["sealed"]:
        await _correct(tx, user_id, problem, row, result["status"])
    await events.add(tx, user_id, "submission.rejudged", now, submission_id=row["id"], status=result["status"])
    return [Change(row["id"], before, after)]


async def _correct(tx: Connection, user_id: str, problem: Json, row: Any, status: types.SubmissionStatus) -> None:
    """The evidence as it would be had this been the verdict; the old verdict stays with the submission."""
    correct = status == "passed"
    credit = mastery_rules.credit(correct, row["hint_level"])
    of = {"submission_id": row["id"], "user_id": user_id}
    if not rules.counts(row["subject"], status):
        await sql.rejudging.drop_evidence(tx, **of)
    elif await sql.rejudging.correct_evidence(tx, **of, correct=correct, credit=credit) is None:
        await sql.rejudging.add_late_evidence(
            tx,
            **of,
            session_id=row["session_id"],
            problem_id=problem["id"],
            topics=problem["topics"],
            outcomes=problem["outcomes"],
            difficulty=problem["difficulty"],
            correct=correct,
            credit=credit,
            hint_level=row["hint_level"],
            duration_ms=row["duration_ms"],
            at=row["created_at"],
            expected_minutes=problem["expected_minutes"],
        )
    await sql.rejudging.settle_first(tx, user_id=user_id, session_id=row["session_id"], problem_id=problem["id"])


def _judgement(row: Any) -> Json:
    kept = {name: row[name] for name in (*TOLD, "credit", "evaluator_version")}
    return kept | {"categories": orjson.loads(row["categories"]), "problem_version": row["version"]}


async def _scores(tx: Connection, user_id: str) -> dict[str, int]:
    rows = await sql.mastery.list_mastery(tx, user_id=user_id)
    return {f"{row['key_type']} {row['key_id']}": row["score"] for row in rows}


def _moved(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    return [
        f"{key}: {before.get(key, '-')} -> {after.get(key, '-')}"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
