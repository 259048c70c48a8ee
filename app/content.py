"""The built-in bank: content/ read, checked and written to Postgres."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import jsonschema_rs
import orjson
import yaml

import sql
from app import database
from app.settings import Settings

ROOT = Path(__file__).parent.parent / "content"
PUBLIC = (
    "id", "subject", "title", "statement", "topics", "outcomes", "difficulty",
    "languages", "starter", "entry", "expected_minutes", "version",
)  # fmt: skip
ABSENT: dict[str, Any] = {"languages": [], "starter": {}, "entry": None}
"""What the public view of a problem that is not about code says instead."""


class BadContent(Exception):
    """One line for each thing that is wrong."""


class Bank:
    """All files of a content folder, by kind."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.faults: list[str] = []
        self.problems = {item["id"]: item for item in self._read("problem", "problems/*/*.yaml", "id")}
        self.tracks = list(self._read("track", "tracks/*.yaml", "slug"))
        self.rubrics = {item["id"]: item for item in self._read("rubric", "rubrics/*.yaml", "id")}
        topics = list(self._read("topics", "topics/*.yaml", None))
        self.topics = {topic["id"]: topic for part in topics for topic in part["topics"]}
        self.drills = [(category, ids) for part in topics for category, ids in part["drills"].items()]
        self.faults += self._dangling()
        if self.faults:
            raise BadContent("\n".join(self.faults))

    def _read(self, kind: str, pattern: str, key: str | None) -> Iterator[dict[str, Any]]:
        """The files of one kind that keep its schema; the others become faults."""
        schema = orjson.loads((self.root / "schema" / f"{kind}.schema.json").read_bytes())
        validator = jsonschema_rs.Draft202012Validator(schema)
        for file in sorted(self.root.glob(pattern)):
            name = file.relative_to(self.root)
            try:
                item = yaml.safe_load(file.read_text("utf-8"))
            except (yaml.YAMLError, UnicodeDecodeError) as error:
                self.faults.append(f"{name}: not readable as YAML: {str(error).splitlines()[0]}")
                continue
            found = [f"{name}: {_place(error)}: {error.message[:200]}" for error in validator.iter_errors(item)]
            if not found and key is not None and item[key] != file.stem:
                found = [f"{name}: {key} is {item[key]!r}, not the file's name"]
            self.faults += found
            if not found:
                yield item

    def _dangling(self) -> Iterator[str]:
        """References to what is not there, and ladders with a rung missing."""
        for problem in self.problems.values():
            yield from (f"{problem['id']}: no topic {t}" for t in problem["topics"] if t not in self.topics)
            plain = {hint["level"] for hint in problem["hints"] if "category" not in hint}
            yield from (f"{problem['id']}: no plain hint of level {level}" for level in {1, 2, 3} - plain)
            if problem.get("rubric", "") and problem["rubric"] not in self.rubrics:
                yield f"{problem['id']}: no rubric {problem['rubric']}"
        for track in self.tracks:
            if _is_uuid(track["slug"]):
                yield f"{track['slug']}: a slug must not look like a UUID"
            for module in track["modules"]:
                for id_ in module["problems"]:
                    if self.problems.get(id_, {}).get("subject") != track["subject"]:
                        yield f"{track['slug']}: {id_} is no problem of {track['subject']}"
        for topic in self.topics.values():
            yield from (f"topic {topic['id']}: no topic {t}" for t in topic["prerequisites"] if t not in self.topics)
        for category, ids in self.drills:
            yield from (f"drill {category}: no problem {id_}" for id_ in ids if id_ not in self.problems)


def _place(error: jsonschema_rs.ValidationError) -> str:
    return ".".join(map(str, error.instance_path)) or "the whole of it"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def public_view(problem: dict[str, Any]) -> dict[str, Any]:
    """What a learner may see: these fields and no others."""
    return {name: problem.get(name, ABSENT.get(name)) for name in PUBLIC}


async def write(db: database.Pool, bank: Bank) -> None:
    """The bank into the database, all of it or nothing; what is the same already is left alone."""
    async with db.transaction() as tx:
        for topic in bank.topics.values():
            await sql.problems.save_topic(tx, **topic)
        for problem in bank.problems.values():
            columns = {name: problem[name] for name in PUBLIC if name not in ABSENT and name != "statement"}
            public, whole = _json(public_view(problem)), _json(problem)
            await sql.problems.save_problem(tx, **columns, public=public, definition=whole)
        await sql.problems.clear_drills(tx)
        for category, ids in bank.drills:
            for position, id_ in enumerate(ids):
                await sql.problems.add_drill(tx, category=category, problem_id=id_, position=position)
        for track in bank.tracks:
            texts = {"labels": _json(track["labels"]), "modules": _json(track["modules"])}
            await sql.tracks.save_track(tx, **track | texts)
        for rubric in bank.rubrics.values():
            await sql.rubrics.add_rubric(
                tx,
                id=uuid5(NAMESPACE_URL, f"rubric:{rubric['id']}:{rubric['version']}"),
                domain=rubric["domain"],
                title=rubric["title"],
                dimensions=_json(rubric["dimensions"]),
                metadata=_json({"slug": rubric["id"], "version": rubric["version"]}),
            )


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def load_all(settings: Settings) -> None:
    """Read the built-in bank and write it to the database; BadContent before anything is written."""
    bank = Bank()
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        await write(db, bank)
    finally:
        await db.close()


def load(settings: Settings) -> None:
    """The same, from a command."""
    asyncio.run(load_all(settings))


def check() -> int:
    """Say whether content/ is in order: every fault on a line, exit code 1 with any."""
    try:
        bank = Bank()
    except BadContent as faults:
        print(faults)
        return 1
    print(f"{len(bank.problems)} problems, {len(bank.tracks)} tracks, {len(bank.rubrics)} rubrics: in order")
    return 0
