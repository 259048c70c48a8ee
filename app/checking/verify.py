"""A whole bank before the evaluator, some problems at once."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from typing import Any, NamedTuple

from app.checking.cases import cases, fault
from domain.errors import Unavailable, Unjudgeable
from upstreams.evaluator import Evaluator

AT_ONCE = os.cpu_count() or 1
TRIES = 5
"""An evaluator that others use as well may be full for a while."""


class Checked(NamedTuple):
    """A problem, how many of its answers were judged, and what was wrong: places and words."""

    problem: dict[str, Any]
    judged: int
    faults: list[str]


async def check(evaluator: Evaluator, problem: dict[str, Any]) -> Checked:
    """All answers of one problem; Unavailable when the evaluator is away for good."""
    faults, judged = [], 0
    for case in cases(problem):
        judged += 1
        try:
            wrong = await patiently(evaluator, problem, case)
        except Unjudgeable as broken:
            wrong = f"checker.code: {broken.fault}"
        if wrong:
            faults.append(f"{case.place}: {wrong}")
    return Checked(problem, judged, faults)


async def patiently(evaluator: Evaluator, problem: dict[str, Any], case: Any) -> str | None:
    """What is wrong with the case, asked again while the evaluator has no room."""
    for _ in range(TRIES - 1):
        try:
            return await fault(evaluator, problem, case)
        except Unjudgeable:
            raise
        except Unavailable as away:
            await asyncio.sleep(away.retry_after)
    return await fault(evaluator, problem, case)


async def check_all(evaluator: Evaluator, problems: Iterable[dict[str, Any]]) -> AsyncIterator[Checked]:
    """Every problem as soon as it is done; Unavailable ends it all."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(problem: dict[str, Any]) -> Checked:
        async with places:
            return await check(evaluator, problem)

    tasks = [asyncio.create_task(one(problem)) for problem in problems]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
