"""One who reads a Valkey stream, and what is to be told to them."""

import asyncio
from collections.abc import Iterable

from redis.exceptions import ConnectionError as NotConnected

from domain.ports import Entry
from domain.streams import order

QUIET_S = 15
"""How long one hears nothing before being told so."""
ENTRIES = 100
"""What one is given at once, so that memory is bounded."""


class Reader:
    """Reads behind `last`; there may be something `new`, which they wait for or will; nobody may write any more."""

    def __init__(self, stream: str, last: str, while_there: str | None, now: float) -> None:
        self.stream, self.last, self.while_there = stream, last, while_there
        self.waiting: asyncio.Future[list[Entry] | None] | None = None
        self.new, self.over = True, False
        self.look_at, self.told_at = now, now

    async def wait(self) -> list[Entry] | None:
        """For what is told next."""
        self.waiting = asyncio.get_running_loop().create_future()
        try:
            return await self.waiting
        finally:
            self.waiting = None

    def tell(self, found: Iterable[Entry], now: float) -> None:
        """What there is behind `last`, if they wait for it: entries, the end, or that it has been quiet for long."""
        if self.waiting is None or self.waiting.done():
            self.new = True
            return
        last = order(self.last)
        entries = [each for each in found if order(each.id) > last]
        if entries:
            self.last, self.told_at = entries[-1].id, now
            self.new = self.new or len(entries) >= ENTRIES or self.over
            # Somebody else may have begun to write it.
            self.look_at = now if self.over else self.look_at
            self.waiting.set_result(entries)
        elif self.over:
            self.waiting.set_result(None)
        elif now >= self.told_at + QUIET_S:
            self.told_at = now
            self.waiting.set_result([])

    def fail(self) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(away())


def away() -> NotConnected:
    return NotConnected("Valkey went away.")
