"""Open answers: they wait for a grade by their rubric, and are submissions from then on."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

import sql
from domain import events, locks, progress, replay, reviews, sessions, submission_news
from domain.errors import NotFound
from domain.ports import Connection, Database, Jobs, Json
from domain.problems import get_problem
from domain.rules import mastery as mastery_rules
from domain.rules import model_grades as by_models
from domain.rules import rubrics as rules
from domain.rules import sessions as session_rules
from domain.tutor_turns import day_of
from openapi import types

WAITS_FOR_MODEL, WAITS_FOR_HUMAN = "pending", "pending-human"

BY_MODEL = "rubric.grade"
"""The job that has a model grade an answer; domain/model_grades.py does it."""


class ByModel(NamedTuple):
    """That a model grades: who takes the job, and the tokens that it may use for one learner in a day (UTC)."""

    jobs: Jobs
    tokens_a_day: int


async def take(
    db: Database, user_id: str, id: str, session: Any, problem: Json, answer: str, digest: str, now: datetime,
    by_model: ByModel | None,
) -> types.SubmissionPending:  # fmt: skip
    """Keep an answer until it is graded; the same answer again is the same grading. Conflict if the session ended.

    With `by_model` a job asks a model for the grade; without, and over its tokens, the answer waits for a human.
    """
    rubric = await sql.rubrics.find_newest(db, slug=problem["definition"]["rubric"])
    if rubric is None:
        raise NotFound("rubric")
    async with db.transaction() as tx:
        session = await sessions.lock(tx, user_id, session["id"])
        session_rules.check_active(session, now)
        if by_model is not None and not await _is_affordable(tx, user_id, answer, by_model.tokens_a_day, now):
            by_model = None
        row = await sql.gradings.add_grading(
            tx,
            id=id,
            user_id=user_id,
            session_id=session["id"],
            problem_id=problem["id"],
            subject=problem["subject"],
            rubric_id=rubric["id"],
            answer=answer,
            state=WAITS_FOR_MODEL if by_model else WAITS_FOR_HUMAN,
            payload_sha256=digest,
            hint_level=session["hints_seen"],
            duration_ms=progress.took_ms(session, now),
            now=now,
        )
        if row is None:
            row = await sql.gradings.find_same_answer(
                tx, user_id=user_id, session_id=session["id"], problem_id=problem["id"], payload_sha256=digest
            )
        elif by_model:
            await by_model.jobs.enqueue(tx, BY_MODEL, {"user_id": user_id, "submission_id": id}, f"{BY_MODEL} {id}")
        return show(row)


async def _is_affordable(tx: Connection, user_id: str, answer: str, tokens_a_day: int, now: datetime) -> bool:
    """Whether the answer's grade is within the day's tokens; those of hints are counted apart."""
    used = await sql.gradings.count_for_model(tx, user_id=user_id, since=day_of(now))
    return by_models.tokens(used["answers"] + 1, used["characters"] + len(answer)) <= tokens_a_day


def show(row: "sql.gradings.GetWaiting") -> types.SubmissionPending:
    """A grading as the contract has it while it waits."""
    return {
        "id": row["id"],
        "session_id": row["session_id"],
        "problem_id": row["problem_id"],
        "subject": row["subject"],
        "grading": row["state"],
        "created_at": row["created_at"],
    }


async def get_scores(db: Connection, user_id: str, submission_id: str, any_learner: bool) -> types.RubricScores:
    """The scores of the learner's own submission, or of anyone's for a grader; NotFound before there are any."""
    learner = user_id
    if any_learner:
        found = await sql.gradings.find_for_grader(db, id=submission_id)
        learner = found["user_id"] if found else user_id
    row = await sql.gradings.get_scores(db, submission_id=submission_id, user_id=learner)
    if row is None:
        raise NotFound("grade")
    return show_scores(row)


def show_scores(row: "sql.gradings.GetScores") -> types.RubricScores:
    """What holds and what a model said, in the order of the rubric's dimensions."""
    order = [dimension["id"] for dimension in orjson.loads(row["dimensions"])]
    held = _listed(order, row["scores"], row["feedback"])
    by_model = held if row["source"] == "model" else _listed(order, row["model_scores"], row["model_feedback"])
    shown: types.RubricScores = {
        "submission_id": row["submission_id"],
        "rubric_id": row["rubric_id"],
        "source": row["source"],
        "status": row["status"],
        "scores": held,
        "model_scores": by_model,
        "model": row["model"],
        "explanation": row["explanation"],
    }
    if row["source"] == "human" and by_model:
        shown["agreement"] = rules.agreement(held, by_model)
    return shown


def _listed(order: list[str], scores: str, feedback: str) -> list[types.DimensionScore]:
    given, said = orjson.loads(scores), orjson.loads(feedback)
    return [{"dimension_id": id_, "score": given[id_], "comment": said.get(id_)} for id_ in order if id_ in given]


async def grade(
    db: Database, valkey: Any, grader_id: str, submission_id: str, given: list[types.DimensionScoreWrite], now: datetime
) -> types.RubricScores:
    """A human's scores: the answer becomes a submission with its effects, or its verdict changes; BadInput."""
    found = await sql.gradings.find_for_grader(db, id=submission_id)
    if found is None:
        raise NotFound("submission")
    learner = found["user_id"]
    async with db.transaction() as tx:
        await locks.hold(tx, learner)
        grading = await sql.gradings.lock_grading(tx, id=submission_id, user_id=learner)
        if grading is None:  # whose it was has left meanwhile
            raise NotFound("submission")
        rubric = await sql.rubrics.get_rubric(tx, id=grading["rubric_id"])
        if rubric is None:
            raise NotFound("rubric")
        scores = rules.complete(orjson.loads(rubric["dimensions"]), given)
        if grading["graded_at"] is not None:
            await _judge_again(tx, grading, scores, now)
        else:
            await judge(tx, grading, scores, now)
        await sql.gradings.save_human_scores(
            tx,
            submission_id=submission_id,
            rubric_id=grading["rubric_id"],
            user_id=learner,
            grader_id=grader_id,
            scores=orjson.dumps(scores).decode(),
            feedback=orjson.dumps({item["dimension_id"]: item.get("comment") for item in given}).decode(),
            now=now,
        )
        shown = await get_scores(tx, learner, submission_id, any_learner=False)
    await submission_news.tell(valkey, submission_id)
    return shown


async def judge(tx: Connection, grading: "sql.gradings.LockGrading", scores: dict[str, int], now: datetime) -> None:
    """Make the graded answer a submission, with its effects."""
    learner = grading["user_id"]
    status, credit = rules.verdict(scores)
    problem = await get_problem(tx, grading["problem_id"])
    await sql.submissions.add_graded(
        tx,
        id=grading["id"],
        session_id=grading["session_id"],
        user_id=learner,
        problem_id=problem["id"],
        subject=grading["subject"],
        status=status,
        passed=sum(score >= rules.PASS_FROM for score in scores.values()),
        total=len(scores),
        categories=orjson.dumps(rules.gaps(scores)).decode(),
        payload_sha256=grading["payload_sha256"],
        problem_version=problem["version"],
        hint_level=grading["hint_level"],
        duration_ms=grading["duration_ms"],
        credit=credit,
        now=grading["created_at"],
    )
    await sql.gradings.set_graded(tx, id=grading["id"], user_id=learner, now=now)
    await count(tx, learner, grading, problem, grading["id"], status == "passed", now)
    await events.add(tx, learner, "submission.judged", now, submission_id=grading["id"], status=status)


async def _judge_again(
    tx: Connection, grading: "sql.gradings.LockGrading", scores: dict[str, int], now: datetime
) -> None:
    """Give the submission the verdict of other scores, with its effects."""
    learner, (status, credit) = grading["user_id"], rules.verdict(scores)
    before = await sql.gradings.get_scores(tx, submission_id=grading["id"], user_id=learner)
    await sql.gradings.set_verdict(
        tx,
        id=grading["id"],
        user_id=learner,
        status=status,
        passed=sum(score >= rules.PASS_FROM for score in scores.values()),
        categories=orjson.dumps(rules.gaps(scores)).decode(),
        credit=credit,
    )
    if before is None or before["status"] != status:
        await count_again(tx, learner, grading, grading["id"], status, now)


async def count_again(tx: Connection, learner: str, work: Any, submission_id: str, status: str, now: datetime) -> None:
    """Mastery and reviews as if this had been the verdict all along."""
    correct = status == "passed"
    credit = mastery_rules.credit(correct, work["hint_level"])
    of = {"submission_id": submission_id, "user_id": learner}
    if await sql.rejudging.correct_evidence(tx, **of, correct=correct, credit=credit) is not None:
        await replay.replay(tx, learner)
    await events.add(tx, learner, "submission.rejudged", now, submission_id=submission_id, status=status)


async def count(
    tx: Connection, learner: str, work: Any, problem: Json, submission_id: str, correct: bool, now: datetime
) -> None:
    """Evidence and review of work that is judged later: as of the hints and time it was sent with.

    A running mock's counts at its end, with the rest of it.
    """
    session = await sql.sessions.get_session(tx, id=work["session_id"], user_id=learner)
    if session is None:
        raise NotFound("session")
    if session_rules.is_sealed(session):
        return
    sent = {
        **session,
        "hints_seen": work["hint_level"],
        "served_at": now - timedelta(milliseconds=work["duration_ms"]),
    }
    if await progress.record(tx, learner, sent, problem, submission_id, correct, now):
        await reviews.record(tx, learner, sent, problem, correct, now)
