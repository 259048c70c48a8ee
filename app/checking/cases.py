"""What a problem says of itself: its solutions pass, its starters do not, and each planted answer fails as said."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.rules import submissions as rules
from upstreams.evaluator import Evaluator

CODE, MATH = ("language", "code"), ("expression", "steps")


class Case(NamedTuple):
    """An answer of the problem's own, at `place` of its file, and what must become of it."""

    place: str
    payload: dict[str, Any]
    status: str
    category: str | None = None


def cases(problem: dict[str, Any]) -> Iterator[Case]:
    """Every answer that the problem holds; none where a person or a model grades."""
    if rules.is_open(problem):
        return
    solution = problem.get("solution", {})
    for language, code in solution.get("code", {}).items():
        yield Case(f"solution.code.{language}", {"language": language, "code": code}, "passed")
    for key in MATH:
        if key in solution:
            yield Case(f"solution.{key}", {key: solution[key]}, "passed")
    for language, code in problem.get("starter", {}).items():
        yield Case(f"starter.{language}", {"language": language, "code": code}, "failed")
    for i, planted in enumerate(problem.get("planted", [])):
        payload = {name: planted[name] for name in (*CODE, *MATH) if name in planted}
        yield Case(f"planted[{i}] ({planted['name']})", payload, planted["status"], planted.get("category"))


async def fault(evaluator: Evaluator, problem: dict[str, Any], case: Case) -> str | None:
    """What is wrong with the case, in one line; None when all is as said. Unavailable when nothing can judge it."""
    if problem["subject"] == "coding":
        judgement = await evaluator.judge_code(rules.code_request(problem, case.payload))
        result = rules.of_code(problem, judgement)
    else:
        judgement = await evaluator.judge_math(rules.math_request(problem, case.payload))
        result = rules.of_math(judgement)
    if result["status"] != case.status:
        seen = _first_failure(problem, judgement) or result["message"]
        return f"{result['status']}, not {case.status}" + (f": {_one_line(seen)}" if seen else "")
    if case.category is not None and case.category not in result["categories"]:
        named = ", ".join(result["categories"]) or "nothing"
        return f"{result['status']} with {named}, not with {case.category}"
    return None


def _first_failure(problem: dict[str, Any], judgement: dict[str, Any]) -> str | None:
    """The first test that did not pass, told to those who wrote it: expected and actual too."""
    if "tests" not in problem:
        return None
    tests = [(part, i, test) for part in ("visible", "hidden") for i, test in enumerate(problem["tests"][part])]
    for (part, i, test), result in zip(tests, judgement["tests"], strict=False):
        if result["verdict"] != "AC":
            told = result["message"] or f"{result['actual']} for {test['expected']!r}"
            return f"tests.{part}[{i}] {result['verdict']}: {told}"
    return None


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else f"{line[:300]}..."
