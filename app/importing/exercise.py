"""An exercise's folder, as Exercism's problem-specifications lay it out, as problems of ours."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app import faults
from app.importing import making
from app.importing.canonical import Unknown, properties

URL = "https://github.com/exercism/problem-specifications/tree/main/exercises"


class Outcome(NamedTuple):
    """A problem, or why there is none; and the cases that were left out of it."""

    name: str
    problem: dict[str, Any] | None
    why_not: str
    left_out: list[str]


def outcomes(folder: Path, notice: str | None) -> Iterator[Outcome]:
    """A problem for each property that the exercise tests, or one outcome that says why there is none at all."""
    slug = folder.name
    try:
        if (folder / ".deprecated").exists():
            raise Unknown("deprecated")
        found = properties(_json(folder / "canonical-data.json"))
        title, statement = _title(folder), _statement(folder)
    except Unknown as why:
        yield Outcome(slug, None, str(why), [])
        return
    source = {"name": f"Exercism problem-specifications: {slug}", "url": f"{URL}/{slug}", "license": "MIT"}
    if notice:
        source["notice"] = notice
    for each in found:
        name = slug if len(found) == 1 else f"{slug}: {each.name}"
        try:
            problem = making.problem(slug, len(found) == 1, title, statement, each, source)
            for fault in (*faults.broken("problem", problem), *faults.uneven(problem)):
                raise Unknown(fault)
        except Unknown as why:
            yield Outcome(name, None, str(why), each.left_out)
        else:
            yield Outcome(name, problem, "", each.left_out)


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        raise Unknown(f"no {file.name}") from None
    except (ValueError, RecursionError) as error:
        raise Unknown(f"{file.name} is not JSON: {error}") from None


def _title(folder: Path) -> str:
    try:
        title = tomllib.loads((folder / "metadata.toml").read_text("utf-8")).get("title")
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        title = None
    return str(title or folder.name.replace("-", " ").capitalize())


def _statement(folder: Path) -> str:
    """The introduction, where there is one, and the instructions, without their headings."""
    texts = [
        (folder / name).read_text("utf-8", errors="replace")
        for name in ("introduction.md", "instructions.md", "description.md")
        if (folder / name).is_file()
    ]
    if not texts:
        raise Unknown("no instructions.md or description.md")
    return "\n\n".join(text.partition("\n")[2].strip() if text.startswith("# ") else text.strip() for text in texts)
