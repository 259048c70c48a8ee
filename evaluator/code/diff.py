"""Where a wrong answer parts from the right one, for a learner to read: a place, - what was expected, + what came.

Only for what is too long to be seen at a glance, except from `between` and `pieces`; no text is over LIMIT characters.
"""

import json
from collections import Counter
from collections.abc import Callable, Hashable
from itertools import zip_longest
from typing import Any

from evaluator.code import texts

# At a glance: characters of a value's JSON text, lines of a printed text.
GLANCE, LINES = 60, 3
LIMIT, SIDE, PLACE, LEAD, ITEMS = 2000, 700, 200, 60, 5
# Items of an answer that are counted for its diff at the most.
COUNTED = 10_000
Same = Callable[[Any, Any], bool]


# What stands where one side has nothing.
MISSING = object()
WRITER = json.JSONEncoder(ensure_ascii=False)


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def is_long(*values: Any) -> bool:
    """Whether one of them is longer than a glance; looks no further than that."""
    return any(value is not MISSING and length(value) > GLANCE for value in values)


def length(value: Any) -> int:
    """Of the value's JSON text, up to where it is over GLANCE."""
    if type(value) is str:
        return len(value) + 2
    size = 0
    for part in WRITER.iterencode(value):
        size += len(part)
        if size > GLANCE:
            break
    return size


def values(actual: Any, expected: Any, same: Same) -> str | None:
    """Of two JSON values, told apart by `same`."""
    return between(actual, expected, same) if is_long(actual, expected) else None


def between(actual: Any, expected: Any, same: Same) -> str | None:
    """The innermost place at which two values part and are still long; None for those that are the same."""
    if same(actual, expected):
        return None
    path, sizes = "", counted("item", actual, expected)
    while (step := inside(actual, expected, same)) and (not path or is_long(actual, expected)):
        at, actual, expected = step
        path += f"[{json.dumps(at, ensure_ascii=False)}]"
    places = [f"at {cut(path, PLACE)}{sizes}"] if path else []
    if type(actual) is str and type(expected) is str and "\n" in actual + expected:
        actual, expected = actual.split("\n"), expected.split("\n")
        sizes = counted("line", actual, expected)
        number, actual, expected = first(actual, expected, str.__eq__)
        places.append(f"line {number + 1}{sizes}")
    return told(places, actual, expected)


def inside(actual: Any, expected: Any, same: Same) -> tuple[Any, Any, Any] | None:
    """The first index or key at which two lists or objects part, and what each has there; None for all else."""
    if type(actual) is list and type(expected) is list:
        return first(actual, expected, same)
    if type(actual) is dict and type(expected) is dict:
        for key in {**expected, **actual}:
            one, other = actual.get(key, MISSING), expected.get(key, MISSING)
            if one is MISSING or other is MISSING or not same(one, other):
                return key, one, other
    return None


def first(actual: list[Any], expected: list[Any], same: Same) -> tuple[int, Any, Any]:
    """The first index at which two lists that are not the same part."""
    for index, (one, other) in enumerate(zip_longest(actual, expected, fillvalue=MISSING)):
        if one is MISSING or other is MISSING or not same(one, other):
            return index, one, other
    raise ValueError("the lists are the same")


def counted(what: str, actual: Any, expected: Any) -> str:
    """How many there should have been, where the number is wrong."""
    if type(actual) is not list or type(expected) is not list or len(actual) == len(expected):
        return ""
    return f" ({len(expected)} {what}{'' if len(expected) == 1 else 's'} expected, {len(actual)} came)"


def lines(actual: str, expected: str) -> str | None:
    """Of two printed texts, compared line by line."""
    if not is_long(actual, expected) and max(actual.count("\n"), expected.count("\n")) <= LINES:
        return None
    return pieces("line", texts.lines(actual), texts.lines(expected), str.__eq__)


def words(actual: str, expected: str, same: Same) -> str | None:
    """Of two printed texts, compared word by word."""
    return pieces("word", actual.split(), expected.split(), same) if is_long(actual, expected) else None


def pieces(what: str, actual: list[str], expected: list[str], same: Same) -> str:
    """The first piece at which two lists of them that are not the same part, counted from 1."""
    number, one, other = first(actual, expected, same)
    # Quotes show the blanks in which alone they differ.
    blank = type(one) is str and type(other) is str and one.split() == other.split()
    return told([f"{what} {number + 1}{counted(what, actual, expected)}"], one, other, shown if blank else str)


def multisets(
    actual: Any, expected: Any, key: Callable[[Any], Hashable], written: Callable[[Any], str] = shown
) -> str | None:
    """Of two lists without an order: what is missing and what is too much."""
    if not is_long(actual, expected) or type(actual) is not list or type(expected) is not list:
        return None
    if len(actual) > COUNTED:
        return None
    lacking, surplus = beyond(expected, actual, key), beyond(actual, expected, key)
    return "\n".join(["in any order", *some("-", lacking, written), *some("+", surplus, written)])


def unordered_lines(actual: str, expected: str) -> str | None:
    """Of two printed texts whose lines have no order."""
    return multisets(texts.filled(actual), texts.filled(expected), str, str)


def beyond(items: list[Any], others: list[Any], key: Callable[[Any], Hashable]) -> list[Any]:
    """The items of which the others have fewer."""
    left, more = Counter(map(key, others)), []
    for item in items:
        left[key(item)] -= 1
        if left[key(item)] < 0:
            more.append(item)
    return more


def some(sign: str, items: list[Any], written: Callable[[Any], str]) -> list[str]:
    told = [f"{sign} {cut(written(item), LIMIT // (3 * ITEMS))}" for item in items[:ITEMS]]
    return [*told, f"{sign} ... {len(items) - ITEMS} more"] if len(items) > ITEMS else told


def told(places: list[str], actual: Any, expected: Any, written: Callable[[Any], str] = shown) -> str:
    """The place and both sides, of long ones what lies around the first character that differs."""
    if type(actual) is str and type(expected) is str and is_long(actual, expected):
        places = [*places, f"character {parting(actual, expected) + 1}"]
    plus, minus = ("(nothing)" if side is MISSING else written(side) for side in (actual, expected))
    start = max(0, parting(plus, minus) - LEAD) if max(len(plus), len(minus)) > SIDE else 0
    return f"{', '.join(places) or 'the whole value'}\n- {window(minus, start)}\n+ {window(plus, start)}"


def parting(one: str, other: str) -> int:
    """The first index at which two texts differ."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def window(text: str, start: int) -> str:
    return ("..." if start else "") + cut(text[start:], SIDE)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
