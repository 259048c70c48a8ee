"""The hint ladder: one level after the other, spoken for what went wrong."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from domain.errors import Conflict

WORD = re.compile(r"\s*\S+|\s+")
TYPE_OF_LEVEL = {1: "nudge", 2: "strategy", 3: "bottom-out"}


def check_level(wanted: int, reached: int) -> None:
    """Conflict for a level before the one below it was asked for."""
    if wanted > reached + 1:
        raise Conflict(f"Hint level {wanted} comes after level {reached + 1}.")


def choose(hints: Sequence[dict[str, Any]], level: int, categories: Sequence[str]) -> dict[str, Any]:
    """The level's hint for the first failing category that has one, else its plain hint."""
    ladder = [hint for hint in hints if hint["level"] == level]
    for category in categories:
        for hint in ladder:
            if hint.get("category") == category:
                return hint
    return next(hint for hint in ladder if "category" not in hint)


def deltas(text: str, words: int = 6) -> Iterator[str]:
    """The text in pieces of a few words; together they are the text, character for character."""
    pieces = WORD.findall(text)
    for start in range(0, len(pieces), words):
        yield "".join(pieces[start : start + words])
