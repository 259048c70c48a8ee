"""What can be done to a request: each change by its name, most of them against the contract."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from contract_tests.requests import Request, parameters, put

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
RAW = [
    b"",
    b" \n",
    b"null",
    b"[]",
    b'"x"',
    b'{"a":',
    b"{} {}",
    b"{'a': 1}",
    b"{} // now",
    b'{"action": NaN}',
    b'{"action": [-Infinity]}',
    b'{"action": 1e999}',
    b'{"action": ' + b"9" * 5000 + b"}",
    b'{"action": "\xff\xfe"}',
    b"\xef\xbb\xbf{}",
    '{"action": "retry"}'.encode("utf-16"),
    b"[" * 200 + b"]" * 200,
    b"[" * 100_000,
    b'{"action": "\\ud800"}',
    b'{"action": "' + b"x" * 300_000 + b'"}',
]
TYPES = [
    "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON", "APPLICATION/json;x=y",
    "application/json;charset=bogus", "application/json;charset=utf-16", "application/json; charset=latin-1",
    "text/plain", "application/problem+json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "", "json", "*/*",
]  # fmt: skip
CREDENTIALS = ["none", "forged", "lower", "basic", "empty", "expired", "learner"]


def _set(place: str) -> Callable[[Request, Random], None]:
    def change(request: Request, chance: Random) -> None:
        parameter = chance.choice(parameters(request, place))
        text = chance.choice(TEXTS)
        if place == "path":
            text = text.replace("/", "-") or "-"
        put(request, parameter, text)

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
    request.raw_body = chance.choice(RAW)


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
    "path value": (lambda request: bool(parameters(request, "path")), _set("path")),
    "query value": (lambda request: bool(parameters(request, "query")), _set("query")),
    "header value": (lambda request: bool(parameters(request, "header")), _set("header")),
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
