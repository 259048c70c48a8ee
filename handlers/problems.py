"""/problems: what a learner may see of the bank."""

from domain import problems
from domain.ports import Database
from openapi import types


async def list_problems(
    db: Database,
    limit: int,
    subject: types.Subject | None = None,
    topic: str | None = None,
    difficulty: int | None = None,
    cursor: str | None = None,
) -> types.ProblemList:
    return await problems.list_problems(db, subject, topic, difficulty, limit, cursor)


async def get_problem(id: str, db: Database) -> types.Problem:
    return await problems.get_public(db, id)


async def get_problem_solution(id: str, user: str, db: Database) -> types.Solution:
    return await problems.get_solution(db, user, id)
