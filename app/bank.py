"""A problem bank, checked: every part keeps its schema, every reference leads somewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from yaml import YAMLError

from app import documents, faults

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
    """The items of a bank with their files' names; an item's own name is its file's.

    A folder that has no part's folder in it is one of problems alone, which may name the built-in topics and rubrics.
    """
    if any((root / kind).is_dir() for kind in KINDS):
        return read(root, {kind: root / kind for kind in KINDS})
    ours = read(ROOT, {kind: ROOT / kind for kind in ("topics", "rubrics")})
    topics = [(name, part | {"drills": {}}) for name, part in ours["topics"]]
    return ours | {"topics": topics, "problems": read(root, {"problems": root})["problems"]}


def read(root: Path, places: dict[str, Path]) -> dict[str, list[Named]]:
    """What is in the YAML files of each part's place, named as seen from `root`."""
    found: list[str] = []
    parts: dict[str, list[Named]] = {kind: [] for kind in KINDS}
    for kind, place in places.items():
        for file in sorted(place.rglob("*.yaml")):
            name, key = str(file.relative_to(root)), KINDS[kind][1]
            try:
                item = documents.parse(file.read_bytes())
            except YAMLError as error:
                found.append(f"{name}: {faults.unreadable(error)}")
                continue
            if key and isinstance(item, dict) and item.get(key) != file.stem:
                found.append(f"{name}: {key}: {item.get(key)!r} is not the file's name")
            parts[kind].append((name, item))
    if found:
        raise BadContent("\n".join(found))
    return parts


def bundle(found: dict[str, Any]) -> dict[str, list[Named]]:
    """The items of a bundle as a bank sends it, named by where they stand; BadContent."""
    raise_any(f"{kind}: is no list" for kind in KINDS if not isinstance(found.get(kind, []), list))
    return {kind: [(f"{kind}[{i}]", item) for i, item in enumerate(found.get(kind, []))] for kind in KINDS}


class Bank:
    """The items by kind; BadContent names everything that is wrong with them."""

    def __init__(self, parts: dict[str, list[Named]]) -> None:
        raise_any(fault for kind in KINDS for fault in _broken(kind, parts[kind]))
        self.problems: dict[str, Any] = {item["id"]: item for _, item in parts["problems"]}
        self.files = {item["id"]: name for name, item in parts["problems"]}
        self.tracks: list[Any] = [item for _, item in parts["tracks"]]
        self.rubrics: dict[str, Any] = {item["id"]: item for _, item in parts["rubrics"]}
        self.topics: dict[str, Any] = {topic["id"]: topic for _, part in parts["topics"] for topic in part["topics"]}
        self.drills: dict[str, list[str]] = {}
        for _, part in parts["topics"]:
            for category, problems in part["drills"].items():
                known = self.drills.setdefault(category, [])
                known += [problem for problem in problems if problem not in known]
        raise_any(f"{name}: {fault}" for name, fault in self._dangling(parts))

    def counted(self) -> str:
        return f"{len(self.problems)} problems, {len(self.tracks)} tracks, {len(self.rubrics)} rubrics"

    def _dangling(self, parts: dict[str, list[Named]]) -> Iterator[tuple[str, str]]:
        """References to what is not there, ladders with a rung missing, parts that do not fit each other."""
        for name, problem in parts["problems"]:
            yield from ((name, f"topics: there is no topic {t}") for t in problem["topics"] if t not in self.topics)
            plain = {hint["level"] for hint in problem["hints"] if "category" not in hint}
            yield from ((name, f"hints: no plain hint of level {level}") for level in sorted({1, 2, 3} - plain))
            if "rubric" in problem and problem["rubric"] not in self.rubrics:
                yield name, f"rubric: there is no rubric {problem['rubric']}"
            yield from ((name, fault) for fault in faults.uneven(problem))
        for name, track in parts["tracks"]:
            if _is_uuid(track["slug"]):
                yield name, "slug: must not look like a UUID"
            named = [problem for module in track["modules"] for problem in module["problems"]]
            wrong = [id_ for id_ in named if self.problems.get(id_, {}).get("subject") != track["subject"]]
            yield from ((name, f"modules: {id_} is no problem of {track['subject']}") for id_ in wrong)
        for name, part in parts["topics"]:
            needed = [(topic["id"], t) for topic in part["topics"] for t in topic["prerequisites"]]
            yield from (
                (name, f"topics: {id_} needs {t}, which is no topic") for id_, t in needed if t not in self.topics
            )
            drills = [(category, id_) for category, ids in part["drills"].items() for id_ in ids]
            lost = [(category, id_) for category, id_ in drills if id_ not in self.problems]
            yield from ((name, f"drills.{category}: there is no problem {id_}") for category, id_ in lost)


def raise_any(found: Iterator[str]) -> None:
    """BadContent unless there is nothing."""
    if lines := list(found):
        raise BadContent("\n".join(lines))


def _broken(kind: str, items: list[Named]) -> Iterator[str]:
    """Items that do not keep their schema, and names that stand twice."""
    schema, key = KINDS[kind]
    seen: dict[str, str] = {}
    for name, item in items:
        found = list(faults.broken(schema, item))
        yield from (f"{name}: {fault}" for fault in found)
        if key and not found:
            if item[key] in seen:
                yield f"{name}: {key}: {item[key]} stands in {seen[item[key]]} too"
            seen[item[key]] = name


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
