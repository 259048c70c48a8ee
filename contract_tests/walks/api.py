"""The server as a walk reaches it: learners and course tooling over HTTP, and the end of a mock in the database."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import psycopg

from app import tokens
from app.settings import Settings
from contract_tests.busy import BANK

MISSING = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"
BROKEN = {"math": "2 +* (", "coding": "def f(:\n"}
TIMEOUT_S = 60


@dataclass
class Answer:
    """What one request was told."""

    status: int
    body: Any
    etag: str | None
    location: str | None
    text: str


class Server:
    """A running API and its database, for any number of walks."""

    def __init__(self, base: str, settings: Settings) -> None:
        self.settings, self.requests = settings, 0
        self.database = psycopg.connect(settings.CO_DB_URL, autocommit=True)
        self.pool = ThreadPoolExecutor(2)
        # A connection for each of two at once.
        place = urlsplit(base).netloc
        self.http = [HTTPConnection(place, timeout=TIMEOUT_S), HTTPConnection(place, timeout=TIMEOUT_S)]

    def close(self) -> None:
        self.pool.shutdown()
        self.database.close()
        for each in self.http:
            each.close()

    def token(self, user: str, scopes: str = tokens.LEARNER_SCOPES) -> str:
        return tokens.sign(self.settings, user, scopes)

    def call(self, token: str, method: str, path: str, body: Any = None, via: int = 0, **headers: str | None) -> Answer:
        """One request; a header is named with underscores, None leaves it out."""
        self.requests += 1
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        http = self.http[via]
        http.request(method, f"/v1{path}", None if body is None else json.dumps(body), sent)
        answer = http.getresponse()
        text = answer.read().decode()
        told = json.loads(text) if text else None
        return Answer(answer.status, told, answer.headers["ETag"], answer.headers["Location"], text)

    def at_once(self, *calls: Callable[[int], Answer]) -> list[Answer]:
        """Two requests side by side, each told which connection is its own."""
        return [done.result() for done in [self.pool.submit(call, via) for via, call in enumerate(calls)]]

    def let_time_pass(self, session_id: str) -> None:
        """A mock's end lies behind us."""
        self.database.execute("UPDATE sessions SET ends_at = now() - interval '1 second' WHERE id = %s", [session_id])


def payload(problem_id: str, kind: str) -> tuple[Any, str] | None:
    """Work at a problem that is right, wrong or broken, and its verdict; None where a person judges."""
    problem = BANK.problems[problem_id]
    math = problem["subject"] == "math"
    if problem["subject"] == "systems" or (math and "expression" not in problem["solution"]):
        return None
    if kind == "broken":
        code = BROKEN[problem["subject"]]
        return ({"expression": code} if math else {"language": "python", "code": code}), "error"
    if kind == "right":
        solution = problem["solution"]
        return (
            {"expression": solution["expression"]}
            if math
            else {"language": "python", "code": solution["code"]["python"]}
        ), "passed"
    wrong = next(
        item
        for item in problem["planted"]
        if item["status"] == "failed" and ("expression" in item if math else item.get("language") == "python")
    )
    return {name: wrong[name] for name in ("language", "code", "expression") if name in wrong}, "failed"


def problems(subject: str) -> list[str]:
    return sorted(key for key, problem in BANK.problems.items() if problem["subject"] == subject)
