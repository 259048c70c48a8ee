"""What breaks the contract is refused, and where it does is named: for every operation, through HTTP."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import orjson
import pytest

from contract_tests.contract import LISTS, OPERATIONS, PATHS, resolve
from contract_tests.learner import Learner

ID = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"
# Whoever lacks a scope is refused before anything else is looked at.
OPEN = [
    (path, method) for path, method in OPERATIONS if {"learn"} >= set(PATHS[path][method].get("x-required-scopes", []))
]


def examples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and body of every request example."""
    for path, method in OPEN:
        if "requestBody" in PATHS[path][method]:
            media = PATHS[path][method]["requestBody"]["content"]["application/json"]
            for example in media.get("examples", {"": {"value": media.get("example")}}).values():
                yield path, method, example["value"]


def broken(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with one thing wrong in it, and the pointer to that; U+0000 is refused before anything is pointed at."""
    yield "/none-such", {**body, "none-such": 1}
    odd: list[tuple[str, Any]] = [("{}", []), ("{}", 7.5), ("{}", "x" * 70_000), ("", "\u0000")]
    for name, value in body.items():
        for pointer, wrong in odd:
            yield pointer.format(f"/{name}"), {**body, name: wrong}
        if isinstance(value, dict):
            yield f"/{name}/none-such", {**body, name: {**value, "none-such": 1}}
            for inner in value:
                for pointer, wrong in odd[1:]:
                    yield pointer.format(f"/{name}/{inner}"), {**body, name: {**value, inner: wrong}}


async def sent(learner: Learner, path: str, method: str, **more: Any) -> tuple[int, Any]:
    """Status and problem of a request made by hand; the path's id is that of nothing."""
    headers = {"Authorization": f"Bearer {learner.token}", **more.pop("headers", {})}
    url = f"{learner.base}/v1{path}".replace("{id}", ID)
    async with learner.http.request(method, url, headers=headers, **more) as answer:
        assert "application/problem+json" == answer.content_type
        return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize(("path", "method", "body"), list(examples()))
async def test_a_body_with_one_thing_wrong_is_refused_there(
    learner: Learner, path: str, method: str, body: dict[str, Any]
) -> None:
    for pointer, wrong in broken(body):
        status, problem = await sent(learner, path, method, json=wrong)
        named = [error["pointer"] for error in problem.get("errors", ())]
        assert (400, "/problems/bad-request") == (status, problem["type"]), (pointer, wrong)
        assert not pointer or any(found.startswith(pointer) for found in named), (pointer, named)


@pytest.mark.parametrize(("path", "method", "body"), list(examples()))
async def test_every_field_that_is_required_is_asked_for(
    learner: Learner, path: str, method: str, body: dict[str, Any]
) -> None:
    schema = resolve(PATHS[path][method]["requestBody"]["content"]["application/json"]["schema"])
    if "oneOf" in schema:
        branch = schema["discriminator"]["mapping"][body[schema["discriminator"]["propertyName"]]]
        schema = resolve({"$ref": branch})
    assert schema["required"]
    for field in schema["required"]:
        lacking = deepcopy(body)
        del lacking[field]
        status, problem = await sent(learner, path, method, json=lacking)
        assert (400, [f"/{field}"]) == (status, [error["pointer"] for error in problem["errors"]])


@pytest.mark.parametrize(("path", "method", "body"), list(examples())[:3])
async def test_a_body_that_is_not_json_of_a_sane_size_is_refused(
    learner: Learner, path: str, method: str, body: dict[str, Any]
) -> None:
    text = orjson.dumps(body)
    json = {"Content-Type": "application/json"}
    wrong: list[tuple[int, bytes, dict[str, str]]] = [
        (400, text[:-1], json),
        (400, b"", json),
        (400, b"[" * 50_000, json),
        (400, text.replace(b'"', b'"\xff', 1), json),
        (413, text + b" " * 300_000, json),
        (415, text, {"Content-Type": "text/plain"}),
        (415, text, {"Content-Type": "application/x-www-form-urlencoded"}),
        (415, text, {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
    ]

    for expected, data, headers in wrong:
        status, _ = await sent(learner, path, method, data=data, headers=headers)
        assert expected == status, (data[:50], headers)


@pytest.mark.parametrize("path", LISTS)
async def test_query_parameters_are_those_of_the_contract_within_their_bounds(grader: Learner, path: str) -> None:
    for query in (
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=1.5",
        "limit=" + "9" * 30,
        "none-such=1",
        "limit=1&limit=2",
    ):
        name = query.split("=")[0]
        status, problem = await sent(grader, path, "GET", params=query)
        assert (400, [f"query/{name}"]) == (status, [error["pointer"] for error in problem["errors"]]), query


@pytest.mark.parametrize(("path", "method"), [(path, method) for path, method in OPEN if "{id}" in path])
async def test_an_id_that_cannot_be_one_is_refused_before_anything_is_asked(
    learner: Learner, path: str, method: str
) -> None:
    for odd in ("x" * 100, "%00", "not_an_id_" + "x" * 26, "'"):
        url = path.replace("{id}", odd)
        status, problem = await sent(learner, url, method, json={"action": "retry"} if method == "patch" else None)
        assert (400, "path/id") == (status, problem["errors"][0]["pointer"]), odd
