"""One property of an exercise as a problem that keeps content/schema/problem.schema.json."""

import keyword
import re
from typing import Any

from app.importing.canonical import Property, Unknown

VISIBLE, HIDDEN, MOST_HIDDEN = (2, 3), 3, 180
"""Tests a learner sees (at least, at most), tests they do not (at least, at most)."""
TOLERANCE = 1e-6
TOPIC = "imported"
TO_WRITE = "[To be written]"
"""What stands in every text that no machine can make."""
HINTS = (
    "What does the function get, and what does it return, in the smallest of the visible tests?",
    "Solve a visible test by hand, write down each step, and turn the steps into code.",
    "Compare what your code returns with what is expected, test by test, beginning with the smallest.",
)
EXPLANATION = f"{TO_WRITE} No solution came with this problem; nothing has proven that its tests can be passed."
# Reserved in JavaScript; what is reserved in Python `keyword` knows.
RESERVED = """
    arguments async await break case catch class const continue debugger default delete do else enum eval export
    extends false finally for function if implements import in instanceof interface let new null package private
    protected public return static super switch this throw true try typeof undefined var void while with yield
"""


def problem(
    slug: str, alone: bool, title: str, statement: str, found: Property, source: dict[str, str]
) -> dict[str, Any]:
    """The problem; Unknown when too few of its tests can be used, or a name is none in both languages."""
    needed = VISIBLE[0] + HIDDEN
    if len(found.cases) < needed:
        raise Unknown(f"{len(found.cases)} usable tests, {needed} are needed")
    entry = name_in_code(found.name, slug)
    parameters = [name_in_code(each, "value") for each in found.parameters]
    if len(set(parameters)) < len(parameters):
        raise Unknown("two inputs of one name")
    shown = min(VISIBLE[1], len(found.cases) - HIDDEN)
    tests = [test(found.parameters, case) for case in found.cases[: shown + MOST_HIDDEN]]
    floats = any(has_float(case.expected) for case in found.cases)
    return {
        "id": slug if alone else f"{slug}-{kebab(found.name)}",
        "version": 1,
        "subject": "coding",
        "title": title if alone else f"{title}: {words(found.name)}",
        "difficulty": 3,
        "expected_minutes": 20,
        "topics": [TOPIC],
        "outcomes": [TOPIC],
        "source": source,
        "statement": f"{statement.strip()}\n\nWrite `{entry}({', '.join(parameters)})`.\n",
        "kind": "function",
        "entry": entry,
        "languages": ["python", "javascript"],
        "starter": starter(entry, parameters, 0 if all(each["expected"] is None for each in tests) else None),
        "checker": {"kind": "float", "tolerance": TOLERANCE} if floats else {"kind": "exact"},
        "tests": {
            "visible": [
                {"name": case.name or "A case", **each} for case, each in zip(found.cases, tests[:shown], strict=False)
            ],
            "hidden": [
                {"category": category(case.group), **each}
                for case, each in zip(found.cases[shown:], tests[shown:], strict=False)
            ],
        },
        "hints": [{"level": level, "text": f"{TO_WRITE} {text}\n"} for level, text in enumerate(HINTS, 1)],
        "solution": {"explanation": f"{EXPLANATION}\n"},
        "planted": [],
    }


def test(parameters: list[str], case: Any) -> dict[str, Any]:
    return {"args": [case.inputs[each] for each in parameters], "expected": case.expected}


def starter(entry: str, parameters: list[str], answer: int | None) -> dict[str, str]:
    """Code that runs and is wrong."""
    given = ", ".join(parameters)
    value = {"python": repr(answer), "javascript": "null" if answer is None else str(answer)}
    return {
        "python": f"def {entry}({given}):\n    return {value['python']}\n",
        "javascript": f"function {entry}({given}) {{\n  return {value['javascript']};\n}}\n",
    }


def has_float(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(has_float, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float)


def parts(name: str) -> list[str]:
    """The words of a name in camel, snake or kebab case, in small letters."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]


def words(name: str) -> str:
    return " ".join(parts(name))


def kebab(name: str) -> str:
    return "-".join(parts(name))


def name_in_code(name: str, beside: str) -> str:
    """In snake case, as ours are; with `beside` before it where a language reserves it or it begins with a digit."""
    snake = "_".join(parts(name))
    if not snake or snake[0].isdigit() or keyword.iskeyword(snake) or snake in RESERVED.split():
        snake = "_".join([*parts(beside), snake]).strip("_")
    return snake


def category(group: str) -> str:
    """The innermost group's description, as a category is written."""
    return "-".join(re.findall(r"[a-z0-9]+", group.lower()))[:64].strip("-") or "general"
