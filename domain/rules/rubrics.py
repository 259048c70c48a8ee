"""Grading by a rubric: every dimension 0 to 3."""

from collections.abc import Sequence
from typing import Any

from domain.errors import BadInput

PASS_FROM = 2


def complete(dimensions: Sequence[Any], given: Sequence[Any]) -> dict[str, int]:
    """Score per dimension; BadInput unless each dimension of the rubric is scored once, and nothing else."""
    known = [dimension["id"] for dimension in dimensions]
    named = [score["dimension_id"] for score in given]
    faults = [
        (
            f"/scores/{place}/dimension_id",
            "is not a dimension of this rubric" if name not in known else "is scored twice",
        )
        for place, name in enumerate(named)
        if name not in known or name in named[:place]
    ]
    faults += [("/scores", f"lacks the dimension {name}") for name in known if name not in named]
    if faults:
        raise BadInput("The scores do not fit the rubric.", faults)
    return {score["dimension_id"]: score["score"] for score in given}


def verdict(scores: dict[str, int]) -> tuple[str, float]:
    """Passed when every dimension is 2 or 3; the credit is the share of the points to be had."""
    passed = all(score >= PASS_FROM for score in scores.values())
    return "passed" if passed else "failed", sum(scores.values()) / (3 * len(scores))


def agreement(human: Sequence[Any], model: Sequence[Any]) -> Any:
    """Of the dimensions that both scored: the shares scored the same, and scored at most one apart."""
    by_model = {each["dimension_id"]: each["score"] for each in model}
    apart = [abs(each["score"] - by_model[each["dimension_id"]]) for each in human if each["dimension_id"] in by_model]
    return {name: sum(each <= most for each in apart) / len(apart) for name, most in (("exact", 0), ("adjacent", 1))}


def gaps(scores: dict[str, int]) -> list[str]:
    """The dimensions that fell short: they are the submission's categories."""
    return [dimension for dimension, score in scores.items() if score < PASS_FROM]
