"""Traps of Connexion and of JSON, closed for every operation: what is sent to each is made from the contract."""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from yarl import URL

from app.pages import CONTRACT
from app.settings import Settings
from contract_tests.learner import Learner
from contract_tests.requests import operations

ID = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"
SPEC = yaml.safe_load(CONTRACT.read_text())
OPERATIONS = operations(SPEC)
WITH_BODY = [(method, path) for path, method, operation in OPERATIONS if "requestBody" in operation]
JSON = "application/json"
INTERNAL = re.compile(
    r"Traceback|File \"|\.py\b|handlers\.|domain\.|connexion|asyncpg|jsonschema|Failed validating|On instance"
)
NO_JSON = {
    "NaN": b'{"x": NaN}',
    "infinity": b'{"x": -Infinity}',
    "a lone surrogate": b'{"x": "\\ud800"}',
    "not UTF-8": b'{"x": "\xff"}',
    "UTF-16": '{"x": 1}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "5,000 digits": b'{"x": ' + b"9" * 5000 + b"}",
    "beyond a float": b'{"x": 1e999}',
    "100,000 levels": b"[" * 100_000,
    "100,000 levels, closed": b"[" * 100_000 + b"]" * 100_000,
    "nothing": b"",
    "a cut": b'{"x":',
}


async def send(learner: Learner, method: str, path: str, data: Any = None, **headers: str) -> tuple[int, Any, Any]:
    """The status, the problem, and the headers of an answer; the path is sent as it is written."""
    sent = {
        "Authorization": f"Bearer {learner.token}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    url = URL(f"{learner.base}/v1{path.replace('{id}', ID)}", encoded=True)
    async with learner.http.request(method, url, data=data, headers=sent, allow_redirects=False) as answer:
        text = await answer.text()
        assert not INTERNAL.search(text), text
        if answer.status >= 400:
            assert "application/problem+json" == answer.content_type
        return answer.status, await answer.json(content_type=None) if text else None, answer.headers


@pytest.mark.parametrize("raw", NO_JSON.values(), ids=NO_JSON.keys())
async def test_what_is_no_json_is_refused_by_every_operation(learner: Learner, raw: bytes) -> None:
    for method, path in WITH_BODY:
        status, problem, _ = await send(learner, method, path, raw, Content_Type=JSON)
        # A scope that the learner lacks is told before the body is read.
        assert (status, path) in ((400, path), (403, path)), problem


async def test_u0000_is_refused_in_every_body_and_parameter(learner: Learner) -> None:
    for method, path in WITH_BODY:
        status, problem, _ = await send(learner, method, path, b'{"x": "\\u0000"}', Content_Type=JSON)
        assert (status, path) in ((400, path), (403, path)), problem
    for path, method, operation in OPERATIONS:
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and "streamToken" not in str(operation.get("security")):
                status, problem, _ = await send(learner, method, f"{path}?{parameter['name']}=%00")
                told = problem["errors"][0]["pointer"] if status == 400 else None
                assert (status, told) in ((400, f"query/{parameter['name']}"), (403, None)), path
            if parameter["in"] == "path":
                status, problem, _ = await send(learner, method, path.replace("{id}", "%00"), b"{}", Content_Type=JSON)
                assert (status, path) in ((400, path), (403, path)), problem


async def test_deep_json_where_the_contract_leaves_it_open_is_answered(learner: Learner) -> None:
    session = await learner.start("coding")
    for levels in (150, 200, 1000):
        deep = f'"last_eval": {{"x": {"[" * levels}{"]" * levels}}}'
        for key in ({}, {"Idempotency_Key": f"deep-{levels}"}):
            body = (
                f'{{"session_id": "{session["id"]}", "problem_id": "{session["problem_id"]}", "hint_level": 1, {deep}}}'
            )
            status, problem, _ = await send(learner, "POST", "/tutor/messages", body.encode(), Content_Type=JSON, **key)
            assert status in (202, 400), problem


@pytest.mark.parametrize("media", ["Application/JSON", "application/json;charset=bogus", "APPLICATION/JSON;a=b"])
async def test_json_is_validated_however_its_type_is_written(learner: Learner, media: str) -> None:
    for method, path in WITH_BODY:
        status, problem, _ = await send(learner, method, path, b'{"no such field": 1}', Content_Type=media)
        assert (status, path) in ((400, path), (403, path)), problem


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_no_operation_takes_a_body_of_another_type(learner: Learner, media: str) -> None:
    for method, path in WITH_BODY:
        status, problem, _ = await send(learner, method, path, b"{}", Content_Type=media)
        assert (status, path) in ((415, path), (403, path)), problem


async def test_a_body_in_chunks_is_taken(learner: Learner) -> None:
    async def chunks() -> Any:
        for piece in (b'{"sub', b'ject": "co', b'ding"}'):
            yield piece

    status, session, _ = await send(learner, "POST", "/sessions", chunks(), Content_Type=JSON)

    assert (201, "coding") == (status, session["subject"])


async def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(learner: Learner) -> None:
    async def endless() -> Any:
        for _ in range(64):
            yield b" " * 8192

    for method, path in WITH_BODY:
        for body in (b" " * (512 * 1024), endless()):
            try:
                status, problem, _ = await send(learner, method, path, body, Content_Type=JSON)
            except aiohttp.ClientConnectionError:
                continue  # answered and closed while the client was still sending
            assert (status, path) in ((413, path), (403, path)), problem
    assert [] == (await learner.get("/sessions"))["items"]


async def test_a_method_that_a_path_lacks_gets_405_with_all_that_it_has(learner: Learner) -> None:
    for path, item in SPEC["paths"].items():
        has = {method.upper() for method in item}
        headed = "GET" in has and "text/event-stream" not in item["get"]["responses"]["200"]["content"]
        allow = ", ".join(sorted(has | {"OPTIONS"} | ({"HEAD"} if headed else set())))
        for method in {"GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "PURGE"} - has:
            status, _, headers = await send(learner, method, path)
            assert (405, allow, method, path) == (status, headers["Allow"], method, path)
        status, _, headers = await send(learner, "OPTIONS", path)
        assert (204, allow) == (status, headers["Allow"])


async def test_without_a_token_every_operation_says_how_to_come_in(base: str, http: aiohttp.ClientSession) -> None:
    for path, method, _ in OPERATIONS:
        url = f"{base}/v1{path.replace('{id}', ID)}"
        async with http.request(method, url, data=b"{", headers={"Content-Type": JSON}) as answer:
            assert (401, path) == (answer.status, path)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("query", ["x=1", "%ff=1", "=", "limit=1&limit=2", "limit=%zz", "&".join(["a=1"] * 200)])
async def test_a_query_that_the_contract_does_not_know_is_refused(learner: Learner, query: str) -> None:
    for path, method, operation in OPERATIONS:
        if method == "get" and "security" not in operation:
            status, problem, _ = await send(learner, method, f"{path}?{query}")
            assert (status, path) in ((400, path), (403, path)), problem


async def test_a_concrete_path_goes_before_a_templated_one(learner: Learner) -> None:
    assert {"items", "next_cursor"} == set(await learner.get("/reviews/log"))


async def test_what_connexion_would_serve_of_itself_is_not_there(learner: Learner) -> None:
    for path in ("/openapi.json", "/openapi.yaml", "/ui/", "/swagger.json"):
        assert 404 == (await send(learner, "GET", path))[0]


def edited(change: str) -> str:
    """The contract with one thing wrong."""
    text = CONTRACT.read_text()
    operation = OPERATIONS[0][2]["operationId"]
    return {
        "a handler that is not there": text.replace(f"operationId: {operation}\n", "operationId: listNothing\n"),
        "a tag that is no module": text.replace(
            f"operationId: {operation}\n      tags: [", f"operationId: {operation}\n      tags: [no-"
        ),
        "an operationId twice": text.replace(
            f"operationId: {OPERATIONS[1][2]['operationId']}\n", f"operationId: {operation}\n"
        ),
        "no YAML": text + "\n]",
        "a reference to nothing": text.replace("schemas/Uuid'", "schemas/Uid'"),
        "no OpenAPI": text.replace("responses:\n", "answers:\n"),
        "no document": "# nothing yet\n",
    }[change]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("a handler that is not there", "list_nothing"),
        ("a tag that is no module", "handlers.no-"),
        ("an operationId twice", "stands twice"),
        ("no YAML", "cannot be served"),
        ("a reference to nothing", "schemas/Uid"),
        ("no OpenAPI", "cannot be served"),
        ("no document", "it is no OpenAPI document"),
    ],
)
async def test_a_contract_that_cannot_be_served_stops_the_start_with_a_line(
    settings: Settings, tmp_path: Path, change: str, said: str
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(edited(change))
    environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
    command = [sys.executable, "-m", "app", "serve", "--port", "1", "--contract", str(wrong)]
    process = await asyncio.create_subprocess_exec(
        *command, env=environ, cwd=CONTRACT.parents[1], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()

    last = errors.decode().splitlines()[-1]
    assert (1, True, False) == (
        process.returncode,
        last.startswith("wrong.yaml cannot be served: "),
        b"Traceback" in errors,
    )
    assert said in last
