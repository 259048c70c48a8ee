"""A request of the contract's, as it can be changed and sent."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

METHODS = ("get", "put", "post", "patch", "delete")


@dataclass
class Request:
    """One request and what was done to it: `broken` names each change."""

    operation: dict[str, Any] = field(repr=False)
    method: str
    template: str
    path: dict[str, str]
    query: list[tuple[str, str]]
    headers: list[tuple[str, str]]
    body: Any = None
    raw_query: bytes | None = None
    raw_path: str | None = None
    raw_body: bytes | None = None
    media: str | None = None
    credential: str = "tutor"
    chunked: bool = False
    broken: list[str] = field(default_factory=list)

    @property
    def target(self) -> str:
        """The path, decoded, as a server hands it over."""
        return self.raw_path if self.raw_path is not None else "/v1" + self.template.format(**self.path)

    @property
    def query_string(self) -> bytes:
        pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.query)
        return self.raw_query if self.raw_query is not None else pairs.encode()

    @property
    def content(self) -> bytes:
        if self.raw_body is not None or self.body is None:
            return self.raw_body or b""
        # Not by orjson: lone surrogates are written as escapes.
        return json.dumps(self.body).encode()


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every (path, method, operation) with its references resolved."""
    return [
        (path, method, resolved(spec, item[method]))
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    ]


def resolved(spec: dict[str, Any], node: Any) -> Any:
    if isinstance(node, list):
        return [resolved(spec, item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        found: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return resolved(spec, found)
    return {key: resolved(spec, value) for key, value in node.items()}


def put(request: Request, parameter: dict[str, Any], text: str) -> None:
    """Give a parameter a value, if one that its place can carry."""
    name = parameter["name"]
    if parameter["in"] == "path":
        request.path[name] = text
    else:
        target = request.query if parameter["in"] == "query" else request.headers
        if target is request.headers:
            text = "".join(letter for letter in text if " " <= letter <= "\xff").strip()
        target[:] = [pair for pair in target if pair[0] != name] + [(name, text)]


def parameters(request: Request, place: str) -> list[dict[str, Any]]:
    """The parameters of one place that the request's operation knows."""
    return [one for one in request.operation.get("parameters", []) if one["in"] == place]
