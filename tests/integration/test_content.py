"""The built-in bank against the real evaluator: references pass, starters do not, planted answers fail as said."""

import asyncio
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from app.bank import Bank, folder
from domain.rules import submissions as rules
from domain.rules.tutor import TYPE_OF_LEVEL
from upstreams.evaluator import Evaluator

BANK = Bank(folder())
CODING = [problem for problem in BANK.problems.values() if problem["subject"] == "coding"]
MATH = [problem for problem in BANK.problems.values() if problem["subject"] == "math"]
SYSTEMS = [problem for problem in BANK.problems.values() if problem["subject"] == "systems"]
AT_ONCE = 2
Case = tuple[str, dict[str, Any], dict[str, str], str, str | None]


def payloads(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("language", "code", "expression", "steps") if name in item}


def cases(problems: list[dict[str, Any]]) -> Iterator[Case]:
    """(name, problem, payload, expected status, category that must be named)."""
    for problem in problems:
        solution = problem["solution"]
        for language, code in solution.get("code", {}).items():
            payload = {"language": language, "code": code}
            yield f"{problem['id']}: reference in {language}", problem, payload, "passed", None
        for key in ("expression", "steps"):
            if key in solution:
                yield f"{problem['id']}: reference {key}", problem, {key: solution[key]}, "passed", None
        for language, code in problem.get("starter", {}).items():
            payload = {"language": language, "code": code}
            yield f"{problem['id']}: starter in {language}", problem, payload, "failed", None
        for planted in problem["planted"]:
            name = f"{problem['id']}: {planted['name']}"
            yield name, problem, payloads(planted), planted["status"], planted.get("category")


async def judge(evaluator: Evaluator, problem: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    definition = problem
    if problem["subject"] == "coding":
        return rules.of_code(definition, await evaluator.judge_code(rules.code_request(definition, payload)))
    return rules.of_math(await evaluator.judge_math(rules.math_request(definition, payload)))


async def found(url: str, problems: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Name → (status, whether the category was named): as expected, and as judged."""
    places = asyncio.Semaphore(AT_ONCE)
    expected, judged = {}, {}
    async with aiohttp.ClientSession() as session:
        evaluator = Evaluator(url, session)

        async def run(name: str, problem: Any, payload: Any, status: str, category: str | None) -> None:
            async with places:
                result = await judge(evaluator, problem, payload)
            expected[name] = (status, True)
            judged[name] = (result["status"], category is None or category in result["categories"])

        async with asyncio.TaskGroup() as group:
            for case in cases(problems):
                group.create_task(run(*case))
    return expected, judged


async def test_every_coding_reference_passes_and_every_wrong_answer_fails_as_planted(evaluator_url: str) -> None:
    expected, judged = await found(evaluator_url, CODING)

    assert expected == judged


async def test_every_maths_reference_passes_and_every_wrong_answer_fails_as_planted(evaluator_url: str) -> None:
    expected, judged = await found(evaluator_url, MATH)

    assert expected == judged


def test_there_is_as_much_of_each_kind_as_was_promised() -> None:
    both = {"python", "javascript"}
    assert len(CODING) >= 8
    assert all(both == set(problem["languages"]) == set(problem["solution"]["code"]) for problem in CODING)
    assert len(MATH) >= 8
    assert len(SYSTEMS) >= 2
    for subject in ("coding", "math"):
        assert sum(track["subject"] == subject for track in BANK.tracks) >= 2


@pytest.mark.parametrize("problem", BANK.problems.values(), ids=lambda problem: str(problem["id"]))
def test_hints_below_the_last_do_not_hold_the_solution(problem: dict[str, Any]) -> None:
    early = [hint["text"] for hint in problem["hints"] if hint["level"] < max(TYPE_OF_LEVEL)]
    solution = problem.get("solution", {})
    held = [line.strip() for code in solution.get("code", {}).values() for line in code.splitlines()]
    answers = [line for line in held if len(line) > 24] + [solution[key] for key in ("expression",) if key in solution]

    assert [] == [(answer, hint) for answer in answers for hint in early if answer in hint]
