"""The contract file keeps its rules, and each rule notices what it is there for, here and in Redocly."""

import copy
import json
import re
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests import lint
from contract_tests.clients import node
from contract_tests.spec_parts import Contract, operations
from contract_tests.spec_rules import RULES

CONTRACT: Contract = yaml.safe_load(lint.FILE.read_text())
OPTIONS = lint.options()
Edit = Callable[[Contract], Any]


def op(contract: Contract, method: str, path: str) -> Any:
    return contract["paths"][path][method]


def schema(contract: Contract, name: str) -> Any:
    return contract["components"]["schemas"][name]


# Each breaks the rule it is named for.
FAULTS: dict[str, dict[str, Edit]] = {
    "operation-name": {
        "a noun": lambda c: op(c, "get", "/rubrics/{id}").update(operationId="rubric"),
        "snake case": lambda c: op(c, "get", "/rubrics/{id}").update(operationId="get_rubric"),
        "an unknown verb": lambda c: op(c, "get", "/rubrics/{id}").update(operationId="fetchRubric"),
    },
    "one-tag": {
        "two tags": lambda c: op(c, "get", "/tracks").update(tags=["tracks", "problems"]),
        "an unknown tag": lambda c: op(c, "get", "/tracks").update(tags=["courses"]),
    },
    "body-ref": {
        "a request in place": lambda c: op(c, "patch", "/sessions/{id}")["requestBody"]["content"].update(
            {"application/json": {"schema": dict(schema(c, "SessionUpdate")), "example": {"action": "retry"}}}
        ),
        "an answer in place": lambda c: op(c, "get", "/reviews")["responses"]["200"]["content"].update(
            {"application/json": {"schema": dict(schema(c, "ReviewList"))}}
        ),
    },
    "enum-named": {
        "in a field": lambda c: schema(c, "Drill")["properties"].update(category={"type": "string", "enum": ["a"]}),
        "in a parameter": lambda c: c["components"]["parameters"]["DueQuery"].update(
            schema={"type": "string", "enum": ["true"]}, example="true"
        ),
    },
    "required-complete": {
        "a field that may be missing": lambda c: schema(c, "Session")["required"].remove("ends_at"),
        "a field that is new": lambda c: schema(c, "Review")["properties"].update(note={"type": "string"}),
    },
    "one-of-mapped": {
        "no discriminator": lambda c: schema(c, "SubmissionCreate").pop("discriminator"),
        "a branch that is not mapped": lambda c: schema(c, "SubmissionCreate")["discriminator"]["mapping"].pop("math"),
    },
    "object-described": {
        "a bare object": lambda c: schema(c, "Solution")["properties"].update(code={"type": "object"}),
    },
    "nullable-apart": {
        "beside a reference": lambda c: schema(c, "Session")["properties"]["id"].update(nullable=True),
    },
    "errors-declared": {
        "one is missing": lambda c: op(c, "get", "/tracks")["responses"].pop("503"),
        "one is missing where bodies are": lambda c: op(c, "post", "/sessions")["responses"].pop("415"),
        "a default": lambda c: op(c, "get", "/tracks")["responses"].update(
            default={"$ref": "#/components/responses/BadRequest"}
        ),
        "one in place": lambda c: op(c, "get", "/tracks")["responses"].update(
            {"404": dict(c["components"]["responses"]["NotFound"])}
        ),
        "no problem": lambda c: c["components"]["responses"]["Conflict"].update(
            content={
                "application/json": c["components"]["responses"]["Conflict"]["content"]["application/problem+json"]
            }
        ),
    },
    "scopes-declared": {
        "none": lambda c: op(c, "get", "/tracks").pop("x-required-scopes"),
        "an empty list": lambda c: op(c, "get", "/tracks").update({"x-required-scopes": []}),
        "one that nobody has": lambda c: op(c, "get", "/tracks").update({"x-required-scopes": ["lern"]}),
        "one that its token cannot have": lambda c: op(c, "get", "/tutor/stream").update(
            {"x-required-scopes": ["learn"]}
        ),
    },
    "list-paged": {
        "no cursor": lambda c: op(c, "get", "/tracks")["parameters"].pop(),
        "more to a page": lambda c: c["components"]["parameters"]["Limit"]["schema"].update(maximum=500),
        "no items": lambda c: schema(c, "ReviewList")["properties"].pop("items"),
    },
    "post-keyed": {
        "no key": lambda c: op(c, "post", "/tutor/messages")["parameters"].clear(),
        "no header": lambda c: c["components"]["parameters"]["IdempotencyKey"].update({"in": "query"}),
    },
    "bounded": {
        "a text without end": lambda c: schema(c, "CodingPayload")["properties"]["code"].pop("maxLength"),
        "a list without end": lambda c: schema(c, "MathPayload")["properties"]["steps"].pop("maxItems"),
        "a number without end": lambda c: c["components"]["parameters"]["DifficultyQuery"]["schema"].pop("maximum"),
        "an object without end": lambda c: schema(c, "SessionCreate").pop("additionalProperties"),
    },
    "example-given": {
        "no example of an answer": lambda c: schema(c, "ReviewList").pop("example"),
        "no example of a request": lambda c: op(c, "patch", "/sessions/{id}")["requestBody"]["content"][
            "application/json"
        ].pop("example"),
        "no example of a parameter": lambda c: c["components"]["parameters"]["Limit"].pop("example"),
    },
    "creation-linked": {
        "no links": lambda c: op(c, "post", "/sessions")["responses"]["201"].pop("links"),
    },
    "headers-declared": {
        "no limit": lambda c: op(c, "get", "/tracks")["responses"]["200"]["headers"].pop("RateLimit-Reset"),
        "no request": lambda c: op(c, "post", "/sessions")["responses"]["201"]["headers"].pop("X-Request-ID"),
        "no place": lambda c: op(c, "post", "/sessions")["responses"]["201"]["headers"].pop("Location"),
    },
}
CASES = [
    pytest.param(rule, edit, id=f"{rule}: {name}") for rule, edits in FAULTS.items() for name, edit in edits.items()
]


def broken(edit: Edit) -> Contract:
    contract = copy.deepcopy(CONTRACT)
    edit(contract)
    return contract


@pytest.mark.parametrize("rule", RULES)
def test_the_contract_keeps_the_rule(rule: str) -> None:
    assert [] == list(RULES[rule](CONTRACT, OPTIONS[rule]))


@pytest.mark.parametrize(("rule", "edit"), CASES)
def test_a_fault_is_noticed(rule: str, edit: Edit) -> None:
    assert [] != list(RULES[rule](broken(edit), OPTIONS[rule]))


def test_every_rule_has_a_fault_and_stands_in_the_linter_too() -> None:
    assert RULES.keys() == FAULTS.keys()
    assert RULES.keys() == OPTIONS.keys()


def test_no_exception_of_a_rule_outlives_its_reason() -> None:
    names = {operation["operationId"] for _, operation in operations(CONTRACT)}
    fields = {
        f"{name}.{field}"
        for name, one in CONTRACT["components"]["schemas"].items()
        for field in one.get("properties", {})
    }
    required = {
        f"{name}.{field}"
        for name, one in CONTRACT["components"]["schemas"].items()
        for field in one.get("required", [])
    }

    bare = {each["name"] for each in CONTRACT["components"]["parameters"].values() if "example" not in each}

    assert set() == OPTIONS["list-paged"]["whole"].keys() - names
    assert bare == OPTIONS["example-given"]["without"].keys()
    assert set() == OPTIONS["required-complete"]["optional"].keys() - (fields - required)


def test_every_example_is_valid() -> None:
    assert [] == list(lint.wrong_examples(CONTRACT))


def test_an_example_that_its_schema_refuses_is_named() -> None:
    wrong = broken(lambda c: c["components"]["parameters"]["Limit"].update(example=101))

    assert ["parameter limit: it must be at most 100"] == list(lint.wrong_examples(wrong))


@pytest.mark.skipif(bool(node.missing()) and not node.needed(), reason=node.missing())
def test_redocly_notices_the_same_faults_by_the_same_names(tmp_path: Path) -> None:
    # One file has a fault of every rule, for each run of Redocly takes a second.
    rounds = list(zip_longest(*FAULTS.values()))
    for i, names in enumerate(rounds):
        contract = copy.deepcopy(CONTRACT)
        for rule, name in zip(FAULTS, names, strict=True):
            if name:
                FAULTS[rule][name](contract)
        (tmp_path / f"{i}.yaml").write_text(yaml.safe_dump(contract, sort_keys=False))

    command = ["redocly", "lint", "--config", "redocly.yaml", "--format", "json", "--max-problems", "10000"]
    said = node.run(node.LINT, *command, *(str(tmp_path / f"{i}.yaml") for i in range(len(rounds)))).stdout

    found = reported(said)
    expected = {
        (f"{i}.yaml", f"co/{rule}")
        for i, names in enumerate(rounds)
        for rule, name in zip(FAULTS, names, strict=True)
        if name
    }
    assert set() == expected - found


def reported(said: str) -> set[tuple[str, str]]:
    """(file, rule) of every problem in Redocly's JSON, which other words surround."""
    found = set()
    for text in re.findall(r"^\{\n.*?^\}", said, re.MULTILINE | re.DOTALL):
        for problem in json.loads(text)["problems"]:
            found |= {(Path(each["source"]["ref"]).name, problem["ruleId"]) for each in problem["location"]}
    return found
