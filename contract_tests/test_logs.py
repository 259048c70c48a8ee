"""Logs of API, worker and evaluator, at their most talkative: no work, tokens, e-mails, keys or queries in them."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import jwt
import pytest_asyncio

from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.conftest import KEY, ROOT, serve
from contract_tests.learner import Learner

MARKER = "Zq7Kx" + uuid4().hex
EMAIL = f"{MARKER}@example.org"


class Logged(NamedTuple):
    """A learner of a server of its own, and where its processes log."""

    learner: Learner
    logs: list[Path]
    valkey: Settings
    evaluator: Child
    worker: Child


def token(settings: Settings, user: str, **more: Any) -> str:
    now = int(time.time())
    claims = {"iss": settings.issuer, "aud": settings.CO_JWT_AUDIENCE, "sub": user, "iat": now, "exp": now + 600}
    return jwt.encode({**claims, "scope": "learn", "email": EMAIL, "name": MARKER, **more}, KEY, algorithm="HS256")


@pytest_asyncio.fixture
async def logged(settings: Settings, base: str, http: Any, tmp_path: Path) -> AsyncIterator[Logged]:
    """Everything at debug; `base` has loaded the content."""
    port = free_port()
    environ = {**os.environ, "EVAL_WORKERS": "1", "CO_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "evaluator", "serve", "--port", str(port)]
    evaluator = await Child.start("evaluator", command, tmp_path / "evaluator.log", env=environ, cwd=ROOT)
    await evaluator.ready(lambda: answers_http(port, "/healthz"))
    own = settings.model_copy(update={"EVAL_BASE": f"http://127.0.0.1:{port}", "CO_LOG_LEVEL": "debug"})
    api, url = await serve(own, tmp_path, "api")
    settled = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in own.model_dump().items()}}
    command = [sys.executable, "-m", "app", "worker"]
    worker = await Child.start("worker", command, tmp_path / "worker.log", env=settled, cwd=ROOT)
    user = str(uuid4())
    children = [evaluator, api, worker]
    try:
        yield Logged(
            Learner(url, http, user, token(own, user)), [child.log for child in children], own, evaluator, worker
        )
    finally:
        await asyncio.gather(*(child.stop() for child in reversed(children)))


async def send(me: Learner, session: Any, payload: dict[str, str]) -> None:
    """An attempt, judged or not: a busy machine's evaluator may be away, and that is logged as well."""
    about = {name: session[name] for name in ("problem_id", "subject")}
    body = {"session_id": session["id"], **about, "payload": payload}
    headers = {"Authorization": f"Bearer {me.token}"}
    async with me.http.post(f"{me.base}/v1/submissions", json=body, headers=headers) as answered:
        assert answered.status in (200, 503)


async def do_all_that_carries_secrets(logged: Logged) -> list[str]:
    """Work right, wrong and broken, keys, odd tokens and queries; what of it no log may hold."""
    me = logged.learner
    key = {"Idempotency-Key": f"key-{MARKER}"}
    coding = await me.start("coding", problem_id="warm-streak")
    for code in (
        f"def longest_warm_run(a, b):\n    print('{MARKER}')\n    raise ValueError('{MARKER}')\n",
        f"def {MARKER}(:\n",
    ):
        await send(me, coding, {"language": "python", "code": code})
    await send(me, coding, {"language": "javascript", "code": f"function longest_warm_run() {{ throw '{MARKER}' }}"})
    math = await me.start("math", problem_id="expand-a-squared-binomial")
    for text in ("4x^2", f"{MARKER} +* 3"):
        await send(me, math, {"expression": text})
    systems = await me.start("systems", problem_id="design-a-rate-limiter")
    answer = {"session_id": systems["id"], "problem_id": systems["problem_id"], "subject": "systems"}
    await me.call("POST", "/submissions", {**answer, "payload": {"answer": f"Ask {MARKER}."}}, 202, key)
    await me.call("POST", "/submissions", {**answer, "payload": {"answer": f"Ask {MARKER}s."}}, 422, key)
    await me.call("POST", "/submissions", {**answer, "payload": {"answer": MARKER, MARKER: MARKER}}, 400, key)
    turn = await me.ask(math, 1)
    for query in ({"token": turn["token"]}, {"token": turn["token"]}, {"token": MARKER}, {MARKER: MARKER}):
        async with me.http.get(f"{me.base}/v1/tutor/stream", params=query) as answered:
            await answered.read()
    for path in (f"/sessions/{MARKER}", f"/problems?topic={MARKER}", f"/tracks?cursor={MARKER}", f"/{MARKER}?{MARKER}"):
        async with me.http.get(f"{me.base}/v1{path}", headers={"Authorization": f"Bearer {me.token}"}) as answered:
            assert answered.status < 500
    expired = token(logged.valkey, me.user, exp=1)
    for odd in (expired, me.token[:-3], f"{MARKER}.{MARKER}.{MARKER}", MARKER):
        async with me.http.get(f"{me.base}/v1/sessions", headers={"Authorization": f"Bearer {odd}"}) as answered:
            assert 401 == answered.status
    async with me.http.get(f"{me.base}/v1/sessions", headers={"X-Request-ID": f"{MARKER} {EMAIL}"}) as answered:
        assert 401 == answered.status
    async with me.http.get(f"{me.base}/v1/learners/me/export", headers={"Authorization": f"Bearer {me.token}"}) as got:
        assert MARKER in await got.text()
    return [MARKER, me.token, me.token.split(".")[1], expired.split(".")[2], turn["token"], KEY]


async def test_no_log_holds_what_learners_wrote_or_were_let_in_by(logged: Logged) -> None:
    secrets = await do_all_that_carries_secrets(logged)
    me = logged.learner
    session = await me.start("coding", problem_id="warm-streak")
    # The evaluator goes in the middle: what fails then is logged too.
    await logged.evaluator.stop()
    await me.submit(session, {"language": "python", "code": f"{MARKER} = 1\n"}, expect=503)
    await me.call("DELETE", "/learners/me", expect=202)

    async def is_done() -> bool:
        return b"job done" in logged.worker.log.read_bytes()

    await logged.worker.ready(is_done)

    texts = {log.name: log.read_text(errors="replace") for log in logged.logs}
    assert '"operation":"createSubmission"' in texts["api.log"]
    found = [(name, secret) for name, text in texts.items() for secret in secrets if secret.lower() in text.lower()]
    assert [] == found
