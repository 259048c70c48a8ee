"""What the evaluator could not decide: graders see it, and decide."""

from datetime import datetime

import sql
from domain import events, gradings, locks, pages, submissions
from domain.errors import Conflict, NotFound
from domain.ports import Connection, Database
from domain.problems import get_problem
from domain.rows import spliced
from openapi import types


async def list_undetermined(db: Connection, limit: int, cursor: str | None) -> types.UndeterminedList:
    """Undetermined submissions of all learners, the oldest first."""
    after, after_id = pages.decode(cursor, pages.moment, pages.uuid)
    rows = await sql.submissions.list_undetermined(db, after=after, after_id=after_id, count=limit + 1)
    return pages.page(rows, limit, lambda row: (row["created_at"], row["id"]), show)


def show(row: "sql.submissions.ListUndetermined") -> types.UndeterminedSubmission:
    return {**row, "details": spliced(row["details"])}


async def decide(
    db: Database, grader_id: str, submission_id: str, body: types.VerdictWrite, now: datetime
) -> types.SubmissionResult:
    """A person's verdict, with its effects the first time; NotFound, Conflict for what was judged without one."""
    learner = await sql.submissions.find_learner(db, id=submission_id)
    if learner is None:
        raise NotFound("submission")
    async with db.transaction() as tx:
        await locks.hold(tx, learner)
        work = await sql.submissions.lock_submission(tx, id=submission_id, user_id=learner)
        if work is None:  # whose it was has left meanwhile
            raise NotFound("submission")
        if not work["undetermined"] and work["decided_by"] is None:
            raise Conflict("The submission has its verdict.")
        status = body["status"]
        if work["undetermined"]:
            problem = await get_problem(tx, work["problem_id"])
            await gradings.count(tx, learner, work, problem, submission_id, status == "passed", now)
            await events.add(tx, learner, "submission.judged", now, submission_id=submission_id, status=status)
        elif work["status"] != status:
            await gradings.count_again(tx, learner, work, submission_id, status, now)
        row = await sql.submissions.decide(
            tx, id=submission_id, user_id=learner, status=status, message=body.get("comment"), grader_id=grader_id
        )
        return submissions.show(row, sealed=False)
