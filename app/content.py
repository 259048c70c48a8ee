"""Content into Postgres: the built-in bank, or the one at PROBLEM_BANK_BASE."""

import sys
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import aiohttp
import orjson

import sql
from app import bank, current, database
from app.settings import Settings
from domain.ports import Connection
from domain.rules import submissions as rules
from upstreams import problem_bank

PUBLIC = (
    "id", "subject", "kind", "graded_by", "title", "statement", "topics", "outcomes", "difficulty",
    "languages", "starter", "entry", "expected_minutes", "version",
)  # fmt: skip
ABSENT: dict[str, Any] = {"kind": None, "graded_by": "tests", "languages": [], "starter": {}, "entry": None}
"""What the public view says instead: of a problem that is not about code, and of one that evaluators judge."""


def public_view(problem: dict[str, Any]) -> dict[str, Any]:
    """What a learner may see: these fields and no others."""
    unsaid = ABSENT | ({"kind": "function"} if problem["subject"] == "coding" else {})
    unsaid |= {"graded_by": "rubric"} if rules.is_open(problem) else {}
    return {name: problem.get(name, unsaid.get(name)) for name in PUBLIC}


async def write(tx: Connection, content: bank.Bank) -> None:
    """The bank into the database; what is the same already is left alone."""
    for topic in content.topics.values():
        await sql.problems.save_topic(tx, **topic)
    for problem in content.problems.values():
        columns = {name: problem[name] for name in PUBLIC if name not in ABSENT and name != "statement"}
        await sql.problems.save_problem(tx, **columns, public=_json(public_view(problem)), definition=_json(problem))
    await sql.problems.clear_cells(tx)
    await sql.problems.fill_cells(tx)
    await sql.problems.clear_drills(tx)
    for category, problems in content.drills.items():
        for position, problem_id in enumerate(problems):
            await sql.problems.add_drill(tx, category=category, problem_id=problem_id, position=position)
    for track in content.tracks:
        await sql.tracks.save_track(tx, **track | {name: _json(track[name]) for name in ("labels", "modules")})
    faults = [fault for rubric in content.rubrics.values() if (fault := await _write_rubric(tx, rubric))]
    bank.raise_any(iter(faults))


async def _write_rubric(tx: Connection, rubric: dict[str, Any]) -> str | None:
    """Add the rubric's version; what is wrong where it was loaded with other words, by which there may be grades."""
    words = {"domain": rubric["domain"], "title": rubric["title"], "dimensions": _json(rubric["dimensions"])}
    id, version = uuid5(NAMESPACE_URL, f"rubric:{rubric['id']}:{rubric['version']}"), rubric["version"]
    await sql.rubrics.add_rubric(tx, id=id, **words, metadata=_json({"slug": rubric["id"], "version": version}))
    if await sql.rubrics.has_rubric(tx, id=id, **words):
        return None
    return f"rubric {rubric['id']}: version: {version} was loaded with other words: make it {version + 1}"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def find(settings: Settings) -> bank.Bank:
    """The bank in force, checked; BadContent, or Unavailable when the bank that settings name is away."""
    if not settings.PROBLEM_BANK_BASE:
        return bank.Bank(bank.folder())
    async with aiohttp.ClientSession() as session:
        return bank.Bank(bank.bundle(await problem_bank.fetch(settings.PROBLEM_BANK_BASE, session)))


async def load_all(settings: Settings) -> bank.Bank:
    """Write the bank in force to the database, all of it or nothing, and return it."""
    content = await find(settings)
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        async with db.transaction() as tx:
            await write(tx, content)
            await sql.content.save_digest(tx, digest="" if settings.PROBLEM_BANK_BASE else current.digest())
    finally:
        await db.close()
    return content


async def load(settings: Settings) -> int:
    """Load and say what was loaded, or every fault on a line; the exit code."""
    try:
        content = await load_all(settings)
    except bank.BadContent as fault:
        print(fault, file=sys.stderr)
        return 1
    print(content.counted())
    return 0
