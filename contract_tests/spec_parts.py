"""The parts of a contract file, each with where it stands; spec_rules looks at them."""

from collections.abc import Iterator
from typing import Any

Contract = dict[str, Any]


def resolved(contract: Contract, node: Any) -> Any:
    """The node itself, or what its `$ref` points to."""
    while "$ref" in node:
        target = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def operations(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every operation, after its method and path."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def answers(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Every answer but errors: where, status, response."""
    for where, operation in operations(contract):
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                yield f"{where} {status}", status, resolved(contract, response)


def contents(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Every content of a body: where, media type, content."""
    for where, operation in operations(contract):
        bodies = {"body": operation.get("requestBody"), **operation["responses"]}
        for name, body in bodies.items():
            for media, content in resolved(contract, body or {}).get("content", {}).items():
                yield f"{where} {name}", media, content


def schemas(contract: Contract, schema: Any, where: str, seen: set[str]) -> Iterator[tuple[str, Any]]:
    """The schema and all below it, each once; those of a component are named `Component.field`."""
    if "$ref" in schema:
        where = schema["$ref"].rsplit("/", 1)[-1]
        schema = resolved(contract, schema)
    if where in seen:
        return
    seen.add(where)
    yield where, schema
    below = [(f"{where}.{name}", field) for name, field in schema.get("properties", {}).items()]
    below += [(f"{where}[]", schema["items"])] if "items" in schema else []
    below += [
        (f"{where}.{word}{i}", one)
        for word in ("oneOf", "anyOf", "allOf")
        for i, one in enumerate(schema.get(word, []))
    ]
    if isinstance(schema.get("additionalProperties"), dict):
        below.append((f"{where}.*", schema["additionalProperties"]))
    for name, one in below:
        yield from schemas(contract, one, name, seen)


def sent(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every schema of what a client sends."""
    seen: set[str] = set()
    for where, operation in operations(contract):
        for each in operation.get("parameters", []):
            parameter = resolved(contract, each)
            yield from schemas(contract, parameter["schema"], f"parameter {parameter['name']}", seen)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from schemas(contract, content["schema"], f"{where} body", seen)


def received(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every schema of what a client receives."""
    seen: set[str] = set()
    for where, operation in operations(contract):
        for response in operation["responses"].values():
            for content in resolved(contract, response).get("content", {}).values():
                yield from schemas(contract, content["schema"], where, seen)


def everywhere(node: Any, where: str = "#") -> Iterator[tuple[str, Any]]:
    """Every object of the file, examples apart."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from everywhere(value, f"{where}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from everywhere(value, f"{where}/{i}")
