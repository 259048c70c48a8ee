"""/rubrics: how open answers are graded."""

from datetime import datetime
from typing import Any, Literal

from domain import gradings, rubrics, waiting
from domain.ports import Database
from domain.rows import tagged
from domain.rules import entity_tags
from openapi import types


async def list_rubrics(
    db: Database, limit: int, domain: types.RubricDomain | None = None, cursor: str | None = None
) -> types.RubricList:
    return await rubrics.list_rubrics(db, domain, limit, cursor)


async def get_rubric_scores(id: str, user: str, scopes: frozenset[str], db: Database) -> types.RubricScores:
    return await gradings.get_scores(db, user, id, any_learner="grade:write" in scopes)


async def grade_submission(
    id: str, body: types.RubricScoresWrite, user: str, db: Database, valkey: Any, now: datetime
) -> types.RubricScores:
    return await gradings.grade(db, valkey, user, id, body["scores"], now)


async def list_ungraded_submissions(db: Database, limit: int, cursor: str | None = None) -> types.UngradedList:
    return await waiting.list_ungraded(db, limit, cursor)


async def get_rubric(
    id: str, db: Database, if_none_match: str | None = None
) -> tuple[types.Rubric, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    rubric, tag = tagged(await rubrics.get(db, id))
    if if_none_match is not None and entity_tags.is_among(tag, if_none_match, weakly=True):
        return None, 304, {"ETag": tag}
    return rubric, 200, {"ETag": tag}
