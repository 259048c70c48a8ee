"""Submissions: work judged by the evaluator, and all that follows from it in one transaction."""

from datetime import datetime
from typing import Any

import orjson
from typing_extensions import TypeIs

import sql
from domain import events, gradings, ids, judgements, pages, progress, reviews, sessions
from domain.errors import BadInput, NotFound
from domain.ports import Connection, Database, Evaluator, Json
from domain.problems import get_problem
from domain.rows import spliced
from domain.rules import entity_tags
from domain.rules import sessions as session_rules
from domain.rules import submissions as rules
from openapi import types


async def submit(
    db: Database,
    evaluator: Evaluator,
    user_id: str,
    body: types.SubmissionCreate,
    now: datetime,
    key: str | None = None,
    by_model: gradings.ByModel | None = None,
) -> types.SubmissionResult | types.SubmissionPending:
    """Judge an attempt and record it with its effects; the evaluator is called outside the transaction.

    The same payload in the same session returns the verdict it has (`duplicate_of`); what a rubric grades waits for
    its grade (`grading`), a model's where `by_model` takes the job. The same `key` is always the same submission.
    NotFound, Conflict, BadInput, and Unavailable, after which nothing was recorded.
    """
    id = ids.of_request(user_id, key, body)
    if key and (made := await find(db, user_id, id)):
        return made
    session = await sessions.get(db, user_id, body["session_id"], now)
    session_rules.check_active(session, now)
    problem = await _asked(db, session, body)
    digest = rules.payload_hash(body["payload"])
    if body["subject"] == "systems" or rules.is_open(problem["definition"]):
        answer = rules.open_answer(body["payload"])
        return await gradings.take(db, user_id, id, session, problem, answer, digest, now, by_model)
    if same := await find_same(db, user_id, id, session, problem, digest):
        return same
    result = await judgements.judge(evaluator, problem["definition"], body, user_id)
    return await record(db, user_id, id, session, problem, body, digest, result, now)


def is_waiting(shown: types.SubmissionResult | types.SubmissionPending) -> TypeIs[types.SubmissionPending]:
    """Whether it has no verdict yet."""
    return "grading" in shown


async def _asked(db: Connection, session: types.Session, body: types.SubmissionCreate) -> Json:
    """The problem worked on, when it is the one that the body names."""
    session_rules.check_problem(session, body["problem_id"])
    if body["subject"] != session["subject"]:
        raise BadInput("The session is of another subject.", [("/subject", f"is not {session['subject']}")])
    problem = await get_problem(db, body["problem_id"])
    language = language_of(body)
    if language is not None and language not in problem["definition"]["languages"]:
        raise BadInput(
            "The problem is not set in this language.", [("/payload/language", "is not one of the problem's")]
        )
    return problem


def language_of(body: types.SubmissionCreate) -> types.Language | None:
    return body["payload"]["language"] if body["subject"] == "coding" else None


async def find_same(
    db: Connection, user_id: str, id: str, session: Any, problem: Json, digest: str
) -> types.SubmissionResult | None:
    """The submission of this id, or the earlier verdict on the same payload for this version of the problem here."""
    row = await sql.submissions.find_same(
        db,
        id=id,
        user_id=user_id,
        session_id=session["id"],
        problem_id=problem["id"],
        problem_version=problem["version"],
        payload_sha256=digest,
    )
    if row is None:
        return None
    return show(row, sealed=session_rules.is_sealed(session), duplicate_of=None if row["id"] == id else row["id"])


async def record(
    db: Database,
    user_id: str,
    id: str,
    session: Any,
    problem: Json,
    body: types.SubmissionCreate,
    digest: str,
    result: Json,
    now: datetime,
) -> types.SubmissionResult:
    """All of it or nothing: submission, mastery, review, event; Conflict if the session ended or went on meanwhile."""
    async with db.transaction() as tx:
        session = await sessions.lock(tx, user_id, session["id"])
        if same := await find_same(tx, user_id, id, session, problem, digest):
            return same
        session_rules.check_active(session, now)
        session_rules.check_problem(session, problem["id"])
        row = await _add(tx, user_id, id, session, problem, body, digest, result, now)
        # A mock's work counts at its end: until then, what moved would tell how the hidden tests went.
        if rules.counts(problem["subject"], result["status"]) and not session_rules.is_sealed(session):
            correct = result["status"] == "passed"
            if await progress.record(tx, user_id, session, problem, row["id"], correct, now):
                await reviews.record(tx, user_id, session, problem, correct, now)
        await events.add(tx, user_id, "submission.judged", now, submission_id=row["id"], status=result["status"])
        return show(row, sealed=session_rules.is_sealed(session))


async def _add(
    tx: Connection,
    user_id: str,
    id: str,
    session: "sql.sessions.LockSession",
    problem: Json,
    body: types.SubmissionCreate,
    digest: str,
    result: Json,
    now: datetime,
) -> "sql.submissions.AddSubmission":
    return await sql.submissions.add_submission(
        tx,
        **await judgements.columns(tx, user_id, problem, result),
        id=id,
        session_id=session["id"],
        user_id=user_id,
        problem_id=problem["id"],
        subject=problem["subject"],
        language=language_of(body),
        payload_sha256=digest,
        payload=orjson.dumps(body["payload"]).decode(),
        problem_version=problem["version"],
        hint_level=session["hints_seen"],
        duration_ms=progress.took_ms(session, now),
        now=now,
    )


def show(row: "sql.submissions.AddSubmission", sealed: bool, duplicate_of: str | None = None) -> types.SubmissionResult:
    """The submission as the contract has it; a sealed one by its visible tests alone."""
    status, categories = row["status"], spliced(row["categories"])
    shown: types.SubmissionResult = {
        "id": row["id"],
        "session_id": row["session_id"],
        "problem_id": row["problem_id"],
        "subject": row["subject"],
        "status": rules.sealed_status(row["visible_passed"], row["visible_total"], status) if sealed else status,
        "visible": {
            "passed": row["visible_passed"],
            "total": row["visible_total"],
            "details": spliced(row["details"]),
        },
        "exec_ms": row["exec_ms"],
        "categories": [] if sealed else categories,
        "message": row["message"],
        "remediation": [] if sealed else spliced(row["remediation"]),
        "duplicate_of": duplicate_of,
        "created_at": row["created_at"],
    }
    if not sealed:
        shown["hidden"] = {"passed": row["hidden_passed"], "total": row["hidden_total"], "categories": categories}
    return shown


async def get(db: Connection, user_id: str, submission_id: str) -> types.SubmissionResult | types.SubmissionPending:
    """The learner's own submission, or what it waits for (`grading`); NotFound."""
    found = await find(db, user_id, submission_id)
    if found is None:
        raise NotFound("submission")
    return found


async def get_tagged(
    db: Database, user_id: str, submission_id: str, now: datetime
) -> tuple[types.SubmissionResult | types.SubmissionPending, str]:
    """As `get`, with an entity tag that is another whenever anything of it is; a mock whose time is over is closed."""
    found = await get(db, user_id, submission_id)
    if not is_waiting(found) and "hidden" not in found:
        await sessions.get(db, user_id, found["session_id"], now)
        found = await get(db, user_id, submission_id)
    return found, entity_tags.of_content(orjson.dumps(found))


async def find(
    db: Connection, user_id: str, submission_id: str
) -> types.SubmissionResult | types.SubmissionPending | None:
    """The learner's own submission, or what it waits for."""
    row = await sql.submissions.get_submission(db, id=submission_id, user_id=user_id)
    if row is None and (waiting := await sql.gradings.get_waiting(db, id=submission_id, user_id=user_id)):
        return gradings.show(waiting)
    if row is None:
        # Its grade may have come between the two looks.
        row = await sql.submissions.get_submission(db, id=submission_id, user_id=user_id)
    return None if row is None else show(row, row["sealed"])


async def list_submissions(
    db: Database, user_id: str, session_id: str, limit: int, cursor: str | None, now: datetime
) -> types.SubmissionList:
    """A session's submissions, the latest first; NotFound."""
    await sessions.get(db, user_id, session_id, now)
    before, before_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.submissions.list_submissions(
        db, session_id=session_id, user_id=user_id, before=before, before_id=before_id, count=limit + 1
    )
    return pages.page(rows, limit, lambda row: (row["created_at"], row["id"]), lambda row: show(row, row["sealed"]))
