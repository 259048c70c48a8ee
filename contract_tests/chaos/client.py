"""A client as clients should be: it retries what it does not know the end of, with the same Idempotency-Key."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import aiohttp
import orjson

PATIENCE_S = 240
"""How long one call is tried; an evaluator whose queue is full may say to come back in a minute, and again."""

ANSWER_S = 40
UNDER_WAY = b"under way"
KEY_HELD_S = 10
"""How long a key may be under way behind a request that nobody serves any more."""


@dataclass
class Tally:
    """What was answered, and what must not have been."""

    statuses: dict[str, int] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    retries: int = 0
    same_again: int = 0
    slowest_s: float = 0
    longest_held_s: float = 0

    def __post_init__(self) -> None:
        self.submitted = asyncio.Semaphore(0)
        self.pending = set[asyncio.Event]()

    async def submitted_more(self, number: int) -> None:
        """Wait until so many submissions more are answered."""
        self.submitted = asyncio.Semaphore(0)
        for _ in range(number):
            await self.submitted.acquire()

    async def settled(self) -> None:
        """Wait until all calls that are under way now are answered."""
        await asyncio.gather(*(call.wait() for call in self.pending))

    @contextmanager
    def calling(self) -> Iterator[None]:
        """A call is under way in this block."""
        answered = asyncio.Event()
        self.pending.add(answered)
        try:
            yield
        finally:
            self.pending.discard(answered)
            answered.set()

    def count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def breach(self, line: str) -> None:
        self.breaches.append(line)


@dataclass(frozen=True)
class Answer:
    """What came back in the end."""

    status: int
    raw: bytes
    etag: str | None
    retry_after: float

    @property
    def body(self) -> Any:
        return orjson.loads(self.raw)


class Unanswered(Exception):
    """Nobody answered in PATIENCE_S, or with a status that no rule gives."""


class Client:
    """One learner's connection to several bases, the next one after each fault."""

    turns = count()

    def __init__(self, http: aiohttp.ClientSession, bases: list[str], token: str, tally: Tally, chance: random.Random):
        self.http, self.bases, self.token = http, bases, token
        self.tally, self.chance = tally, chance

    def key(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        expect: tuple[int, ...] = (200, 201, 202),
        key: str | None = None,
        if_match: str | None = None,
    ) -> Answer:
        """The first answer that is no 503 and not "under way"; Unanswered, also for a status not in `expect`."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if key:
            headers["Idempotency-Key"] = key
        if if_match:
            headers["If-Match"] = if_match
        with self.tally.calling():
            return await self.answered(method, path, body, headers, expect)

    async def answered(
        self, method: str, path: str, body: Any, headers: dict[str, str], expect: tuple[int, ...]
    ) -> Answer:
        """Try until there is an answer, for PATIENCE_S at most."""
        began, held_since, answer, wait = time.monotonic(), None, None, 0.1
        while time.monotonic() - began < PATIENCE_S:
            answer = await self.once(method, path, body, headers)
            held = answer is not None and answer.status == 409 and UNDER_WAY in answer.raw and 409 not in expect
            if answer is not None and answer.status != 503 and not held:
                if answer.status not in expect:
                    raise Unanswered(f"{method} {path} answered {answer.status}: {answer.raw[:200]!r}")
                if path == "/submissions":
                    self.tally.submitted.release()
                return answer
            held_since = (held_since or time.monotonic()) if held else None
            if held_since is not None:
                self.tally.longest_held_s = max(self.tally.longest_held_s, time.monotonic() - held_since)
            wait = answer.retry_after if answer is not None else min(2, 2 * wait)
            self.tally.retries += 1
            await asyncio.sleep(wait * self.chance.uniform(0.5, 1))
        raise Unanswered(f"{method} {path} was not answered in {PATIENCE_S} s; the last word was {answer}")

    async def once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer | None:
        """One try; None when there was no answer."""
        url, sent = f"{self.bases[next(self.turns) % len(self.bases)]}/v1{path}", time.monotonic()
        timeout = aiohttp.ClientTimeout(total=ANSWER_S)
        try:
            async with self.http.request(method, url, json=body, headers=headers, timeout=timeout) as answer:
                raw = await answer.read()
        except TimeoutError:
            self.tally.breach(f"{method} {path} was not answered within {ANSWER_S} s")
            return None
        except aiohttp.ClientError:
            self.tally.count("no answer")
            return None
        self.tally.slowest_s = max(self.tally.slowest_s, time.monotonic() - sent)
        self.tally.count(str(answer.status))
        self.check(method, path, answer, raw)
        retry_after = float(answer.headers.get("Retry-After", "0.5"))
        return Answer(answer.status, raw, answer.headers.get("ETag"), retry_after)

    def check(self, method: str, path: str, answer: aiohttp.ClientResponse, raw: bytes) -> None:
        """Every answer is 2xx, 4xx by rule or 503 with Retry-After, and its body is what the status says."""
        told = f"{method} {path} answered {answer.status}"
        if answer.status >= 500 and (answer.status != 503 or "Retry-After" not in answer.headers):
            self.tally.breach(f"{told}, Retry-After {answer.headers.get('Retry-After')}: {raw[:200]!r}")
        elif answer.status >= 400 and answer.content_type != "application/problem+json":
            self.tally.breach(f"{told} as {answer.content_type}: {raw[:200]!r}")
        elif answer.status < 400:
            try:
                orjson.loads(raw)
            except orjson.JSONDecodeError:
                self.tally.breach(f"{told} with a body that is no JSON: {raw[:200]!r}")
