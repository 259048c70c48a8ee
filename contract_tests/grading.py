"""A model that grades what it knows, and a worker that asks it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from app import jobs, queue, worker
from app.database import Pool
from app.settings import Settings
from contract_tests.busy import BANK
from contract_tests.learner import Learner
from domain import model_grades
from tests.scripted_model import Body, ScriptedModel, answers
from tests.told import Told

ANSWERS: dict[str, dict[int, str]] = {
    file.stem: yaml.safe_load(file.read_text()) for file in sorted((Path(__file__).parent / "answers").glob("*.yaml"))
}
"""Problem → level → an answer that has this level in each dimension."""

PROBLEM = "design-a-job-queue"
GOOD, POOR = ANSWERS[PROBLEM][3], ANSWERS[PROBLEM][1]
LEVELS = {text.strip(): level for by_level in ANSWERS.values() for level, text in by_level.items()}
MARK = re.compile(r"`(answer [0-9a-f]{32})`")
LEASE = timedelta(seconds=1)


def graded(body: Body, score: int) -> Body:
    """This score in every dimension that was asked for."""
    dimensions = body["response_format"]["json_schema"]["schema"]["properties"]["dimensions"]["required"]
    return {
        "dimensions": {id_: {"comment": f"{id_} is at {score}.", "score": score} for id_ in dimensions},
        "explanation": f"All of it is at {score}.",
    }


def level(body: Body) -> int:
    """What an obedient model gives: 3 to whoever speaks where instructions stand, else what the work is worth."""
    system, work = (message["content"] for message in body["messages"][:2])
    mark = MARK.search(system)
    assert mark is not None
    before, inside, *after = work.split(mark[1])
    if before.strip() or "".join(after).strip() or "on everything" in system:
        return 3
    return LEVELS.get(inside.strip(), 0)


async def grades(model: ScriptedModel, request: web.Request, body: Body) -> web.StreamResponse:
    """A script: a grade by level."""
    return await answers(graded(body, level(body)))(model, request, body)


async def grades_when_told(model: ScriptedModel, request: web.Request, body: Body) -> web.StreamResponse:
    """A script: the same, once the test says `go_on`."""
    model.begun.set()
    await model.go_on.wait()
    return await grades(model, request, body)


@dataclass
class Graded:
    """An API that has a model, the model, and what the worker logs."""

    settings: Settings
    url: str
    model: ScriptedModel
    told: Told


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[None]:
    """A worker that grades, until the end of the block."""
    known, stop = {model_grades.JOB: jobs.grade}, asyncio.Event()
    async with worker.opened(settings, known) as has:
        work = asyncio.create_task(queue.work(settings.CO_DB_URL, known, has, stop, LEASE))
        try:
            yield
        finally:
            stop.set()
            await work


async def sent(me: Learner, text: str, problem: str = PROBLEM) -> Any:
    """An answer that waits for its grade."""
    subject = BANK.problems[problem]["subject"]
    session = await me.start(subject, problem_id=problem)
    return await me.submit(session, {"answer": text} if subject == "systems" else {"steps": text.splitlines()}, 202)


async def scores(me: Learner, submission: Any) -> Any:
    return await me.get(f"/submissions/{submission['id']}/rubric-scores")


async def given(grader: Learner, submission: Any, **other: int) -> Any:
    """A human's 2 in each dimension but those named."""
    dimensions = BANK.rubrics[BANK.problems[PROBLEM]["rubric"]]["dimensions"]
    wanted = {dimension["id"]: 2 for dimension in dimensions} | other
    body = {"scores": [{"dimension_id": name, "score": score} for name, score in wanted.items()]}
    return (await grader.call("PUT", f"/submissions/{submission['id']}/rubric-scores", body))[0]


async def all_graded(db: Pool) -> bool:
    """Whether no job of grading is left."""
    return bool(await db.fetchval("SELECT count(*) = 0 FROM pgqueuer WHERE entrypoint = $1", model_grades.JOB))
