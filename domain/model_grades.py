"""Grades by a model: a durable job asks for them, and a human's win over them."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

import sql
from domain import gradings, locks, submission_news
from domain.errors import Conflict, Unavailable, Unusable
from domain.ports import Connection, Database, Model
from domain.problems import get_problem
from domain.rules import model_grades as rules

JOB = gradings.BY_MODEL
PROMPT = (Path(__file__).parent / "prompts" / "grade.v1.md").read_text()
"""A change is a new file: each grade keeps the hash of what it was made with."""

TRIES = 3
"""Answers that are asked for, should they be of no use."""

AWAY_FOR = timedelta(hours=1)
"""How long an answer waits for a model that is away; then for a human."""


class _Gone(Exception):
    """Whose answer it was has left, or is leaving."""


async def grade(
    db: Database, valkey: Any, model: Model | None, user_id: str, submission_id: str, now: datetime
) -> None:
    """Have an answer graded by the model, unless it has been; without one, or where it is of no use, by a human.

    Safe to repeat. Unavailable while the model is away, until the answer has waited for AWAY_FOR.
    """
    work = await sql.gradings.get_for_model(db, id=submission_id, user_id=user_id)
    if work is None:
        return
    if not work["scored"] and work["state"] == gradings.WAITS_FOR_MODEL:
        await _settle(db, model, user_id, submission_id, work, now)
    # Also of what an earlier run has done, which may have been killed before it could say so.
    await submission_news.tell(valkey, submission_id)


async def _settle(
    db: Database, model: Model | None, user_id: str, submission_id: str, work: "sql.gradings.GetForModel", now: datetime
) -> None:
    """The model's grade, or a human's turn."""
    dimensions = orjson.loads(work["dimensions"])
    problem = await get_problem(db, work["problem_id"])
    asked = rules.ask(PROMPT, problem["definition"]["statement"].strip(), dimensions, work["answer"])
    try:
        found = await _ask(model, asked, dimensions) if model else None
    except Unavailable:
        if now - work["created_at"] < AWAY_FOR:
            raise
        found = None
    if model is None or found is None:
        await sql.gradings.leave_to_human(db, id=submission_id, user_id=user_id)
        return
    with suppress(_Gone, Conflict):
        async with db.transaction() as tx:
            await _save(tx, user_id, submission_id, found, model.model, asked.prompt_sha256, now)


async def _ask(model: Model, asked: rules.Asked, dimensions: list[dict[str, str]]) -> rules.Grade | None:
    """The model's grade; None when it gave none in TRIES answers, each told what was wrong with the one before."""
    messages = asked.messages
    for _ in range(TRIES):
        try:
            return rules.read(dimensions, await model.complete(messages, asked.schema))
        except Unusable:
            fault = "it is no JSON object"
        except rules.Unfit as unfit:
            fault = str(unfit)
        messages = rules.ask_again(asked.messages, fault)
    return None


async def _save(
    tx: Connection, user_id: str, submission_id: str, found: rules.Grade, model: str, prompt: str, now: datetime
) -> None:
    """The grade with all that follows from it, or beside a human's that was there first."""
    await locks.hold(tx, user_id)
    grading = await sql.gradings.lock_grading(tx, id=submission_id, user_id=user_id)
    if grading is None:
        raise _Gone
    if grading["graded_at"] is None:
        await gradings.judge(tx, grading, found.scores, now)
    await sql.gradings.save_model_scores(
        tx,
        submission_id=submission_id,
        rubric_id=grading["rubric_id"],
        user_id=user_id,
        scores=orjson.dumps(found.scores).decode(),
        feedback=orjson.dumps(found.comments).decode(),
        explanation=found.explanation,
        model=model,
        prompt_sha256=prompt,
        now=now,
    )
