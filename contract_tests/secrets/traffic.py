"""HTTP with every byte of every answer kept, and what may stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from contract_tests.contract import OPERATIONS, PATHS
from contract_tests.secrets.bank import KINDS, marks
from contract_tests.secrets.marks import found

VERDICTS = ("createSubmission", "getSubmission", "streamSubmission", "listSessionSubmissions")
MAY = {
    # The level that was asked for, of the session's problem.
    "streamTutorTurn": {"hints"},
    # Once the problem was solved or given up.
    "getProblemSolution": {"solution"},
    # To graders, who see what the problem takes for right and what the learner wrote.
    "listUndeterminedSubmissions": {"answer"},
    "updateSubmissionVerdict": {"answer"},
    # All that the learner was told before.
    "exportLearner": {"hints", "feedback"},
    # What an author says to a misconception, to who has it.
    **{each: {"feedback"} for each in VERDICTS},
}
"""Operation → the kinds of markers that it may tell, and then only such as the learner has earned."""
OWN = {*VERDICTS, "exportLearner"}
"""Operations whose answers hold what a learner sent, as a learner's own words."""
TEMPLATES = [
    (method.upper(), re.compile("/v1" + re.sub(r"\{[^}]+\}", "[^/]+", path)), PATHS[path][method]["operationId"])
    for path, method in OPERATIONS
]


def operation(method: str, path: str) -> str:
    """The operationId of a request, or the request itself."""
    bare = path.partition("?")[0]
    return next((name for verb, each, name in TEMPLATES if verb == method and each.fullmatch(bare)), f"{method} {bare}")


@dataclass
class Said:
    """One answer: status line, headers and body in `bytes`."""

    operation: str
    path: str
    status: int
    bytes: bytes
    may: frozenset[str]

    @property
    def leaks(self) -> list[str]:
        return found(self.bytes, self.may)


@dataclass
class Traffic:
    """All that came out of one server."""

    base: str
    http: aiohttp.ClientSession
    said: list[Said] = field(default_factory=list)

    def leaks(self) -> Iterator[tuple[str, str, int, list[str], bytes]]:
        for each in self.said:
            if each.leaks:
                yield each.operation, each.path, each.status, each.leaks, each.bytes[-600:]


@dataclass
class Caller:
    """One user: what they sent, and what they have earned to be told."""

    traffic: Traffic
    token: str
    sent: set[str] = field(default_factory=set)
    earned: set[str] = field(default_factory=set)

    async def call(
        self, method: str, path: str, body: Any = None, raw: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """The status and the JSON (None where there is none) of one request, which is kept."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = raw if body is None else orjson.dumps(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        self.sent |= marks(body)
        async with self.traffic.http.request(
            method, self.traffic.base + path, data=data, headers={**sent, **(headers or {})}, allow_redirects=False
        ) as answer:
            content = await answer.read()
            head = b"".join(b"%b: %b\n" % pair for pair in answer.raw_headers)
        name = operation(method, path)
        may = {mark for mark in self.earned if KINDS[mark] & MAY.get(name, set())} | (
            self.sent if name in OWN else set()
        )
        self.traffic.said.append(Said(name, path, answer.status, head + content, frozenset(may)))
        try:
            return answer.status, orjson.loads(content)
        except orjson.JSONDecodeError:
            return answer.status, None

    async def get(self, path: str) -> Any:
        return (await self.call("GET", f"/v1{path}"))[1]

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        return await self.call("POST", f"/v1{path}", body)
