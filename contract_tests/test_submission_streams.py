"""A submission's stream, through HTTP: it says what is waited for, and the verdict as soon as there is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
import orjson

from contract_tests.learner import Learner
from contract_tests.test_rubrics import answered, put, scored

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


async def test_a_verdict_that_is_there_is_told_at_once_and_until_it_was_read(learner: Learner) -> None:
    session = await learner.start("math", problem_id="expand-a-squared-binomial")
    submission = await learner.submit(session, {"expression": "4x^2 + 9"})

    (told,) = await read(learner, submission)

    assert ("graded", await learner.get(f"/submissions/{submission['id']}")) == told[1:]
    assert [told] == await read(learner, submission) == await read(learner, submission, "0-1")
    async with opened(learner, submission, told[0], expect=204) as nothing:
        assert nothing is None


async def test_who_waits_is_told_of_the_grade_when_it_is_given(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    async with opened(learner, submission) as reading:
        waiting = await reading.next()
        await put(grader, submission, await scored(learner, submission, 3))
        graded, end = await reading.next(), await reading.next()

    assert ("waiting", submission) == waiting[1:]
    assert ("graded", await learner.get(f"/submissions/{submission['id']}"), None) == (*graded[1:], end)


async def test_who_comes_back_is_told_what_is_new_alone(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    async with opened(learner, submission) as reading:
        waiting = await reading.next()
    async with opened(learner, submission, waiting[0]) as reading:
        await put(grader, submission, await scored(learner, submission, 3))
        good = await reading.next()
    await put(grader, submission, await scored(learner, submission, 1))
    (poor,) = await read(learner, submission, good[0])

    assert [("graded", "passed"), ("graded", "failed")] == [(name, data["status"]) for _, name, data in (good, poor)]
    async with opened(learner, submission, poor[0], expect=204):
        pass


async def test_a_submission_that_is_not_the_learners_has_no_stream(learner: Learner, stranger: Learner) -> None:
    submission = await answered(learner)

    async with opened(stranger, submission, expect=404) as theirs:
        pass
    async with opened(stranger, {"id": str(uuid4())}, expect=404) as missing:
        assert "/problems/not-found" == theirs["type"]
        assert missing == theirs


async def test_a_third_stream_that_waits_is_too_many_and_one_that_ends_makes_room(learner: Learner) -> None:
    submissions = [await answered(learner) for _ in range(3)]
    async with opened(learner, submissions[0]) as first, opened(learner, submissions[1]) as second:
        for reading in (first, second):
            await reading.next()
        async with opened(learner, submissions[2], expect=429) as refused:
            assert "/problems/too-many-requests" == refused["type"]
