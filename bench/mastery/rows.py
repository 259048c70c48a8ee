"""Reads answers from CSV: one row an attempt, its skills together."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO


class Row(NamedTuple):
    """One answer; `at` in seconds, 0 where unknown."""

    fold: str
    user: str
    item: str
    skills: tuple[str, ...]
    correct: int
    at: float


class BadRows(ValueError):
    """The file cannot be read as answers."""


def read(file: Path) -> list[Row]:
    """The answers in the file's order; columns fold, user, item, skills (`~`-joined) or skill, correct, ts."""
    with opened(file) as text:
        return list(parse(csv.DictReader(text)))


def opened(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8", newline="")
    return file.open(encoding="utf-8", newline="")


def parse(lines: Iterable[dict[str, str]]) -> Iterator[Row]:
    for number, line in enumerate(lines, 2):
        try:
            skills = tuple(dict.fromkeys(filter(None, (line.get("skills") or line.get("skill") or "").split("~"))))
            correct = {"0": 0, "1": 1}[line["correct"]]
            yield Row(line.get("fold") or "0", line["user"], line["item"], skills, correct, float(line.get("ts") or 0))
        except (KeyError, ValueError) as error:
            raise BadRows(f"line {number}: {error}") from None


def interleaved(rows: Iterable[Row]) -> list[Row]:
    """All users' first answers, then all second ones, and so on: as if they had begun together."""
    counts: dict[str, int] = {}
    order = []
    for row in rows:
        count = counts[row.user] = counts.get(row.user, -1) + 1
        order.append((count, row))
    return [row for _, row in sorted(order, key=lambda pair: pair[0])]
