"""What can be wrong with one item of a bank, a line each: its place in the item, and what is not right there."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from yaml import MarkedYAMLError, YAMLError

SCHEMAS = Path(__file__).parents[1] / "content" / "schema"
WHOLE = "the whole of it"
LONGEST = 200
"""Characters of what a schema says: it quotes the value, which may be long."""


def unreadable(error: YAMLError) -> str:
    """Why a file is no YAML, and on which of its lines."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: not readable as YAML: {error.problem}"
    return f"not readable as YAML: {str(error).splitlines()[0]}"


def broken(kind: str, item: Any) -> Iterator[str]:
    """Where the item does not keep the schema of its kind."""
    foreign = list(_foreign(item, ""))
    yield from foreign
    if not foreign:
        for error in _schema(kind).iter_errors(item):
            yield f"{_place(error.instance_path)}: {_words(error)}"


def uneven(problem: dict[str, Any]) -> Iterator[str]:
    """What a schema cannot say: parts of a problem about code that do not fit each other."""
    if problem["subject"] != "coding":
        return
    languages = set(problem["languages"])
    for part, code in (("starter", problem["starter"]), ("solution.code", problem["solution"].get("code", {}))):
        yield from (f"{part}: {language} is not one of the languages" for language in sorted(code.keys() - languages))
    yield from (f"starter: none for {language}" for language in sorted(languages - problem["starter"].keys()))
    for i, planted in enumerate(problem["planted"]):
        if planted.get("language") not in languages or "code" not in planted:
            yield f"planted[{i}]: needs code, and one of the problem's languages"
    for part in ("visible", "hidden"):
        for i, test in enumerate(problem["tests"][part]):
            yield from (f"tests.{part}[{i}].expected: {fault}" for fault in _unmet(problem["checker"]["kind"], test))


def _unmet(checker: str, test: dict[str, Any]) -> Iterator[str]:
    """Why no answer could be the expected one."""
    expected = test["expected"]
    if checker == "predicate":
        return
    if checker == "any-of" and not isinstance(expected, list):
        yield "with any-of it is the list of the right answers"
        return
    for answer in expected if checker == "any-of" else [expected]:
        if "stdin" in test and not isinstance(answer, str):
            yield "a program prints a text"
        if "calls" in test and (not isinstance(answer, list) or len(answer) != len(test["calls"])):
            yield f"needs a value for each of the {len(test['calls'])} calls"


@cache
def _schema(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(orjson.loads((SCHEMAS / f"{kind}.schema.json").read_bytes()))


def _words(error: jsonschema_rs.ValidationError) -> str:
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
        return "has no place in an item of this kind"
    return str(error.message) if len(error.message) <= LONGEST else f"{error.message[:LONGEST]}..."


def _place(path: list[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or WHOLE


def _foreign(value: Any, place: str) -> Iterator[str]:
    """YAML that is no JSON: dates, binary data, keys that are not texts, integers of more than 64 bits."""
    if _is_json(value):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str):
                yield from _foreign(inner, f"{place}.{key}")
            else:
                yield f"{place.lstrip('.') or WHOLE}: the key {key!r} is no text: put it in quotes"
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _foreign(inner, f"{place}[{i}]")
    else:
        yield f"{place.lstrip('.') or WHOLE}: {value!r} is nothing that JSON has; put a text in quotes"


def _is_json(value: Any) -> bool:
    try:
        return bool(orjson.loads(orjson.dumps(value)) == value)
    except TypeError:
        return False
