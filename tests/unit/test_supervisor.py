"""Parts that start together also end together, each in its own time."""

import asyncio
from contextlib import suppress

from app.supervisor import together


async def test_a_part_that_is_cancelled_ends_what_it_started_before_the_others_are_waited_for() -> None:
    started, ended = asyncio.Event(), []

    async def quick() -> None:
        await asyncio.Event().wait()

    async def thorough() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            for step in range(3):
                await asyncio.sleep(0)
                ended.append(step)

    both = asyncio.create_task(together(quick(), thorough()))
    await started.wait()
    both.cancel()
    with suppress(asyncio.CancelledError):
        await both

    assert [0, 1, 2] == ended
