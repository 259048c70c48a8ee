"""Is this right? Every checker is strict about types, as the language sees them; of a program's text, see `texts`."""

import math
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from evaluator.code import diff, texts

# From here on many integers have the same hash.
HASHED_AS_IT_IS = sys.hash_info.modulus
Same = Callable[[Any, Any], bool]
Diff = Callable[[Any, Any], str | None]


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
    if kind is int and abs(value) >= HASHED_AS_IT_IS:
        # Integers of one hash are easily found, and slow to count; the hash of a text is this process's secret.
        return ("int", hex(value))
    return (kind.__name__, value)


def as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def same_number(actual: float, expected: float, tolerance: float) -> bool:
    """Whether they differ by `tolerance` at most, absolute or relative, whichever allows more."""
    return actual == expected or (
        math.isfinite(expected) and abs(actual - expected) <= tolerance * max(1.0, abs(expected))
    )


def throughout(alike: Same) -> Same:
    """Lists and objects of the same shape, whose other values are alike.

    Looks no further than to the first difference: what a program returns may be far longer than what it should.
    """

    def same(actual: Any, expected: Any) -> bool:
        kinds = type(actual), type(expected)
        if kinds == (list, list):
            return len(actual) == len(expected) and all(map(same, actual, expected))
        if kinds == (dict, dict):
            return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
        return {list, dict}.isdisjoint(kinds) and alike(actual, expected)

    return same


def exact(one_number_type: bool) -> Same:
    def alike(actual: Any, expected: Any) -> bool:
        return bool(canonical(actual, one_number_type) == canonical(expected, one_number_type))

    return throughout(alike)


def unordered(one_number_type: bool) -> Same:
    """The outermost lists as multisets; anything else exactly."""

    def same(actual: Any, expected: Any) -> bool:
        if type(actual) is list and type(expected) is list:
            if len(actual) != len(expected):
                return False
            count = [Counter(canonical(item, one_number_type) for item in side) for side in (actual, expected)]
            return count[0] == count[1]
        return exact(one_number_type)(actual, expected)

    return same


def close(tolerance: float) -> Same:
    """Numbers anywhere inside may differ by `tolerance`; all else exactly."""

    def alike(actual: Any, expected: Any) -> bool:
        if {type(actual), type(expected)} <= {int, float}:
            return same_number(as_double(actual), as_double(expected), tolerance)
        return bool(type(actual) is type(expected) and actual == expected)

    return throughout(alike)


def any_of(one: Same) -> Same:
    def same(actual: Any, expected: Any) -> bool:
        return type(expected) is list and any(one(actual, each) for each in expected)

    return same


DEFAULT_TOLERANCE = 1e-9


class Checker(Protocol):
    """What decides over a test's answer; a program's `actual` is its text, its `input` the stdin."""

    def same(self, input: Any, actual: Any, expected: Any) -> bool: ...

    def diff(self, actual: Any, expected: Any) -> str | None:
        """Where the two part, for a learner; None where that would say no more than showing both."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Plain:
    """A checker that looks at two values and at nothing else."""

    alike: Same
    parting: Diff

    def same(self, input: Any, actual: Any, expected: Any) -> bool:
        return self.alike(actual, expected)

    def diff(self, actual: Any, expected: Any) -> str | None:
        return self.parting(actual, expected)

    def close(self) -> None:
        """Nothing to free."""


def checker(wanted: dict[str, Any], kind: str, one_number_type: bool) -> Checker:
    """The checker a submission asks for by its own `kind`, with its `tolerance` where it takes one."""
    name, tolerance = wanted["kind"], float(wanted.get("tolerance", DEFAULT_TOLERANCE))
    return for_texts(name, tolerance) if kind == "program" else for_values(name, tolerance, one_number_type)


def for_values(name: str, tolerance: float, one_number_type: bool) -> Checker:
    if name == "unordered":
        key = partial(canonical, one_number_type=one_number_type)
        return Plain(unordered(one_number_type), partial(diff.multisets, key=key))
    if name == "any-of":
        return Plain(any_of(exact(one_number_type)), nowhere)
    same = close(tolerance) if name == "float" else exact(one_number_type)
    return Plain(same, partial(diff.values, same=same))


def for_texts(name: str, tolerance: float) -> Checker:
    if name == "unordered":
        return Plain(texts.unordered, diff.unordered_lines)
    if name == "any-of":
        return Plain(any_of(texts.exact), nowhere)
    if name == "float":
        number = partial(same_number, tolerance=tolerance)
        return Plain(texts.by_words(number), partial(diff.words, same=texts.same_word(number)))
    return Plain(texts.exact, diff.lines)


def nowhere(actual: Any, expected: Any) -> None:
    """Among many right answers there is none that a wrong one parts from."""
