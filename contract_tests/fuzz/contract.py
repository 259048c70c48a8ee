"""What the contract says about the operation at hand: nothing of it is said twice here."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import schemathesis
from requests import PreparedRequest

Case = schemathesis.Case[Any]


def definition(case: Case) -> dict[str, Any]:
    return dict(case.operation.definition.raw)


def resolved(case: Case, part: Any) -> Any:
    """A part of the contract, its own `$ref` followed."""
    while isinstance(part, dict) and "$ref" in part:
        place: Any = case.operation.schema.raw_schema
        for name in part["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        part = place
    return part


def parameters(case: Case, place: str) -> dict[str, dict[str, Any]]:
    """The operation's parameters in "query", "path" or "header", by name."""
    found = [resolved(case, each) for each in definition(case).get("parameters", [])]
    return {each["name"]: each for each in found if each["in"] == place}


def response_schema(case: Case, status: int) -> dict[str, Any]:
    """The schema of the JSON answer with this status; empty where there is none."""
    response = resolved(case, definition(case)["responses"].get(str(status), {}))
    return dict(resolved(case, response.get("content", {}).get("application/json", {}).get("schema", {})))


def item_schema(case: Case, status: int = 200) -> dict[str, Any]:
    """The schema of a list's items; empty unless the operation answers with a list."""
    items = resolved(case, response_schema(case, status).get("properties", {}).get("items", {}))
    return dict(resolved(case, items.get("items", {})))


def pages(case: Case) -> bool:
    """Whether the operation answers in pages."""
    return case.method == "GET" and "cursor" in parameters(case, "query") and bool(item_schema(case))


def has_get(case: Case, path: str) -> bool:
    return "get" in case.operation.schema.raw_schema["paths"].get(path, {})


def item_path(case: Case) -> str | None:
    """The path that reads one item of the collection that the operation writes to, if there is one."""
    start = case.path + "/{"
    for path in case.operation.schema.raw_schema["paths"]:
        if path.startswith(start) and path.endswith("}") and has_get(case, path):
            return str(path)
    return None


def body_schemas(case: Case) -> list[dict[str, Any]]:
    """The schemas of which a body keeps one."""
    content = definition(case).get("requestBody", {}).get("content", {})
    schema = resolved(case, content.get("application/json", {}).get("schema", {}))
    return [resolved(case, each) for each in schema.get("oneOf", [schema])]


def body_refers(case: Case, kind: str) -> bool:
    """Whether a body names a thing of this kind by its id."""
    return any(f"{kind}_id" in schema.get("properties", {}) for schema in body_schemas(case))


def itself(case: Case) -> bool:
    """Whether the operation was called, and not its path with another method."""
    return str(case.method).upper() == str(case.operation.method).upper()


def by_jwt(case: Case) -> bool:
    """Whether the operation is opened by a JWT."""
    schema = case.operation.schema.raw_schema
    schemes = schema["components"]["securitySchemes"]
    wanted = definition(case).get("security", schema["security"])
    return any(schemes[name].get("bearerFormat") == "JWT" for each in wanted for name in each)


def required_scopes(case: Case) -> set[str]:
    """All that a token has to be good for."""
    return set(definition(case).get("x-required-scopes", []))


def linked_actions(case: Case, status: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the links of an answer say can be done to it: (path, the contract's own example of the body)."""
    links = definition(case)["responses"][str(status)].get("links", {})
    wanted = {link.get("operationId") for link in links.values()} - {None}
    for path, operations in case.operation.schema.raw_schema["paths"].items():
        patch = operations.get("patch", {})
        example = patch.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
        if patch.get("operationId") in wanted and example:
            yield path, example


def fits(template: str, url: str) -> bool:
    """Whether a url can be one of this path of the contract."""
    parts, found = template.strip("/").split("/"), urlsplit(url).path.strip("/").split("/")
    return all(part == is_ or part[0] == "{" for part, is_ in zip(parts, found[-len(parts) :], strict=True))


def query(request: PreparedRequest) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url or "").query, keep_blank_values=True))


def path(request: PreparedRequest) -> str:
    return urlsplit(request.url or "").path


def without_query(request: PreparedRequest) -> str:
    return (request.url or "").partition("?")[0]


def origin(request: PreparedRequest) -> str:
    parts = urlsplit(request.url or "")
    return f"{parts.scheme}://{parts.netloc}"


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, outer ones first."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
