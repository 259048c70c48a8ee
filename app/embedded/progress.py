"""What the person at the terminal, or the one who reads the output later, sees of a start."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """One line for each step that is done; on a terminal also a last line of what is under way."""

    def __init__(self) -> None:
        self.terminal = sys.stdout.isatty()
        self.pending: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Say how long the step took, and what was appended to the list."""
        told: list[str] = []
        self.pending.append(name)
        self._show_pending()
        began = time.monotonic()
        try:
            yield told
            self.say(f"  {name:<12} {time.monotonic() - began:5.1f} s   {' '.join(told)}".rstrip())
        finally:
            self.pending.remove(name)
            self._show_pending()

    def say(self, text: str) -> None:
        self._clear()
        print(text, flush=True)

    def complain(self, text: str) -> None:
        self._clear()
        print(text, file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self.terminal:
            print("\r\033[K", end="", flush=True)

    def _show_pending(self) -> None:
        self._clear()
        if self.terminal and self.pending:
            print(f"  ... {', '.join(self.pending)}", end="", flush=True)
