"""The job that has a model grade: done once, whatever happens to its worker, its model or its learner."""

import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import redis.asyncio as redis
from prometheus_client import REGISTRY

from app import database, watched_tutor
from app.embedded.child import Child
from contract_tests.conftest import tree
from contract_tests.grading import GOOD, POOR, Graded, at_work, given, grades_when_told, scores, sent
from contract_tests.learner import Learner
from domain import model_grades
from domain.errors import Unavailable
from tests.scripted_model import status
from upstreams.grader import Grader

KILLED = """
import asyncio, os, signal, sys
from datetime import timedelta
from app import worker
from app.settings import load
from domain import gradings, model_grades

def dies(module, name):
    does = getattr(module, name)
    async def die(*given):
        await does(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, name, die)

if sys.argv[1] == "within the transaction":
    dies(gradings, "judge")
if sys.argv[1] == "after the commit":
    dies(model_grades, "grade")
asyncio.run(worker.run(load(), lease=timedelta(seconds=1)))
"""


@pytest_asyncio.fixture(loop_scope="session")
async def cache(valkey: str) -> AsyncIterator[Any]:
    async with redis.Redis.from_url(valkey) as client:
        yield client


async def test_a_model_that_comes_after_a_human_stands_beside_them(
    me: Learner, graded_by: Graded, grader: Learner
) -> None:
    graded_by.model.then(grades_when_told)
    async with at_work(graded_by.settings):
        submission = await sent(me, POOR)
        await graded_by.model.begun.wait()
        by_hand = await given(grader, submission)
        graded_by.model.go_on.set()
        await graded_by.told.until("job done")

    found = await scores(me, submission)
    assert by_hand["scores"] == found["scores"]
    assert ("human", "passed", {1}) == (found["source"], found["status"], {s["score"] for s in found["model_scores"]})
    assert {"exact": 0, "adjacent": 1} == found["agreement"]
    assert 1 == (await me.get("/progress"))["attempts"]


@pytest.mark.parametrize("point", ["while the model is asked", "within the transaction", "after the commit"])
async def test_a_killed_worker_loses_no_grade_and_gives_none_twice(
    me: Learner, graded_by: Graded, tmp_path: Path, point: str, db: database.Pool
) -> None:
    if point == "while the model is asked":
        graded_by.model.then(grades_when_told)
    environ = {"PATH": os.environ["PATH"], **{k: str(v) for k, v in graded_by.settings.model_dump().items()}}
    first = await Child.start(
        "worker", [sys.executable, "-c", KILLED, point], tmp_path / "log", env=environ, cwd=tree()
    )
    submission = await sent(me, GOOD)
    if point == "while the model is asked":
        await graded_by.model.begun.wait()
        first.process.send_signal(signal.SIGKILL)
    assert -signal.SIGKILL == await first.process.wait()

    graded_by.model.go_on.set()
    async with at_work(graded_by.settings):
        await graded_by.told.until("job done")

    assert "passed" == (await scores(me, submission))["status"]
    assert 1 == (await me.get("/progress"))["attempts"]
    judged = "SELECT count(*) FROM events WHERE user_id = $1 AND type = 'submission.judged'"
    assert 1 == await db.fetchval(judged, me.user)


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
