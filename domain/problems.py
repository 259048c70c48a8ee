"""Problems: what a learner may see of the bank."""

import orjson

import sql
from domain import pages
from domain.errors import NotFound, Refused
from domain.ports import Connection, Json
from domain.rows import spliced
from openapi import types


def show(row: "sql.problems.ListProblems") -> types.ProblemSummary:
    """A line of the list."""
    return {
        **row,
        "kind": spliced(row["kind"]),
        "graded_by": spliced(row["graded_by"]),
        "languages": spliced(row["languages"]),
    }


async def list_problems(
    db: Connection, subject: str | None, topic: str | None, difficulty: int | None, limit: int, cursor: str | None
) -> types.ProblemList:
    """Problems by id, of one subject, topic and difficulty if given."""
    (after,) = pages.decode(cursor, pages.text)
    rows = await sql.problems.list_problems(
        db, subject=subject, topic=topic, difficulty=difficulty, after=after, count=limit + 1
    )
    return pages.page(rows, limit, lambda row: (row["id"],), show)


async def get_public(db: Connection, problem_id: str) -> types.Problem:
    """The public view, made when the bank was loaded; NotFound."""
    public = await sql.problems.get_public(db, id=problem_id)
    if public is None:
        raise NotFound("problem")
    shown: types.Problem = spliced(public)
    return shown


async def get_problem(db: Connection, problem_id: str) -> Json:
    """The whole problem with its decoded definition, hidden tests too: never for a response as it stands; NotFound."""
    row = await sql.problems.get_problem(db, id=problem_id)
    if row is None:
        raise NotFound("problem")
    return {**row, "definition": orjson.loads(row["definition"])}


async def get_solution(db: Connection, user_id: str, problem_id: str) -> types.Solution:
    """The reference solution; Refused until the learner solved or gave up the problem, NotFound where there is none."""
    problem = await get_problem(db, problem_id)
    if "solution" not in problem["definition"]:
        raise NotFound("solution")
    if not await sql.problems.is_open(db, user_id=user_id, problem_id=problem_id):
        raise Refused("The solution opens once the problem is solved or given up.")
    solution: types.Solution = problem["definition"]["solution"]
    return {**solution, "problem_id": problem["id"], "subject": problem["subject"]}
