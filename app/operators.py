"""What operators ask for on the command line: judging again, checking the records, and jobs that failed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp

import sql
from app import database
from app.jobs import Queue
from app.settings import Settings
from domain import rejudging, replay
from domain.problems import get_problem
from upstreams.evaluator import Evaluator

LINES = 1000
"""Rows that are read at once."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[database.Pool]:
    """The database, for a command."""
    db = await database.connect(settings.CO_DB_URL, 2)
    try:
        yield db
    finally:
        await db.close()


async def rejudge(settings: Settings, problem_id: str, every: bool, why: str) -> int:
    """Ask for the jobs."""
    async with opened(settings) as db:
        learners, submissions = await rejudging.request(db, Queue(), problem_id, every, why)
    print(f"{submissions} submissions of {learners} learners will be judged again: the worker is at it")
    return 0


async def preview(settings: Settings, problem_id: str, every: bool) -> int:
    """Print what a rejudge would change; nothing is written."""
    judged = changed = 0
    async with opened(settings) as db, aiohttp.ClientSession() as session:
        evaluator, now = Evaluator(settings.EVAL_BASE, session), datetime.now(UTC)
        version = (await get_problem(db, problem_id))["version"]
        found = await sql.rejudging.list_affected(db, problem_id=problem_id, version=version, every=every)
        for row in found:
            done = await rejudging.rejudge(db, evaluator, row["user_id"], problem_id, every, "", now, preview=True)
            judged, changed = judged + done.judged, changed + len(done.changes)
            for each in done.changes:
                print(f"{each.submission_id}  {words(each.before)} -> {words(each.after)}")
            for line in done.moved:
                print(f"  learner {row['user_id']}  {line}")
    print(f"{changed} of {judged} submissions would get another judgement; nothing was written")
    return 0


def words(judgement: dict[str, object]) -> str:
    """A judgement in short: `failed 3/5 (v1)`."""
    passed, total = (
        int(str(judgement[f"visible_{what}"])) + int(str(judgement[f"hidden_{what}"])) for what in ("passed", "total")
    )
    return f"{judgement['status']} {passed}/{total} (v{judgement['problem_version']})"


async def check_learner(settings: Settings, user_id: str) -> int:
    """Print where a learner's mastery and reviews are not as the evidence says; 1 if there is such a place."""
    async with opened(settings) as db, db.transaction() as tx:
        wrong = await replay.differences(tx, user_id)
    print("\n".join(wrong) or "as the evidence says")
    return 1 if wrong else 0


async def export_reviews(settings: Settings) -> int:
    """Print everybody's reviews as CSV, in the columns that the optimisers of FSRS and Anki read."""
    async with opened(settings) as db, db.snapshot() as connection:
        found = await sql.reviews.export_log(connection)
        print("card_id,review_rating,review_time,review_duration")
        while rows := await found.fetch(LINES):
            for row in rows:
                print(f"{row['card_id']},{row['rating']},{row['reviewed_at'].isoformat()},{row['duration_ms']}")
    return 0


async def jobs(settings: Settings, retry: bool) -> int:
    """Print how many jobs there are by name and state; with `retry`, have the failed ones tried again."""
    async with opened(settings) as db:
        if retry:
            await sql.jobs.retry_failed(db)
        for row in await sql.jobs.count_jobs(db):
            print(f"{row['name']}  {row['state']}  {row['number']}")
    return 0
