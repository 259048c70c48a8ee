"""A problem bank, checked: every part keeps its schema, every reference leads somewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import orjson
from yaml import YAMLError

from app import documents

ROOT = Path(__file__).parent.parent / "content"
KINDS = {
    "problems": ("problem", "id"),
    "tracks": ("track", "slug"),
    "rubrics": ("rubric", "id"),
    "topics": ("topics", ""),
}
"""Part of the bundle → its schema's name, and the field that names an item."""

Named = tuple[str, Any]


class BadContent(Exception):
    """One line for each thing that is wrong."""


def folder(root: Path = ROOT) -> dict[str, list[Named]]:
    """The built-in bank's items with their files' names; an item's own name is its file's."""
    faults: list[str] = []
    parts: dict[str, list[Named]] = {}
    for kind, (_, key) in KINDS.items():
        parts[kind] = []
        for file in sorted((root / kind).rglob("*.yaml")):
            name = str(file.relative_to(root))
            try:
                item = documents.parse(file.read_bytes())
            except YAMLError as error:
                faults.append(f"{name}: not readable as YAML: {str(error).splitlines()[0]}")
                continue
            if key and isinstance(item, dict) and item.get(key) != file.stem:
                faults.append(f"{name}: {key} is {item.get(key)!r}, not the file's name")
            parts[kind].append((name, item))
    if faults:
        raise BadContent("\n".join(faults))
    return parts


def bundle(found: dict[str, list[Any]]) -> dict[str, list[Named]]:
    """The items of a bundle as a bank sends it, named by where they stand."""
    return {kind: [(f"{kind}[{i}]", item) for i, item in enumerate(found.get(kind, []))] for kind in KINDS}


class Bank:
    """The items by kind; BadContent names everything that is wrong with them."""

    def __init__(self, parts: dict[str, list[Named]]) -> None:
        faults = [fault for kind in KINDS for fault in _broken(kind, parts[kind])]
        if faults:
            raise BadContent("\n".join(faults))
        self.problems: dict[str, Any] = {item["id"]: item for _, item in parts["problems"]}
        self.tracks: list[Any] = [item for _, item in parts["tracks"]]
        self.rubrics: dict[str, Any] = {item["id"]: item for _, item in parts["rubrics"]}
        self.topics: dict[str, Any] = {topic["id"]: topic for _, part in parts["topics"] for topic in part["topics"]}
        self.drills: dict[str, list[str]] = {}
        for _, part in parts["topics"]:
            for category, problems in part["drills"].items():
                known = self.drills.setdefault(category, [])
                known += [problem for problem in problems if problem not in known]
        faults = list(self._dangling())
        if faults:
            raise BadContent("\n".join(faults))

    def _dangling(self) -> Iterator[str]:
        """References to what is not there, and ladders with a rung missing."""
        for problem in self.problems.values():
            yield from (f"{problem['id']}: no topic {t}" for t in problem["topics"] if t not in self.topics)
            plain = {hint["level"] for hint in problem["hints"] if "category" not in hint}
            yield from (f"{problem['id']}: no plain hint of level {level}" for level in sorted({1, 2, 3} - plain))
            if "rubric" in problem and problem["rubric"] not in self.rubrics:
                yield f"{problem['id']}: no rubric {problem['rubric']}"
        for track in self.tracks:
            if _is_uuid(track["slug"]):
                yield f"{track['slug']}: a slug must not look like a UUID"
            named = [problem for module in track["modules"] for problem in module["problems"]]
            wrong = [id_ for id_ in named if self.problems.get(id_, {}).get("subject") != track["subject"]]
            yield from (f"{track['slug']}: {id_} is no problem of {track['subject']}" for id_ in wrong)
        for topic in self.topics.values():
            yield from (f"topic {topic['id']}: no topic {t}" for t in topic["prerequisites"] if t not in self.topics)
        for category, problems in self.drills.items():
            yield from (f"drill {category}: no problem {id_}" for id_ in problems if id_ not in self.problems)


def _broken(kind: str, items: list[Named]) -> Iterator[str]:
    """Items that do not keep their schema, and names that stand twice."""
    schema, key = KINDS[kind]
    validator = jsonschema_rs.Draft202012Validator(
        orjson.loads((ROOT / "schema" / f"{schema}.schema.json").read_bytes())
    )
    seen: set[str] = set()
    for name, item in items:
        errors = list(validator.iter_errors(item))
        yield from (f"{name}: {_place(error)}: {error.message[:200]}" for error in errors)
        if key and not errors:
            if item[key] in seen:
                yield f"{name}: {key} {item[key]} stands twice"
            seen.add(item[key])


def _place(error: jsonschema_rs.ValidationError) -> str:
    return ".".join(map(str, error.instance_path)) or "the whole of it"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
