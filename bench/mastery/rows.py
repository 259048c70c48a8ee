"""Reads answers from CSV: one row an attempt, its skills together."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from math import nan
from pathlib import Path
from typing import Any, NamedTuple, TextIO

NEEDED = ("user", "item", "correct")
GZIP = b"\x1f\x8b"
FARTHEST = 1e15
"""Seconds; what is further off is no time."""


class Row(NamedTuple):
    """One answer; `fold` empty and `at` (seconds) 0 where unknown."""

    fold: str
    user: str
    item: str
    skills: tuple[str, ...]
    correct: int
    at: float


class BadRows(ValueError):
    """The file cannot be read as answers, or these answers cannot be measured so."""


def read(file: Path) -> list[Row]:
    """The answers, each user's in time; columns fold, user, item, skills (`~`-joined) or skill, correct, ts."""
    try:
        with opened(file) as text:
            return in_time(parse(csv.DictReader(text)))
    except (csv.Error, EOFError, zlib.error) as error:
        raise BadRows(f"{file}: {error}") from None


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """Compressed or not, with or without a byte order mark; names that are no UTF-8 stay apart from each other."""
    with file.open("rb") as raw:
        stream: Any = gzip.GzipFile(fileobj=raw) if raw.peek(2).startswith(GZIP) else raw
        with TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="") as text:
            yield text


def parse(lines: "csv.DictReader[str]") -> Iterator[Row]:
    missing = [name for name in NEEDED if name not in (lines.fieldnames or ())]
    if missing:
        raise BadRows(f"no column {', '.join(missing)}")
    for line in lines:
        try:
            yield row_of(line)
        except ValueError as error:
            raise BadRows(f"line {lines.line_num}: {error}") from None


def row_of(line: Mapping[str, str | None]) -> Row:
    user, item, fold = line["user"], line["item"], line.get("fold") or ""
    skills = tuple(dict.fromkeys(filter(None, (line.get("skills") or line.get("skill") or "").split("~"))))
    correct, at = number(line["correct"]), number(line.get("ts") or "0")
    if not user or not item:
        raise ValueError(f"no {'item' if user else 'user'}")
    if correct not in (0, 1):
        raise ValueError(f"correct is neither 0 nor 1 but {(line['correct'] or '')[:40]!r}")
    if not abs(at) < FARTHEST:
        raise ValueError(f"ts is no time in seconds but {(line['ts'] or '')[:40]!r}")
    return Row(fold, user, item, skills, int(correct), at)


def number(cell: str | None) -> float:
    """What a cell says; nan if that is no number."""
    try:
        return float(cell or "")
    except ValueError:
        return nan


def in_time(rows: Iterable[Row]) -> list[Row]:
    """The rows, each user's in order of their times if all of them have one, else as they stand."""
    rows = list(rows)
    own: dict[str, list[Row]] = {}
    for row in rows:
        own.setdefault(row.user, []).append(row)
    ordered = {
        user: iter(sorted(each, key=lambda row: row.at) if all(row.at for row in each) else each)
        for user, each in own.items()
    }
    return [next(ordered[row.user]) for row in rows]


def interleaved(rows: Iterable[Row]) -> list[Row]:
    """All users' first answers, then all second ones, and so on: as if they had begun together."""
    counts: dict[str, int] = {}
    order = []
    for row in rows:
        count = counts[row.user] = counts.get(row.user, -1) + 1
        order.append((count, row))
    return [row for _, row in sorted(order, key=lambda pair: pair[0])]
