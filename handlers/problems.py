"""/problems: what a learner may see of the bank."""

from typing import Literal

from domain import problems
from domain.ports import Database
from domain.rows import tagged
from domain.rules import entity_tags
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


async def get_problem(
    id: str, db: Database, if_none_match: str | None = None
) -> tuple[types.Problem, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    problem, tag = tagged(await problems.get_public(db, id))
    if if_none_match is not None and entity_tags.is_among(tag, if_none_match, weakly=True):
        return None, 304, {"ETag": tag}
    return problem, 200, {"ETag": tag}


async def get_problem_solution(id: str, user: str, db: Database) -> types.Solution:
    return await problems.get_solution(db, user, id)
