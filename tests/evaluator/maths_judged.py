"""Shared by the tests of the maths judge: an answer judged, and what is looked at in the judgement."""

from typing import Any

from evaluator.maths.judge import judge

Judgement = dict[str, Any]


def judged(expression: str, expected: str, **answer: Any) -> Judgement:
    return judge({"expression": expression, "answer": {"expected": expected, **answer}})


def stepped(steps: list[str], expected: str, **answer: Any) -> Judgement:
    return judge({"steps": steps, "answer": {"expected": expected, **answer}})


def relations(judgement: Judgement) -> list[str | None]:
    return [check["relation"] for check in judgement["checks"] if check["name"].startswith("step")]


def outcomes(judgement: Judgement) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in judgement["checks"]}


def noted(expression: str, expected: str, kind: str, answer: dict[str, Any] | None = None, **test: Any) -> Any:
    """The verdict and the note of the last check."""
    asked = {"expected": expected, "test": {"kind": kind, **test}, **(answer or {})}
    judgement = judge({"expression": expression, "answer": asked})
    return judgement["verdict"], judgement["checks"][-1]["note"]


RIGHT = ("correct", None)


def wrong(note: str) -> tuple[str, str]:
    return "incorrect", note
