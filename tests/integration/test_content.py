"""The built-in bank against the real evaluator, as `python -m app content check` does it for any folder."""

from typing import Any

import aiohttp
import pytest

from app.bank import Bank, folder
from app.checking.verify import check
from domain.rules.submissions import is_open
from domain.rules.tutor import TYPE_OF_LEVEL
from upstreams.evaluator import Evaluator

BANK = Bank(folder())
CODING = [problem for problem in BANK.problems.values() if problem["subject"] == "coding"]
OPEN = [problem for problem in BANK.problems.values() if is_open(problem)]
MATH = [problem for problem in BANK.problems.values() if problem["subject"] == "math" and problem not in OPEN]
SYSTEMS = [problem for problem in OPEN if problem["subject"] == "systems"]
SKETCHES = [problem for problem in OPEN if problem["subject"] == "math"]


@pytest.mark.parametrize("problem", CODING + MATH, ids=lambda problem: str(problem["id"]))
async def test_solutions_pass_starters_do_not_and_planted_answers_fail_as_said(
    evaluator_url: str, problem: dict[str, Any]
) -> None:
    async with aiohttp.ClientSession() as session:
        checked = await check(Evaluator(evaluator_url, session), problem)

    assert [] == checked.faults
    assert checked.judged >= len(problem["planted"]) + 1


@pytest.mark.parametrize("problem", OPEN, ids=lambda problem: str(problem["id"]))
def test_the_hints_of_what_a_rubric_grades_speak_of_its_dimensions(problem: dict[str, Any]) -> None:
    rubric = BANK.rubrics[problem["rubric"]]
    spoken = {hint["category"] for hint in problem["hints"] if "category" in hint}

    assert rubric["domain"] == problem["subject"]
    assert spoken
    assert spoken <= {dimension["id"] for dimension in rubric["dimensions"]}


def test_there_is_as_much_of_each_kind_as_was_promised() -> None:
    both = {"python", "javascript"}
    assert len(CODING) >= 8
    assert all(both == set(problem["languages"]) == set(problem["solution"]["code"]) for problem in CODING)
    assert len(MATH) >= 8
    assert len(SYSTEMS) >= 6
    assert len(SKETCHES) >= 3
    for subject in ("coding", "math"):
        assert sum(track["subject"] == subject for track in BANK.tracks) >= 2


def test_a_track_leads_to_every_design() -> None:
    led_to = {problem for track in BANK.tracks for module in track["modules"] for problem in module["problems"]}

    assert {problem["id"] for problem in SYSTEMS} <= led_to
    assert all("solution" in problem for problem in OPEN)


@pytest.mark.parametrize("problem", BANK.problems.values(), ids=lambda problem: str(problem["id"]))
def test_hints_below_the_last_do_not_hold_the_solution(problem: dict[str, Any]) -> None:
    early = [hint["text"] for hint in problem["hints"] if hint["level"] < max(TYPE_OF_LEVEL)]
    solution = problem.get("solution", {})
    held = [line.strip() for code in solution.get("code", {}).values() for line in code.splitlines()]
    answers = [line for line in held if len(line) > 24] + [solution[key] for key in ("expression",) if key in solution]

    assert [] == [(answer, hint) for answer in answers for hint in early if answer in hint]
