"""The marked bank keeps its promise: every secret is marked, nothing else is, and a new field is noticed."""

import json
import re

from app.content import public_view
from app.faults import SCHEMAS
from contract_tests.contract import SPEC
from contract_tests.secrets.bank import PROBLEMS, leaves, marks

SHOWN = {
    "id", "version", "subject", "title", "statement", "topics", "outcomes", "difficulty", "expected_minutes", "source",
    "kind", "entry", "languages", "starter",
}  # fmt: skip
SECRET = {"hints", "checker", "tests", "answer", "solution", "planted"}
"""Fields of a problem that are told to nobody, or not before their time; `rubric` names one that everybody may read."""
PLAIN = re.compile(r"\.(level|category|kind|method|language|status|digits|absolute|unit|variable|form)$")
"""Parts of secrets that say nothing of one problem."""


def fields(schema: str) -> set[str]:
    return set(json.loads((SCHEMAS / f"{schema}.schema.json").read_text())["properties"])


def test_every_field_of_a_problem_is_known_to_be_shown_or_secret() -> None:
    assert fields("problem") == SHOWN | SECRET | {"rubric"}


def test_nothing_of_a_rubric_is_secret() -> None:
    assert fields("rubric") - {"version"} == set(SPEC["components"]["schemas"]["Rubric"]["properties"]) - {"created_at"}


def test_what_is_shown_is_not_marked() -> None:
    shown = [[public_view(problem), problem.get("tests", {}).get("visible")] for problem in PROBLEMS.values()]

    assert set() == marks(shown)


def test_every_secret_has_a_marker() -> None:
    for problem in PROBLEMS.values():
        secret = {name: problem[name] for name in SECRET & problem.keys()}
        hidden = {"tests": secret.pop("tests", {}).get("hidden", [])}
        short = [path for path, value in leaves(secret | hidden) if not PLAIN.search(path) and not marks(value)]
        # A visible statement's own equation, a number that a class or a program answers with, and the null of a call.
        assert [] == [path for path in short if not re.match(r"answer\.given$|tests\[\]\.expected|checker", path)]
