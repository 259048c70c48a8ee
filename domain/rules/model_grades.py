"""What a model is told to grade an answer by its rubric, and what of its answer can be used."""

import hashlib
from collections.abc import Sequence
from string import Template
from typing import Any, NamedTuple

TOP = 3
ABOUT = 2500
"""Tokens that a grade takes beside the answer: instructions, task and rubric, and what the model says."""
CHARACTERS_A_TOKEN = 3
LONGEST = 2000
"""Characters of a comment and of the explanation."""


class Asked(NamedTuple):
    """Messages for the model, the JSON Schema of its answer, and the hash of all but the learner's own words."""

    messages: list[dict[str, str]]
    schema: dict[str, Any]
    prompt_sha256: str


class Grade(NamedTuple):
    """By dimension: score and comment; and what is said of the whole."""

    scores: dict[str, int]
    comments: dict[str, str]
    explanation: str


class Unfit(Exception):
    """The answer does not keep the schema; the message says where, for the model to mend it."""


def tokens(answers: int, characters: int) -> int:
    """About how many a model reads and writes to grade so many answers of so many characters in all."""
    return answers * ABOUT + characters // CHARACTERS_A_TOKEN


def ask(prompt: str, task: str, dimensions: Sequence[Any], answer: str) -> Asked:
    """The learner's answer stands in a message of its own, between marks that nobody can write into an answer.

    The mark is the answer's own hash: an answer that holds it cannot be made.
    """
    mark = f"answer {hashlib.sha256(answer.encode()).hexdigest()[:32]}"
    rubric = "\n\n".join(f"## {each['id']}: {each['name']}\n\n{each['desc'].strip()}" for each in dimensions)
    told = Template(prompt)
    fixed = told.substitute(marker="", task=task, rubric=rubric)
    messages = [
        {"role": "system", "content": told.substitute(marker=mark, task=task, rubric=rubric)},
        {"role": "user", "content": f"{mark}\n{answer}\n{mark}"},
    ]
    return Asked(messages, schema(dimensions), hashlib.sha256(fixed.encode()).hexdigest())


def ask_again(messages: Sequence[dict[str, str]], fault: str) -> list[dict[str, str]]:
    """The same once more, with what was wrong with the last answer."""
    mend = f"Your last grade cannot be used: {fault}. Grade the answer above again, in the form that was asked for."
    return [*messages, {"role": "user", "content": mend}]


def schema(dimensions: Sequence[Any]) -> dict[str, Any]:
    """Each dimension once, by its name, its comment before its score; strict in the sense of the models' makers."""
    one = _closed({"comment": {"type": "string"}, "score": {"type": "integer", "enum": list(range(TOP + 1))}})
    scores = _closed({dimension["id"]: one for dimension in dimensions})
    return _closed({"dimensions": scores, "explanation": {"type": "string"}})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def read(dimensions: Sequence[Any], said: Any) -> Grade:
    """The grade in a model's answer; Unfit unless each dimension of the rubric is there, and nothing else."""
    outer = _fields("the answer", said, ["dimensions", "explanation"])
    known = [dimension["id"] for dimension in dimensions]
    by_dimension = _fields("dimensions", outer["dimensions"], known)
    given = {id_: _fields(id_, found, ["comment", "score"]) for id_, found in by_dimension.items()}
    return Grade(
        {id_: _score(id_, given[id_]["score"]) for id_ in known},
        {id_: _text(f"the comment on {id_}", given[id_]["comment"]) for id_ in known},
        _text("the explanation", outer["explanation"]),
    )


def _fields(where: str, value: Any, names: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(f"{where} is no object")
    if wrong := [f"lacks {name}" for name in names if name not in value] + [
        "has what was not asked for" for name in value if name not in names
    ]:
        raise Unfit(f"{where} {wrong[0]}")
    return value


def _score(id_: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= TOP:
        raise Unfit(f"the score of {id_} is not 0, 1, 2 or 3")
    return value


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise Unfit(f"{where} is no text of 1 to {LONGEST} characters")
    return value.strip()
