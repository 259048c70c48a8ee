"""Work to send: right answers and wrong ones, the problems' own."""

from typing import Any

from app.bank import Bank, folder

BANK = Bank(folder())
CODING = next(problem for problem in BANK.problems.values() if problem["subject"] == "coding")
MATH = BANK.problems["solve-a-quadratic-by-factoring"]


def reference(problem: Any, language: str) -> dict[str, str]:
    return {"language": language, "code": problem["solution"]["code"][language]}


def planted(problem: Any, status: str, key: str = "code") -> dict[str, Any]:
    """A wrong answer of the problem's own, as a payload."""
    wrong = next(item for item in problem["planted"] if item["status"] == status and key in item)
    return {name: wrong[name] for name in ("language", "code", "expression", "steps") if name in wrong}
