"""A submission's stream, as a client reads it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson

from contract_tests.learner import Learner

Event = tuple[str, str, Any]


class Reading:
    """An open stream: its events one by one, and how often it was silent for so long that it said so."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer, self.heartbeats = answer, 0

    async def next(self) -> Event | None:
        """The next event as (id, name, data); None at the end."""
        fields: dict[str, str] = {}
        while line := (await self.answer.content.readline()).decode():
            if line == "\n" and fields:
                return fields["id"], fields["event"], orjson.loads(fields["data"])
            if line.startswith(":"):
                self.heartbeats += 1
            elif line != "\n":
                name, _, value = line.rstrip("\n").partition(": ")
                fields[name] = value
        return None


@asynccontextmanager
async def opened(learner: Learner, submission: Any, after: str | None = None, expect: int = 200) -> AsyncIterator[Any]:
    """The submission's stream, behind the event `after`; with another status than 200 the answer's JSON."""
    headers = {"Authorization": f"Bearer {learner.token}"} | ({"Last-Event-ID": after} if after else {})
    url = f"{learner.base}/v1/submissions/{submission['id']}/events"
    async with learner.http.get(url, headers=headers) as answer:
        assert expect == answer.status
        if expect != 200:
            text = await answer.text()
            yield orjson.loads(text) if text else None
            return
        assert "text/event-stream" == answer.content_type
        yield Reading(answer)


async def read(learner: Learner, submission: Any, after: str | None = None) -> list[Event]:
    """All events of a stream that ends."""
    events = []
    async with opened(learner, submission, after) as reading:
        while event := await reading.next():
            events.append(event)
    return events


async def verdict(learner: Learner, submission: Any) -> Any:
    """The submission with its verdict, waited for."""
    return (await read(learner, submission))[-1][2]
