"""Requests made from the contract: some keep it, most break it in one or two ways that are known by name."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

METHODS = ("get", "put", "post", "patch", "delete")
POOL = 15
"""Values made of each schema."""
TEXTS = [
    "", " ", "0", "1", "-1", "101", "1.0", "1.5", "1e1", "+1", " 1", "1_0", "\uff11", "0x1", "00", "9" * 25,
    "true", "false", "True", "FALSE", "null", "None", "NaN", "a", "a b", "A-b", "é", "日本", "\u200b", "\x00", "a\n",
    "../x", "%", "a,b", "[]", "{}", "x" * 500,
    "5F0C1A9E-6A3F-4C41-9D58-0E2D6F3F6B11", "5f0c1a9e6a3f4c419d580e2d6f3f6b11",
    "{5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11}", "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b1g", "coding", "Coding", "active",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 2**53, 10**18, 10**30, 1e308, "", " ", "x", "é" * 64, "x" * 70_000, "coding",
    "python", "\x00", "a\x00b", "\ud800", "\udfffx", [], [None], [[]], ["x"], {}, {"": ""}, {"x": {"y": 1}},
    "5F0C1A9E-6A3F-4C41-9D58-0E2D6F3F6B11", "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b1g",
]  # fmt: skip
RAW = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "cut": b'{"a":',
    "trailing": b"{} {}",
    "single quotes": b"{'a': 1}",
    "comment": b"{} // now",
    "NaN": b'{"action": NaN}',
    "infinity": b'{"action": [-Infinity]}',
    "beyond a float": b'{"action": 1e999}',
    "5000 digits": b'{"action": ' + b"9" * 5000 + b"}",
    "not UTF-8": b'{"action": "\xff\xfe"}',
    "BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"action": "retry"}'.encode("utf-16"),
    "200 deep": b"[" * 200 + b"]" * 200,
    "100000 deep": b"[" * 100_000,
    "surrogate": b'{"action": "\\ud800"}',
    "too large": b'{"action": "' + b"x" * 300_000 + b'"}',
}
TYPES = [
    "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON", "APPLICATION/json;x=y",
    "application/json;charset=bogus", "application/json;charset=utf-16", "application/json; charset=latin-1",
    "text/plain", "application/problem+json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "", "json", "*/*",
]  # fmt: skip
CREDENTIALS = ["none", "forged", "lower", "basic", "empty", "expired", "learner"]


@dataclass
class Request:
    """One request and what was done to it: `broken` names each change, `place` says where it is."""

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


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that keep a schema of the contract."""
    if "oneOf" in schema:
        return st.one_of([values(branch) for branch in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", [])
        known = {name: values(child) for name, child in schema.get("properties", {}).items()}
        optional = {name: known[name] for name in known if name not in required}
        made = st.fixed_dictionaries({name: known[name] for name in required}, optional=optional)
        return made.filter(lambda value: len(value) >= schema.get("minProperties", 0))
    if kind == "array":
        least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), schema.get("minItems", 0) + 3)
        return st.lists(values(schema["items"]), min_size=least, max_size=most)
    if kind == "string":
        return strings(schema)
    if kind == "integer":
        return st.integers(schema.get("minimum", -(10**9)), schema.get("maximum", 10**9))
    return st.booleans() if kind == "boolean" else st.floats(0, 1)


def strings(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in schema:
        found = st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii"))
        # `$` lets a line end behind it, which has a change of its own.
        return found.filter(lambda text: least <= len(text) <= most and not text.endswith("\n"))
    return st.text(
        st.characters(codec="utf-8", exclude_characters="\x00"), min_size=least, max_size=min(most, least + 20)
    )


class Maker:
    """Makes requests: values by Hypothesis, some of each schema, and what becomes of them by a seeded chance."""

    def __init__(self, spec: dict[str, Any], seed: int) -> None:
        self.operations = operations(spec)
        self.chance = Random(seed)  # noqa: S311  # a test's
        self.pools: dict[str, list[Any]] = {}
        self.used: set[str] = set()

    def request(self) -> Request:
        """A request of any operation, with up to two changes."""
        template, method, operation = self.chance.choice(self.operations)
        self.used.add(operation["operationId"])
        request = Request(operation, method.upper(), template, {}, [], [])
        for parameter in operation.get("parameters", []):
            if parameter.get("required") or self.chance.random() < 0.5:
                value = self._value(parameter["schema"])
                _put(request, parameter, value if isinstance(value, str) else json.dumps(value))
        if "requestBody" in operation:
            request.media = "application/json"
            request.body = self._value(operation["requestBody"]["content"]["application/json"]["schema"])
        possible = [name for name, (fits, _) in CHANGES.items() if fits(request)]
        weights = [WEIGHTS.get(name, 1) for name in possible]
        for name in dict.fromkeys(self.chance.choices(possible, weights, k=self.chance.choice([0, 1, 1, 1, 2]))):
            request.broken.append(name)
            CHANGES[name][1](request, self.chance)
        return request

    def _value(self, schema: dict[str, Any]) -> Any:
        pool = self.pools.setdefault(json.dumps(schema, sort_keys=True), [])
        if not pool:

            @settings(
                max_examples=POOL,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(values(schema))
            def collect(value: Any) -> None:
                pool.append(value)

            collect()
        return self.chance.choice(pool)


def _put(request: Request, parameter: dict[str, Any], text: str) -> None:
    name = parameter["name"]
    if parameter["in"] == "path":
        request.path[name] = text
    else:
        target = request.query if parameter["in"] == "query" else request.headers
        if target is request.headers:
            text = "".join(letter for letter in text if " " <= letter <= "\xff").strip()
        target[:] = [pair for pair in target if pair[0] != name] + [(name, text)]


def _parameters(request: Request, place: str) -> list[dict[str, Any]]:
    return [one for one in request.operation.get("parameters", []) if one["in"] == place]


def _set(place: str) -> Callable[[Request, Random], None]:
    def change(request: Request, chance: Random) -> None:
        parameter = chance.choice(_parameters(request, place))
        text = chance.choice(TEXTS)
        if place == "path":
            text = text.replace("/", "-") or "-"
        _put(request, parameter, text)

    return change


def _unknown(request: Request, chance: Random) -> None:
    request.query.append((chance.choice(["x", "Limit", "limit[]", "user_id", ""]), "1"))


def _twice(request: Request, chance: Random) -> None:
    request.query.append((request.query[0][0], chance.choice([request.query[0][1], "2", "zz"])))


def _query(request: Request, chance: Random) -> None:
    odd = [
        b"limit=%ff",
        b"cursor=%zz",
        b"&&",
        b"limit",
        b"=1",
        b"limit=1;cursor=2",
        b"cursor=a+b",
        b"cursor=%C3%A9",
        b"\xff=1",
    ]
    request.raw_query = chance.choice(odd)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything within."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [place for child in value.values() for place in _places(child)]
    if isinstance(value, list):
        return [(value, at) for at in range(len(value))] + [place for child in value for place in _places(child)]
    return []


def _replace(request: Request, chance: Random) -> None:
    request.body = copy.deepcopy(request.body)
    places = _places(request.body)
    if places:
        container, key = chance.choice(places)
        container[key] = chance.choice(VALUES)


def _drop(request: Request, chance: Random) -> None:
    request.body = copy.deepcopy(request.body)
    places = _places(request.body)
    if places:
        container, key = chance.choice(places)
        del container[key]


def _add(request: Request, chance: Random) -> None:
    request.body = copy.deepcopy(request.body)
    if not isinstance(request.body, dict):
        return
    inner = [child for container, key in _places(request.body) if isinstance(child := container[key], dict)]
    chance.choice([request.body, *inner])[chance.choice(["x", "", "a/b", "a~b", "é", "__proto__"])] = 1


def _raw(request: Request, chance: Random) -> None:
    name = chance.choice(sorted(RAW))
    request.raw_body = RAW[name]
    request.broken.append(name)


def _media(request: Request, chance: Random) -> None:
    request.media = chance.choice(TYPES)


def _no_media(request: Request, chance: Random) -> None:
    request.media = None


def _chunked(request: Request, chance: Random) -> None:
    request.chunked = True


def _method(request: Request, chance: Random) -> None:
    request.method = chance.choice(
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "PURGE"]
    )


def _path(request: Request, chance: Random) -> None:
    target = request.target
    odd = [
        f"{target}/",
        f"/{target}",
        target.upper(),
        target.replace("/v1", "/v2"),
        "/v1",
        "/v1/",
        "/v1/x",
        f"{target}/x",
    ]
    request.raw_path = chance.choice([*odd, f"{target}\n", target.replace("/", "//")])


def _credential(request: Request, chance: Random) -> None:
    request.credential = chance.choice(CREDENTIALS)


CHANGES: dict[str, tuple[Callable[[Request], bool], Callable[[Request, Random], None]]] = {
    "path value": (lambda request: bool(_parameters(request, "path")), _set("path")),
    "query value": (lambda request: bool(_parameters(request, "query")), _set("query")),
    "header value": (lambda request: bool(_parameters(request, "header")), _set("header")),
    "unknown query": (lambda request: True, _unknown),
    "query twice": (lambda request: bool(request.query), _twice),
    "raw query": (lambda request: True, _query),
    "body value": (lambda request: request.body is not None, _replace),
    "body drop": (lambda request: request.body is not None, _drop),
    "body add": (lambda request: request.body is not None, _add),
    "raw body": (lambda request: request.body is not None, _raw),
    "media": (lambda request: request.body is not None, _media),
    "no media": (lambda request: request.body is not None, _no_media),
    "chunked": (lambda request: request.body is not None, _chunked),
    "method": (lambda request: True, _method),
    "path": (lambda request: True, _path),
    "credential": (lambda request: True, _credential),
}
"""Name → (whether a request can be changed so, the change)."""
WEIGHTS = {"path value": 2, "query value": 4, "body value": 6, "raw body": 3, "media": 3, "credential": 2}
"""How often a change is made, where it is not once."""
