"""What the contract says about each operation, in the words of Python's types."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import documents
from app.contract import snake_case
from app.parameters import Parameter

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
BARE = "Answer"
"""The type of what is no JSON: a response of the handler's own making."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Argument:
    """A parameter, or the body, as a handler takes it."""

    name: str
    type: str
    place: str
    required: bool
    """Whether the caller has to send it."""
    given: bool
    """Whether the handler always gets it: it is required, or the contract has a default."""

    @property
    def annotation(self) -> str:
        return self.type if self.given else f"{self.type} | None"


@dataclass(frozen=True)
class Operation:
    """One operation of the contract."""

    id: str
    tag: str
    name: str
    arguments: tuple[Argument, ...]
    has_user: bool
    """Whether a credential says who calls."""
    result: str


def read(path: Path) -> Json:
    """The contract as it stands, with its `$ref`s."""
    found: Json = documents.parse(path.read_bytes())
    return found


def operations(contract: Json) -> list[Operation]:
    """All operations, in the contract's order."""
    return [
        _operation(contract, each)
        for path in contract["paths"].values()
        for method, each in path.items()
        if method in ("get", "put", "post", "patch", "delete")
    ]


def _operation(contract: Json, each: Json) -> Operation:
    (tag,) = each["tags"]
    return Operation(
        id=each["operationId"],
        tag=tag,
        name=snake_case(each["operationId"]),
        arguments=tuple(_arguments(contract, each)),
        has_user=bool(_schemes(contract, each)),
        result=" | ".join(_results(contract, each["responses"])),
    )


def _schemes(contract: Json, operation: Json) -> set[str]:
    needed = operation["security"] if "security" in operation else contract["security"]
    return {name for each in needed for name in each}


def _arguments(contract: Json, operation: Json) -> Iterator[Argument]:
    """Path, query, header and body; not what is a credential, which security takes."""
    defined = contract["components"]["securitySchemes"]
    credentials = {(defined[name].get("in"), defined[name].get("name")) for name in _schemes(contract, operation)}
    for each in operation.get("parameters", []):
        definition = follow(contract, each)
        if (definition["in"], definition["name"]) in credentials:
            continue
        whole = Parameter({**definition, "schema": follow(contract, definition["schema"])})
        given = whole.required or "default" in follow(contract, definition["schema"])
        yield Argument(whole.argument, type_of(definition["schema"]), whole.place, whole.required, given)
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield Argument("body", type_of(schema), "body", True, True)


def _results(contract: Json, responses: Json) -> Iterator[str]:
    """What a handler may return: the body where its status is the first 2xx, else (body, status, headers)."""
    first = True
    for status, each in responses.items():
        if not status.startswith(("2", "3")):
            continue
        content = follow(contract, each).get("content", {})
        if content and "application/json" not in content:
            yield BARE
        else:
            body = type_of(content["application/json"]["schema"]) if content else "None"
            if first:
                yield body
            yield f"tuple[{body}, Literal[{status}], dict[str, str]]"
        first = first and not status.startswith("2")


def follow(contract: Json, node: Json) -> Json:
    """What a `$ref` points to, or the node itself."""
    while "$ref" in node:
        found: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def type_of(schema: Json) -> str:
    """A named schema by its name in openapi.types, a scalar by Python's."""
    if "$ref" in schema:
        return f"types.{schema['$ref'].rsplit('/', 1)[1]}"
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    return SCALARS[schema["type"]]
