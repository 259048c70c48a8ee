"""Is this value right? Both sides are JSON values; every checker is strict about types, as the language sees them."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

Same = Callable[[Any, Any], bool]


def canonical(value: Any, one_number_type: bool) -> Any:
    """A hashable stand-in: two values have equal ones exactly when they are the same value in the language.

    True is never 1. Unless there is one number type, 1 is not 1.0. Minus zero is zero; NaN is not even itself.
    """
    kind = type(value)
    if kind is list:
        return ("list", tuple([canonical(item, one_number_type) for item in value]))
    if kind is dict:
        return ("dict", frozenset((key, canonical(item, one_number_type)) for key, item in value.items()))
    if kind is float:
        return ("float", object() if math.isnan(value) else value)
    if kind is int and one_number_type:
        return ("float", as_double(value))
    return (kind.__name__, value)


def as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def exact(one_number_type: bool) -> Same:
    def same(actual: Any, expected: Any) -> bool:
        return bool(canonical(actual, one_number_type) == canonical(expected, one_number_type))

    return same


def unordered(one_number_type: bool) -> Same:
    """The outermost lists as multisets; anything else exactly."""

    def same(actual: Any, expected: Any) -> bool:
        if type(actual) is list and type(expected) is list:
            count = [Counter(canonical(item, one_number_type) for item in side) for side in (actual, expected)]
            return count[0] == count[1]
        return exact(one_number_type)(actual, expected)

    return same


def close(tolerance: float) -> Same:
    """Numbers anywhere inside may differ by `tolerance`, absolute or relative (the larger); all else exactly."""

    def same(actual: Any, expected: Any) -> bool:
        kinds = type(actual), type(expected)
        if kinds == (list, list):
            return len(actual) == len(expected) and all(map(same, actual, expected))
        if kinds == (dict, dict):
            return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
        if set(kinds) <= {int, float}:
            a, e = (as_double(side) if type(side) is int else side for side in (actual, expected))
            return bool(a == e or (math.isfinite(e) and abs(a - e) <= tolerance * max(1.0, abs(e))))
        return bool(kinds[0] is kinds[1] and actual == expected)

    return same


def any_of(one_number_type: bool) -> Same:
    one = exact(one_number_type)

    def same(actual: Any, expected: Any) -> bool:
        return type(expected) is list and any(one(actual, each) for each in expected)

    return same


DEFAULT_TOLERANCE = 1e-9


def checker(wanted: dict[str, Any], one_number_type: bool) -> Same:
    """The checker a submission asks for by `kind`, with its `tolerance` where it takes one."""
    if wanted["kind"] == "float":
        return close(float(wanted.get("tolerance", DEFAULT_TOLERANCE)))
    return {"exact": exact, "unordered": unordered, "any-of": any_of}[wanted["kind"]](one_number_type)
