"""content/README.md: every field of the schemas is in its tables, and its examples are problems that hold."""

import re
from collections.abc import Iterator
from typing import Any

import aiohttp
import orjson
import pytest
import yaml

from app.bank import ROOT, Bank
from app.checking.verify import check
from upstreams.evaluator import Evaluator

README = (ROOT / "README.md").read_text("utf-8")
HEADINGS = {"problem": "a problem", "track": "a track", "rubric": "a rubric", "topics": "the topics"}
EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)]
TOPICS: list[dict[str, Any]] = [
    {"id": id_, "subject": "coding", "title": id_, "prerequisites": []} for id_ in ("arrays", "strings")
]


def fields(root: Any, node: Any, place: str = "") -> Iterator[tuple[str, bool]]:
    """Every field by its path, and whether it is needed where it stands."""
    while "$ref" in node:
        found = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    for name, field in node.get("properties", {}).items():
        path = f"{place}.{name}" if place else name
        yield path, name in node.get("required", [])
        yield from fields(root, field, path)
    for one in node.get("anyOf", []):
        yield from fields(root, one, place)
    if "items" in node:
        yield from fields(root, node["items"], f"{place}[]")


@pytest.mark.parametrize("kind", HEADINGS)
def test_every_field_of_a_schema_has_its_line(kind: str) -> None:
    schema = orjson.loads((ROOT / "schema" / f"{kind}.schema.json").read_bytes())
    section = README.partition(f"## Fields of {HEADINGS[kind]}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (yes|) \|", section, re.MULTILINE)

    assert dict(fields(schema, schema)) == {field: bool(needed) for field, needed in rows}


def test_there_is_a_whole_example_of_each_kind() -> None:
    bank = Bank(
        {
            "problems": [(problem["id"], problem) for problem in EXAMPLES],
            "topics": [("topics", {"topics": TOPICS, "drills": {}})],
            "tracks": [],
            "rubrics": [],
        }
    )

    assert ["function", "class", "program"] == [problem["kind"] for problem in bank.problems.values()]


@pytest.mark.parametrize("problem", EXAMPLES, ids=lambda problem: str(problem["id"]))
async def test_an_example_holds(evaluator_url: str, problem: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session:
        checked = await check(Evaluator(evaluator_url, session), problem)

    assert (3, []) == (checked.judged, checked.faults)
