"""Valkey's client, by which what many have to ask at once goes in one round trip."""

import asyncio
from collections.abc import Callable
from typing import Any

import redis.asyncio as redis

AT_ONCE = 200
"""Who is served in a round trip, so that nobody waits long for its end."""

Fill = Callable[[Any], object]
"""Puts commands into a pipeline."""


class Valkey(redis.Redis):
    """What is asked while a round trip is under way goes in the next, in the order in which it was asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: list[tuple[Fill, asyncio.Future[list[Any]]]] = []
        self.asking: asyncio.Task[None] | None = None

    async def together(self, fill: Fill) -> list[Any]:
        """The answers to the commands that `fill` puts in, which are no transaction; RedisError for any of them."""
        answers: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self.asked.append((fill, answers))
        if self.asking is None:
            self.asking = asyncio.create_task(self._ask())
        return await answers

    async def _ask(self) -> None:
        try:
            while self.asked:
                now, self.asked = self.asked[:AT_ONCE], self.asked[AT_ONCE:]
                await self._ask_for(now)
        finally:
            self.asking = None

    async def _ask_for(self, asked: list[tuple[Fill, asyncio.Future[list[Any]]]]) -> None:
        ends = [0]
        async with self.pipeline(transaction=False) as pipe:
            for fill, answers in asked:
                # Who has given up asks nothing; who cannot ask is told so, and keeps nobody else from it.
                if not answers.done():
                    try:
                        fill(pipe)
                    except Exception as fault:
                        answers.set_exception(fault)
                ends.append(len(pipe))
            try:
                found = await pipe.execute(raise_on_error=False)
            except Exception as fault:
                found = [fault] * ends[-1]
        for (_, answers), start, end in zip(asked, ends, ends[1:], strict=False):
            _tell(answers, found[start:end])


def _tell(answers: asyncio.Future[list[Any]], found: list[Any]) -> None:
    if not answers.done():
        fault = next((each for each in found if isinstance(each, Exception)), None)
        if fault is None:
            answers.set_result(found)
        else:
            answers.set_exception(fault)
