"""Who gets in, and how often, through HTTP."""

import time
from typing import Any
from uuid import uuid4

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app import tokens
from app.settings import Settings
from contract_tests.conftest import KEY, ORIGIN, serve
from contract_tests.learner import Learner


def claims(settings: Settings, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {"iss": settings.issuer, "aud": settings.CO_JWT_AUDIENCE, "sub": str(uuid4()), "exp": now + 60, **changed}
    return {name: value for name, value in whole.items() if value is not None}


def forged(settings: Settings) -> dict[str, str]:
    """Tokens that must not get in, by what is wrong with them."""
    good = jwt.encode(claims(settings), KEY, algorithm="HS256")
    header, payload, signature = good.split(".")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "another key": jwt.encode(claims(settings), "x" * 40, algorithm="HS256"),
        "another algorithm of the same key": jwt.encode(claims(settings), KEY * 2, algorithm="HS512"),
        "an asymmetric key of its own": jwt.encode(claims(settings), private, algorithm="RS256", headers={"kid": "1"}),
        "no signature": jwt.encode(claims(settings), "", algorithm="none"),
        "signature cut off": f"{header}.{payload}.",
        "signature of another": f"{header}.{payload}.{signature[::-1]}",
        "expired": jwt.encode(claims(settings, exp=int(time.time()) - 5), KEY, algorithm="HS256"),
        "not yet valid": jwt.encode(claims(settings, nbf=int(time.time()) + 60), KEY, algorithm="HS256"),
        "no expiry": jwt.encode(claims(settings, exp=None), KEY, algorithm="HS256"),
        "another issuer": jwt.encode(claims(settings, iss="https://evil.example"), KEY, algorithm="HS256"),
        "another audience": jwt.encode(claims(settings, aud="someone-else"), KEY, algorithm="HS256"),
        "no subject": jwt.encode(claims(settings, sub=None), KEY, algorithm="HS256"),
        "a subject that is no UUID": jwt.encode(claims(settings, sub="root"), KEY, algorithm="HS256"),
        "not a token": "let me in",
        "empty": "",
    }


async def test_forged_tokens_are_all_refused_alike(base: str, http: aiohttp.ClientSession, settings: Settings) -> None:
    answers = {}
    for name, token in forged(settings).items():
        async with http.get(f"{base}/v1/tracks", headers={"Authorization": f"Bearer {token}"}) as answer:
            body = await answer.json(content_type=None)
            answers[name] = (answer.status, body["detail"], answer.headers["WWW-Authenticate"])

    assert dict.fromkeys(answers, (401, "A valid bearer token is needed.", "Bearer")) == answers


async def test_without_a_token_every_operation_is_closed(base: str, http: aiohttp.ClientSession) -> None:
    closed = {
        "GET": ["/tracks", "/problems", "/sessions", "/progress", "/recommendations", "/reviews", "/rubrics"],
        "POST": ["/sessions", "/submissions", "/tutor/messages"],
    }
    for method, paths in closed.items():
        for path in paths:
            async with http.request(method, f"{base}/v1{path}", json={}) as answer:
                assert (401, path) == (answer.status, path)


async def test_the_61st_request_of_a_minute_is_too_many(
    settings: Settings, servers: Any, http: aiohttp.ClientSession
) -> None:
    limited = settings.model_copy(update={"CO_RATE_PER_MINUTE": 60})
    api, url = await serve(limited, servers, "limited")
    try:
        user, other = str(uuid4()), str(uuid4())
        headers = {"Authorization": f"Bearer {tokens.sign(settings, user, 'learn')}"}
        left = []
        for _ in range(60):
            async with http.get(f"{url}/v1/rubrics", headers=headers) as answer:
                assert (200, "60") == (answer.status, answer.headers["RateLimit-Limit"])
                left.append(int(answer.headers["RateLimit-Remaining"]))
        async with http.get(f"{url}/v1/rubrics", headers=headers) as answer:
            assert (429, "0") == (answer.status, answer.headers["RateLimit-Remaining"])
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
        free = Learner(url, http, other, tokens.sign(settings, other, "learn"))
        await free.get("/rubrics")
    finally:
        await api.stop()

    assert list(range(59, -1, -1)) == left


async def test_only_the_platforms_pages_may_call_from_a_browser(base: str, http: aiohttp.ClientSession) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    async with http.options(f"{base}/v1/sessions", headers={"Origin": ORIGIN, **asked}) as answer:
        assert (200, ORIGIN) == (answer.status, answer.headers["Access-Control-Allow-Origin"])
    async with http.options(f"{base}/v1/sessions", headers={"Origin": "https://evil.example", **asked}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


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
    headers = {"Authorization": f"Bearer {jwt.encode(claims(settings, exp=expiry), KEY, algorithm='HS256')}"}
    last = 0.0

    while last <= expiry:
        last = time.time()
        async with http.get(f"{base}/v1/rubrics", headers=headers) as answer:
            status = answer.status

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
