"""Who gets in, through HTTP."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import pytest
import pytest_asyncio

from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.conftest import KEY, ORIGIN, serve
from contract_tests.contract import SPEC
from contract_tests.issuer import Issuer
from contract_tests.learner import Learner
from contract_tests.spec_parts import operations, resolved
from contract_tests.tokens import FORGED, ODD, Signer

REFUSED = (
    b'{"type":"/problems/unauthorized","title":"Unauthorized","status":401,"detail":"A valid bearer token is needed."}'
)
INVALID = 'Bearer error="invalid_token"'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def production(settings: Settings, servers: Path, base: str) -> AsyncIterator[tuple[str, Issuer]]:
    """A server as in production, and the issuer whose keys it takes: one of RS256, one of ES256."""
    issuer = Issuer()
    issuer.add("first", "RS256", 10)
    issuer.add("second", "ES256", 10)
    async with issuer.serve():
        mode = {"CO_ENV": "production", "CO_JWT_DEV_KEY": "", "CO_JWT_ISSUER": issuer.url}
        api, url = await serve(settings.model_copy(update=mode), servers, "production")
        try:
            yield url, issuer
        finally:
            await api.stop()


@pytest.fixture(params=["HS256", "RS256", "ES256"])
def door(request: pytest.FixtureRequest, settings: Settings, base: str, production: Any) -> tuple[str, Signer]:
    """A server and one whose tokens it takes: in development with its key, in production with one of the issuer's."""
    audience = settings.CO_JWT_AUDIENCE
    if request.param == "HS256":
        return base, Signer("HS256", KEY, "any", settings.issuer, audience)
    url, issuer = production
    (kid,) = (kid for kid, (algorithm, _) in issuer.keys.items() if algorithm == request.param)
    return url, Signer(request.param, issuer.keys[kid][1], kid, issuer.url, audience)


async def answered(http: aiohttp.ClientSession, base: str, *authorizations: str) -> tuple[int, bytes, str | None]:
    """Status, body and challenge of a request with these Authorization headers."""
    headers = [("Authorization", each) for each in authorizations]
    async with http.get(f"{base}/v1/rubrics?limit=1", headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers.get("WWW-Authenticate")


async def test_forged_tokens_are_all_refused_alike(door: tuple[str, Signer], http: aiohttp.ClientSession) -> None:
    base, signer = door
    answers = {name: await answered(http, base, f"Bearer {make(signer)}") for name, make in FORGED.items()}

    assert dict.fromkeys(FORGED, (401, REFUSED, INVALID)) == answers


async def test_odd_tokens_that_are_good_get_in(door: tuple[str, Signer], http: aiohttp.ClientSession) -> None:
    base, signer = door
    answers = {name: (await answered(http, base, f"Bearer {make(signer)}"))[0] for name, make in ODD.items()}

    assert dict.fromkeys(ODD, 200) == answers


async def test_a_token_is_sent_once_as_a_bearer(door: tuple[str, Signer], http: aiohttp.ClientSession) -> None:
    base, signer = door
    good = signer.token()
    sent: dict[Any, list[tuple[str, ...]]] = {
        200: [(f"Bearer {good}",), (f"bearer {good}",), (f"BEARER {good}",), (f"Bearer   {good}",)],
        INVALID: [
            (f"Bearer {good}", f"Bearer {good}"),
            (f"Bearer {good}", "Basic eDp5"),
            (f"Bearer Bearer {good}",),
            (f"Bearer {good} {good}",),
            ("Bearer",),
        ],
        "Bearer": [(), (good,), (f"Basic {good}",), (f"JWT {good}",), (f"Bearer:{good}",), ("",), (f"Bearer{good}",)],
    }

    for expected, ways in sent.items():
        for authorizations in ways:
            status, body, challenge = await answered(http, base, *authorizations)
            if expected == 200:
                assert (200, None) == (status, challenge), authorizations
            else:
                assert (401, REFUSED, expected) == (status, body, challenge), authorizations


async def test_a_scope_that_the_token_lacks_is_named(door: tuple[str, Signer], http: aiohttp.ClientSession) -> None:
    base, signer = door
    for scope in (None, "", "learning", "LEARN", "grade:write tracks:write", [], ["learn "]):
        status, body, challenge = await answered(http, base, f"Bearer {signer.token(scope=scope)}")

        assert (403, 'Bearer error="insufficient_scope", scope="learn"') == (status, challenge), scope
        assert "/problems/forbidden" == orjson.loads(body)["type"]


async def test_without_an_issuer_nobody_is_known_and_the_answer_says_when_to_come_back(
    settings: Settings, servers: Path, base: str, http: aiohttp.ClientSession
) -> None:
    issuer = Issuer()
    issuer.add("first", "RS256", 10)
    issuer.url = f"http://127.0.0.1:{free_port()}"
    mode = {"CO_ENV": "production", "CO_JWT_DEV_KEY": "", "CO_JWT_ISSUER": issuer.url}
    api, url = await serve(settings.model_copy(update=mode), servers, "orphan")
    try:
        headers = {"Authorization": f"Bearer {issuer.sign('first')}"}
        async with http.get(f"{url}/v1/rubrics", headers=headers) as answer:
            assert (503, "5") == (answer.status, answer.headers["Retry-After"])
            assert "application/problem+json" == answer.content_type
        assert 401 == (await answered(http, url, "Bearer nonsense"))[0]
    finally:
        await api.stop()


async def test_only_the_platforms_pages_may_call_from_a_browser(base: str, http: aiohttp.ClientSession) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    async with http.options(f"{base}/v1/sessions", headers={"Origin": ORIGIN, **asked}) as answer:
        assert (200, ORIGIN) == (answer.status, answer.headers["Access-Control-Allow-Origin"])
    async with http.options(f"{base}/v1/sessions", headers={"Origin": "https://evil.example", **asked}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_page_elsewhere_reads_every_header_of_the_contract_and_the_servers_time(
    base: str, http: aiohttp.ClientSession
) -> None:
    told = {
        name
        for _, operation in operations(SPEC)
        for response in operation["responses"].values()
        for name in resolved(SPEC, response).get("headers", {})
    }

    async with http.get(f"{base}/v1/tracks", headers={"Origin": ORIGIN}) as answer:
        exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))

    assert told | {"Date"} == exposed


@pytest.mark.parametrize("path", ["/v1/nothing", "/v2/tracks", "/v1/tracks/", "/v1", "/v1/tracks/%00"])
async def test_an_unknown_path_is_a_problem_too(learner: Learner, path: str) -> None:
    headers = {"Authorization": f"Bearer {learner.token}"}
    async with learner.http.get(learner.base + path, headers=headers) as answer:
        assert answer.status in (400, 404)
        assert "application/problem+json" == answer.content_type


async def test_a_method_that_a_path_lacks_is_answered_with_those_it_has(learner: Learner) -> None:
    async with learner.http.delete(f"{learner.base}/v1/sessions") as answer:
        assert (405, "GET, HEAD, OPTIONS, POST") == (answer.status, answer.headers["Allow"])
    async with learner.http.options(f"{learner.base}/v1/sessions/x") as answer:
        assert (204, "GET, HEAD, OPTIONS, PATCH") == (answer.status, answer.headers["Allow"])


async def test_every_answer_carries_the_callers_request_id_or_a_new_one(learner: Learner) -> None:
    _, sent = await learner.call("GET", "/tracks", headers={"X-Request-ID": "trace-1"})
    _, made = await learner.call("GET", "/tracks/none-such", expect=404)
    _, odd = await learner.call("GET", "/tracks", headers={"X-Request-ID": "a b;c"})

    assert ("trace-1", 32, 32) == (sent["X-Request-ID"], len(made["X-Request-ID"]), len(odd["X-Request-ID"]))


async def test_a_token_that_got_in_is_refused_once_it_has_expired(
    base: str, http: aiohttp.ClientSession, settings: Settings
) -> None:
    expiry = int(time.time()) + 2
    token = Signer("HS256", KEY, "any", settings.issuer, settings.CO_JWT_AUDIENCE).token(exp=expiry)
    last = 0.0

    while last <= expiry:
        last = time.time()
        status, _, _ = await answered(http, base, f"Bearer {token}")

    assert 401 == status


async def test_every_problem_looks_like_one_and_says_its_own_status(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock")
    hint = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": 1}
    refused: list[tuple[str, str, Any, int, str]] = [
        ("GET", "/tracks?limit=0", None, 400, "bad-request"),
        ("GET", f"/problems/{session['problem_id']}/solution", None, 403, "forbidden"),
        ("GET", f"/sessions/{uuid4()}", None, 404, "not-found"),
        ("POST", "/tutor/messages", hint, 409, "conflict"),
        ("GET", "/tracks?cursor=x", None, 422, "unprocessable"),
    ]

    for method, path, body, status, name in refused:
        problem, headers = await learner.call(method, path, body, expect=status)
        assert ("application/problem+json", status, f"/problems/{name}") == (
            headers["Content-Type"],
            problem["status"],
            problem["type"],
        )
        assert {"type", "title", "status", "detail"} == problem.keys() - {"errors"}
        assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-ID"} <= headers.keys()
