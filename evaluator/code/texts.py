"""What a program printed, compared: blanks at the ends of lines and empty lines at the end do not count."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

BLANKS = " \t\r\f\v"
# One way to read any text, so that a long one which is no number takes no longer.
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def lines(text: str) -> list[str]:
    kept = [line.rstrip(BLANKS) for line in text.split("\n")]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def exact(actual: str, expected: str) -> bool:
    return actual == expected or lines(actual) == lines(expected)


def filled(text: str) -> list[str]:
    """Lines for which an order means nothing; so no empty one is at the end, and none counts."""
    return [line for line in lines(text) if line]


def unordered(actual: str, expected: str) -> bool:
    return Counter(filled(actual)) == Counter(filled(expected))


def same_word(close: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    """Words that are numbers may be `close`; all others are equal."""

    def same(actual: str, expected: str) -> bool:
        if actual == expected:
            return True
        numbers = NUMBER.fullmatch(actual) and NUMBER.fullmatch(expected)
        return bool(numbers and close(float(actual), float(expected)))

    return same


def by_words(close: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    same = same_word(close)

    def compared(actual: str, expected: str) -> bool:
        one, other = actual.split(), expected.split()
        return len(one) == len(other) and all(map(same, one, other))

    return compared
