"""What is seen of a check: a line for each problem, or on a terminal one line that tells how far it is."""

import sys
from types import TracebackType
from typing import Self


class Live:
    """Writes to standard output; the last line of a terminal is cleared when the block ends."""

    def __init__(self, total: int) -> None:
        self.terminal = sys.stdout.isatty()
        self.total = total
        self.done = self.faults = 0

    def __enter__(self) -> Self:
        self._show("waiting for the evaluator")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._clear()

    def problem(self, file: str, judged: int, faults: list[str]) -> None:
        """One more problem is checked, with this many answers."""
        self.done += 1
        self.faults += len(faults)
        self._clear()
        for fault in faults:
            print(f"{file}: {fault}", flush=True)
        if not self.terminal and not faults:
            print(f"{file}: {judged} answers are as said" if judged else f"{file}: nothing to judge", flush=True)
        self._show(file)

    def _show(self, text: str) -> None:
        if self.terminal:
            wrong = f", {self.faults} wrong" if self.faults else ""
            print(f"  {self.done} of {self.total} problems{wrong}: {text}"[:79], end="", flush=True)

    def _clear(self) -> None:
        if self.terminal:
            print("\r\033[K", end="", flush=True)
