"""/problems: what a learner may see of the bank."""

from typing import Any

from domain import problems


async def list_problems(
    db: Any,
    limit: int,
    subject: str | None = None,
    topic: str | None = None,
    difficulty: int | None = None,
    cursor: str | None = None,
) -> Any:
    return await problems.list_problems(db, subject, topic, difficulty, limit, cursor)


async def get_problem(id: str, db: Any) -> Any:
    return await problems.get_public(db, id)


async def get_problem_solution(id: str, user: str, db: Any) -> Any:
    return await problems.get_solution(db, user, id)
