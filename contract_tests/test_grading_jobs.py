"""The job that has a model grade: done once, whatever happens to its worker, its model or its learner."""

import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
import redis.asyncio as redis
from prometheus_client import REGISTRY

from app import database, watched_tutor
from app.embedded.child import Child
from app.jobs import Queue
from contract_tests.chaos.points import file_of
from contract_tests.conftest import ROOT, tree
from contract_tests.grading import (
    ANSWERS,
    GOOD,
    POOR,
    PROBLEM,
    Graded,
    all_graded,
    at_work,
    grades_when_told,
    scores,
    sent,
)
from contract_tests.learner import Learner
from domain import gradings, model_grades
from domain.errors import Unavailable
from domain.ports import Connection, Json
from domain.problems import get_problem
from tests.scripted_model import answers, status
from upstreams.grader import Grader

POINTS = [
    "in gradings.get_for_model",
    "in tutor",
    "in submissions.add_graded",
    "after gradings.save_model_scores",
    "in commit",
    "after commit",
    "in valkey",
    "after the job",
]
"""Where the short run dies; `GRADING_POINTS=all` is every statement, commit and call upstream of the job."""

ALL_S = 600


@pytest_asyncio.fixture(loop_scope="session")
async def cache(valkey: str) -> AsyncIterator[Any]:
    async with redis.Redis.from_url(valkey) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def dying(graded_by: Graded, tmp_path: Path) -> AsyncIterator[Child]:
    """Workers that are killed one after the other, at the points of the job that have files in their log's folder."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{tree()}:{ROOT}"}
    environ |= {name: str(value) for name, value in graded_by.settings.model_dump().items()}
    command = [sys.executable, "-m", "contract_tests.chaos.worker", str(tmp_path)]
    workers = await Child.start("workers", command, tmp_path / "log", env=environ, cwd=tree())
    yield workers
    await workers.stop(0)


async def test_workers_killed_at_one_point_after_the_other_lose_no_grade_and_give_none_twice(
    me: Learner, dying: Child, db: database.Pool
) -> None:
    folder = dying.log.parent
    (first, second, *others), waiting = ANSWERS[PROBLEM].items(), {}
    for level, text in (first, second):
        waiting[level] = await sent(me, text)
        await dying.ready(lambda: all_graded(db))
        (folder / "trace").touch()
    passed = (folder / "trace").read_text().splitlines()
    wanted = passed if os.environ.get("GRADING_POINTS") == "all" else [f"{model_grades.JOB} {each}" for each in POINTS]
    assert set(wanted) <= set(passed)

    armed = [file_of(folder, point) for point in wanted]
    for each in armed:
        each.touch()
    # What is committed is not committed again: behind that the next answer's job goes on dying.
    for level, text in others:
        waiting[level] = await sent(me, text)
        await dying.ready(lambda: all_graded(db), ALL_S)

    assert ([], len(armed)) == ([each for each in armed if each.exists()], dying.log.read_text().count("killed"))
    for level, submission in waiting.items():
        assert {level} == {score["score"] for score in (await scores(me, submission))["scores"]}
    judged = "SELECT count(*) FROM events WHERE user_id = $1 AND type = 'submission.judged'"
    assert (4, 4) == ((await me.get("/progress"))["attempts"], await db.fetchval(judged, me.user))


async def test_again_and_for_who_has_left_the_job_does_nothing(
    me: Learner, graded_by: Graded, db: database.Pool, cache: Any, http: aiohttp.ClientSession
) -> None:
    model, now = watched_tutor.of(graded_by.settings, http), datetime.now(UTC)
    assert model is not None
    runs = {"job": model_grades.JOB, "outcome": "done"}
    before = REGISTRY.get_sample_value("co_job_runs_total", runs) or 0
    async with at_work(graded_by.settings):
        submission = await sent(me, GOOD)
        await graded_by.told.until("job done")
    asked = len(graded_by.model.asked)

    await model_grades.grade(db, cache, Grader(model), me.user, submission["id"], now)
    await model_grades.grade(db, cache, Grader(model), submission["id"], submission["id"], now)

    assert asked == len(graded_by.model.asked)
    assert before + 1 == REGISTRY.get_sample_value("co_job_runs_total", runs)
    assert 1 == (await me.get("/progress"))["attempts"]


async def test_who_leaves_while_the_model_thinks_is_graded_no_more(
    me: Learner, graded_by: Graded, db: database.Pool
) -> None:
    graded_by.model.then(grades_when_told)
    async with at_work(graded_by.settings):
        submission = await sent(me, GOOD)
        await graded_by.model.begun.wait()
        for table in ("gradings", "sessions", "learners"):
            await db.execute(f"DELETE FROM {table} WHERE user_id = $1", me.user)  # noqa: S608
        graded_by.model.go_on.set()
        await graded_by.told.until("job done")

    await me.get(f"/submissions/{submission['id']}", expect=404)
    assert 0 == await db.fetchval("SELECT count(*) FROM learners WHERE user_id = $1", me.user)


async def test_a_model_that_is_away_is_waited_for_and_after_an_hour_a_human(
    me: Learner, graded_by: Graded, db: database.Pool, cache: Any, http: aiohttp.ClientSession
) -> None:
    graded_by.model.then(status(503, Retry_After="60"))
    model = watched_tutor.of(graded_by.settings, http)
    assert model is not None
    submission = await sent(me, GOOD)
    path, now = f"/submissions/{submission['id']}", datetime.now(UTC)

    with pytest.raises(Unavailable):
        await model_grades.grade(db, cache, Grader(model), me.user, submission["id"], now)
    before = (await me.call("GET", path, expect=202))[0]
    await model_grades.grade(db, cache, Grader(model), me.user, submission["id"], now + model_grades.AWAY_FOR)
    after = (await me.call("GET", path, expect=202))[0]

    assert ["pending", "pending-human"] == [each["grading"] for each in (before, after)]
    async with at_work(graded_by.settings):
        await graded_by.told.until("job done")


async def test_over_the_tokens_of_a_day_a_human_grades(me: Learner, graded_by: Graded, db: database.Pool) -> None:
    waiting = [await sent(me, GOOD)]
    await db.execute("UPDATE gradings SET answer = repeat('long ', 30000) WHERE user_id = $1", me.user)
    waiting.append(await sent(me, POOR))
    await db.execute("UPDATE gradings SET created_at = created_at - interval '1 day' WHERE user_id = $1", me.user)
    waiting.append(await sent(me, ANSWERS[PROBLEM][2]))
    async with at_work(graded_by.settings):
        for _ in ("the first", "the last"):
            await graded_by.told.until("job done")

    assert ["pending", "pending-human", "pending"] == [each["grading"] for each in waiting]


async def test_what_a_model_was_asked_in_vain_counts_for_the_day(
    me: Learner, graded_by: Graded, db: database.Pool
) -> None:
    graded_by.model.then(answers({"score": 3}))
    await sent(me, GOOD)
    async with at_work(graded_by.settings):
        await graded_by.told.until("job done")
    await db.execute("UPDATE gradings SET answer = repeat('long ', 30000) WHERE user_id = $1", me.user)

    assert "pending-human" == (await sent(me, POOR))["grading"]


class Dying(Queue):
    """Asks for a job, and its process does not live to commit."""

    async def enqueue(self, tx: Connection, name: str, payload: Json, key: str | None = None) -> None:
        await super().enqueue(tx, name, payload, key)
        raise ConnectionError("killed")


async def test_an_answer_and_its_job_are_kept_together_or_not_at_all(
    me: Learner, graded_by: Graded, db: database.Pool
) -> None:
    async def kept() -> tuple[int, int]:
        jobs = "SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1"
        answers = "SELECT count(*) FROM gradings WHERE user_id = $1"
        return await db.fetchval(answers, me.user), await db.fetchval(jobs, me.user)

    session = await me.start("systems", problem_id=PROBLEM)
    problem, by_model = await get_problem(db, PROBLEM), gradings.ByModel(Dying(), 10**6)
    with pytest.raises(ConnectionError):
        await gradings.take(db, me.user, str(uuid4()), session, problem, GOOD, "0" * 64, datetime.now(UTC), by_model)
    before = await kept()
    await me.submit(session, {"answer": GOOD}, 202)
    after = await kept()

    assert ((0, 0), (1, 1)) == (before, after)
    async with at_work(graded_by.settings):
        await graded_by.told.until("job done")
