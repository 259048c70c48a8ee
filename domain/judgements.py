"""Judgements: what the evaluator found of learners' work, as it is kept."""

from collections.abc import Mapping
from typing import Any

import orjson

import sql
from domain.ports import Connection, Evaluator, Json
from domain.rules import submissions as rules


async def judge(
    evaluator: Evaluator,
    definition: Json,
    body: Mapping[str, Any],
    user_id: str,
) -> Json:
    """The submission's columns as the evaluator's judgement of `body`, its subject and payload, makes them."""
    if body["subject"] == "coding":
        user = rules.fair_name(user_id)
        found = await evaluator.judge_code(rules.code_request(definition, body["payload"], user))
        return rules.of_code(definition, found)
    return rules.of_math(await evaluator.judge_math(rules.math_request(definition, body["payload"])))


async def columns(tx: Connection, user_id: str, problem: Json, result: Json) -> Json:
    """A judgement as the submission keeps it, with what to practise after a failure."""
    drills: list[sql.problems.ListDrills] = []
    if result["status"] in ("failed", "timeout"):
        drills = await sql.problems.list_drills(
            tx, categories=result["categories"], problem_id=problem["id"], subject=problem["subject"], user_id=user_id
        )
    texts = {
        "categories": result["categories"],
        "details": result["details"],
        "remediation": [dict(drill) for drill in drills],
    }
    return result | {key: orjson.dumps(value).decode() for key, value in texts.items()}
