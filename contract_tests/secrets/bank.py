"""The marked problems, beside the built-in bank, and where each of their markers stands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import bank, content, database, documents
from app.settings import Settings
from contract_tests.secrets.marks import MARK

HERE = Path(__file__).parent
FOLDER = HERE / "bank"
MATHS: list[dict[str, Any]] = documents.parse((HERE / "maths.yaml").read_bytes())


def maths(short: dict[str, Any], number: int) -> dict[str, Any]:
    """A whole problem from what is particular to it."""
    asked = {name: short[name] for name in ("expected", "given", "form", "test", "misconceptions") if name in short}
    right, mark = short["expected"], f"zqkwvx{number}"
    return {
        "id": short["id"],
        "version": 1,
        "subject": "math",
        "title": f"A marked one: {short['id']}",
        "statement": f"Work this out, and mind how you write it: {short.get('given', 'it is said on the board')}.",
        "topics": ["linear-equations"],
        "outcomes": ["solve-linear-equations"],
        "difficulty": 2,
        "expected_minutes": 3,
        "answer": asked,
        "hints": [{"level": level, "text": f"{mark}{level} it comes to {right} in the end."} for level in (1, 2, 3)],
        "solution": {
            "explanation": f"{mark}4 it comes to {right}, as putting it in shows at once.",
            "expression": right,
            "steps": [right, right],
        },
        "planted": [{"name": f"{mark}5 it is not", "status": "failed", "expression": f"{mark}6"}],
    }


def problems() -> dict[str, Any]:
    """Every marked problem by its id."""
    written = [documents.parse(file.read_bytes()) for file in sorted(FOLDER.rglob("*.yaml"))]
    made = [maths(short, number) for number, short in enumerate(MATHS, 800)]
    return {problem["id"]: problem for problem in written + made}


PROBLEMS = problems()


async def load(settings: Settings) -> None:
    """The built-in bank and the marked problems into the database."""
    parts = bank.folder()
    whole = bank.Bank(parts | {"problems": [*parts["problems"], *PROBLEMS.items()]})
    db = await database.connect(settings.CO_DB_URL, 1)
    try:
        async with db.transaction() as tx:
            await content.write(tx, whole)
    finally:
        await db.close()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of everything in a problem that is no list and no object; `[]` stands for each item of a list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path, value


def marks(value: Any) -> set[str]:
    return {mark.decode() for _, leaf in leaves(value) for mark in MARK.findall(str(leaf).encode())}


def kind(path: str) -> str:
    """What a field holds, as the list of what may be told names it."""
    return "feedback" if path.endswith(".feedback") else re.split(r"[.\[]", path)[0]


KINDS: dict[str, set[str]] = {}
"""Marker → the kinds of fields that it stands in."""
for _problem in PROBLEMS.values():
    for _path, _leaf in leaves(_problem):
        for _mark in marks(_leaf):
            KINDS.setdefault(_mark, set()).add(kind(_path))
