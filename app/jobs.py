"""Durable jobs: work that outlives the request that asked for it.

A new job is one async function `(has: Resources, payload)` and one line in JOBS; `jobs.enqueue(tx, name, payload)` asks
for it in the transaction of what it follows from, and is rolled back with it. Handlers are given `jobs` by name.

A job runs once at least, for a worker may be killed between its last commit and the word that it is done: the function
must be safe to repeat. Never two workers run the same job at once. One that raises is tried again after 1, 2, 4 ... s,
up to TRIES times, and is then kept as failed: `python -m app jobs` lists these and has them tried again. An outage
(Postgres, Valkey, an upstream: Unavailable and the like) is no fault of the job's, and counts for no try.

The payload is a small JSON object, and names rows rather than carrying what a learner wrote: `user_id` where it is one
learner's. `key` dedupes: while a job of that key waits or runs, another is not added.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

import sql
from app.database import Pool
from app.settings import Settings
from domain import learners, model_grades, rejudging
from domain.ports import Connection, Evaluator, Jobs, Json, Model

TRIES = 8


@dataclass(frozen=True)
class Resources:
    """What a job's function may use; the worker holds it open."""

    settings: Settings
    db: Pool
    valkey: Any
    evaluator: Evaluator
    jobs: Jobs
    grader: Model | None


Job = Callable[[Resources, Json], Awaitable[None]]


async def delete_learner(has: Resources, payload: Json) -> None:
    await learners.delete(has.db, has.valkey, payload["user_id"], datetime.now(UTC))


async def rejudge(has: Resources, payload: Json) -> None:
    problem, every, why = payload["problem_id"], payload["every"], payload["why"]
    await rejudging.rejudge(has.db, has.evaluator, payload["user_id"], problem, every, why, datetime.now(UTC))


async def grade(has: Resources, payload: Json) -> None:
    user, submission, now = payload["user_id"], payload["submission_id"], datetime.now(UTC)
    await model_grades.grade(has.db, has.valkey, has.grader, user, submission, now)


JOBS: Mapping[str, Job] = {learners.DELETE: delete_learner, rejudging.JOB: rejudge, model_grades.JOB: grade}
"""Name → function."""


class Queue:
    """Enqueues, as domain.ports.Jobs has it."""

    def __init__(self, names: Collection[str] = JOBS) -> None:
        self.names = names

    async def enqueue(self, tx: Connection, name: str, payload: Json, key: str | None = None) -> None:
        """Add a job in the caller's transaction; LookupError for a name that no worker would know."""
        if name not in self.names:
            raise LookupError(f"no job is called {name}")
        await sql.jobs.add_job(tx, name=name, payload=orjson.dumps(payload), key=key)
