"""The model at TUTOR_BASE, by the contract openapi/upstream/tutor.v1.yaml."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import stamina
import structlog
from aiohttp.http_exceptions import HttpProcessingError

from domain.errors import Unavailable
from upstreams import chat
from upstreams.breaker import Breaker
from upstreams.chat import Fault, Usage

log = structlog.get_logger()

Message = dict[str, str]

TRIES = 3
LONGEST_ANSWER = 1_000_000
"""Bytes of an answer that is no stream."""
LONGEST_LINE = 128 * 1024
"""Bytes of one that is."""
TOGETHER = 4
"""Chunks that make one piece where they have come faster than they are passed on: who is behind has less to do."""
CHARACTERS_A_TOKEN = 8
"""No tokenizer makes text of more than these on average: what goes on beyond was not held to its max_tokens."""


@dataclass(frozen=True)
class Patience:
    """Seconds: to connect, until the first token, between tokens, for everything with its tries."""

    connect: float = 2
    first: float = 20
    between: float = 10
    whole: float = 60


class Tutor:
    """Asks the model; whatever goes wrong is Unavailable. It is told messages, and never on whose behalf."""

    def __init__(
        self, base: str, model: str, key: str, session: aiohttp.ClientSession, patience: Patience | None = None
    ) -> None:
        self.url = f"{base.rstrip('/')}/chat/completions"
        self.model = model
        self.session = session
        self.patience = patience or Patience()
        self.breaker = Breaker(failures=5, rest_s=30)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def stream(self, messages: Sequence[Message], max_tokens: int) -> AsyncGenerator[str | Usage]:
        """The answer's text as it comes, then its usage; close it (`aclosing`) and the model stops."""
        asked = {"messages": messages, "max_tokens": max_tokens, "stream": True}
        with self._watched():
            ends = _now() + self.patience.whole
            async with aclosing(self._begun({**asked, "stream_options": {"include_usage": True}}, ends)) as pieces:
                length = 0
                async for piece in pieces:
                    if isinstance(piece, str):
                        length += len(piece)
                        if length > max_tokens * CHARACTERS_A_TOKEN:
                            raise Fault("endless")
                    else:
                        self.spent(piece)
                    yield piece

    async def complete(self, messages: Sequence[Message], schema: dict[str, Any]) -> dict[str, Any]:
        """The answer as an object; that it keeps the JSON Schema is asked of the model and not looked at here."""
        form = {"name": "answer", "strict": True, "schema": schema}
        body = {"messages": messages, "response_format": {"type": "json_schema", "json_schema": form}}
        with self._watched():
            ends = _now() + self.patience.whole
            async for attempt in _tries():
                with attempt:
                    async with aclosing(self._answers(body, ends)) as answers:
                        answer = await anext(answers)
                        raw = await _within(_read(answer.content), ends)
            found = chat.decoded(raw)
            choice = chat.choice(found)
            if not isinstance(choice.get("message"), dict):
                raise Fault("malformed")
            self.spent(chat.usage(found))
            chat.check_refusal(choice, choice["message"])
            return chat.decoded(choice["message"].get("content") or "")

    async def _begun(self, body: dict[str, Any], ends: float) -> AsyncGenerator[str | Usage]:
        """The pieces of one answer; tried again until the first is there, and never from then on."""
        async for attempt in _tries():
            answers = self._answers(body, ends)
            with attempt:
                try:
                    answer = await anext(answers)
                    pieces = self._pieces(answer, ends)
                    first = await anext(pieces)
                except BaseException:
                    await answers.aclose()
                    raise
        try:
            if not isinstance(first, str):
                raise Fault("empty")
            yield first
            async for piece in pieces:
                yield piece
        finally:
            await pieces.aclose()
            await answers.aclose()

    async def _answers(self, body: dict[str, Any], ends: float) -> AsyncGenerator[aiohttp.ClientResponse]:
        """The one answer to this body, for as long as this is open."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self.patience.connect)
        request = self.session.post(
            self.url, json={"model": self.model, **body}, headers=self._headers, timeout=timeout, allow_redirects=False
        )
        answer = await _within(request, min(ends, _now() + self.patience.connect + self.patience.first))
        try:
            if answer.status != 200:
                raise chat.refused(answer)
            yield answer
        finally:
            answer.close()

    async def _pieces(self, answer: aiohttp.ClientResponse, ends: float) -> AsyncGenerator[str | Usage]:
        """What the server-sent chunks say, to their [DONE]; a few that have come together as one."""
        due, usage, finished, said = _now() + self.patience.first, Usage(), False, _Said(answer.content)
        texts: list[str] = []
        while (data := await said.next(min(due, ends))) != b"[DONE]":
            chunk = chat.decoded(data)
            usage = chat.usage(chunk) or usage
            if chunk.get("choices") != []:
                choice = chat.choice(chunk)
                delta = choice.get("delta") or {}
                if not isinstance(delta, dict):
                    raise Fault("malformed")
                chat.check_refusal(choice, delta)
                finished = finished or choice.get("finish_reason") is not None
                if text := delta.get("content"):
                    if not isinstance(text, str):
                        raise Fault("malformed")
                    due = _now() + self.patience.between
                    texts.append(text)
            if texts and (len(texts) == TOGETHER or not said.ready):
                yield "".join(texts)
                texts.clear()
        if texts:
            yield "".join(texts)
        if not finished:
            raise Fault("cut")
        yield usage

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Through the breaker; how it went is told to it, and to whoever counts."""
        if not self.breaker.admits(time.monotonic()):
            self.failed("breaker")
            raise Unavailable("tutor", retry_after=max(1, int(self.breaker.open_until - time.monotonic())))
        try:
            yield
        except Fault as fault:
            # A refusal is an answer: the service is well.
            if fault.why == "refused":
                self.breaker.succeeded()
            else:
                self.breaker.failed(time.monotonic())
            log.warning("tutor", fault=fault.why)
            self.failed(fault.why)
            raise
        except BaseException:
            self.breaker.dropped()
            raise
        else:
            self.breaker.succeeded()

    def spent(self, usage: Usage) -> None:
        """Told after each answer."""

    def failed(self, why: str) -> None:
        """Told after each fault."""


class _Said:
    """The data of server-sent events; what has come together is waited for once."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self.content = content
        self.ready: deque[bytes] = deque()
        self.rest = b""

    async def next(self, ends: float) -> bytes:
        """What is said next, before `ends`."""
        while not self.ready:
            part = await _within(self.content.readany(), ends)
            if not (part or self.rest):
                raise Fault("cut", again=True)
            *lines, self.rest = (self.rest + (part or b"\n")).split(b"\n")
            if len(self.rest) > LONGEST_LINE:
                raise Fault("malformed")
            self.ready.extend(line[5:].strip() for line in lines if line.startswith(b"data:"))
        return self.ready.popleft()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _again(error: Exception) -> bool | float:
    return isinstance(error, Fault) and error.again


def _tries() -> Any:
    return stamina.retry_context(on=_again, attempts=TRIES, timeout=None, wait_initial=0.2, wait_max=2, wait_jitter=0.2)


async def _within(waited: Any, ends: float) -> Any:
    """What is waited for, before `ends`."""
    try:
        async with asyncio.timeout_at(ends):
            return await waited
    except aiohttp.ClientError as fault:  # first, for a connection that took too long is a TimeoutError too
        raise Fault("connection", again=True) from fault
    except TimeoutError as fault:
        raise Fault("timeout") from fault
    except (ValueError, HttpProcessingError) as fault:  # more than any chunk or answer holds
        raise Fault("malformed") from fault


async def _read(content: aiohttp.StreamReader) -> bytes:
    """All of it; ValueError when that is too much."""
    raw = b""
    while part := await content.readany():
        raw += part
        if len(raw) > LONGEST_ANSWER:
            raise ValueError("too long")
    return raw
