"""A log that can be waited for."""

import asyncio
from typing import Any

PATIENCE_S = 30
"""A line that has not come by then will not come."""


class Told:
    """Takes the place of a module's `log`, and keeps the lines."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    def info(self, line: str, **_: Any) -> None:
        self.lines.put_nowait(line)

    warning = error = info

    async def until(self, line: str) -> None:
        """Wait for it; TimeoutError after PATIENCE_S."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.lines.get() != line:
                pass
