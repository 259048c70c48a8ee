"""One program in one box: loaded when it is first needed, called once a test, replaced when its instance is lost."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from evaluator.code import reply
from evaluator.code.guest import Box, Guest, Stopped
from evaluator.code.reply import Reply

# All its tests together may burn what this many tests may: what hangs in every one is told so within seconds.
TESTS_WORTH = 2


class Limits(Protocol):
    """What running needs to know of a language."""

    @property
    def FUEL(self) -> int: ...  # noqa: N802 - a module's constant

    @property
    def ONE_NUMBER_TYPE(self) -> bool: ...  # noqa: N802


@dataclass
class Cost:
    """What one test took: fuel in units of the engine, CPU of this thread, the most memory its instance has had."""

    fuel: int = 0
    cpu_ms: float = 0.0
    memory_bytes: int = 0


class Program:
    """A program on its way: the instance it runs in, the fuel it has left, the cost of its last test."""

    def __init__(self, language: Limits, box: Box, code: str, kind: str, entry: str) -> None:
        self.language, self.box, self.source, self.kind = language, box, (code, kind, entry), kind
        self.fuel = TESTS_WORTH * language.FUEL
        self.guest: Guest | None = None
        self.loaded = False
        self.cost = Cost()

    def answer(self, input: str) -> Reply:
        """What the program answers to the JSON text `input`; what that cost is then in `cost`."""
        self.cost = Cost()
        if self.fuel <= 0:
            return Reply("TLE", error="the submission's time is used up")
        try:
            said = self.run(input)
        except Stopped as stopped:
            said = Reply(stopped.verdict, error=str(stopped))
            self.discard()
        # Nothing of one run of a whole program is there in the next; a guest short of memory may fail in odd ways.
        if self.kind == "program" or said.kind == "MLE":
            self.discard()
        return said

    def run(self, input: str) -> Reply:
        """One call, after loading where there is no instance; Stopped when the instance is lost."""
        if self.guest is None:
            self.guest = self.box.guest()
            said = self.step(self.guest, self.guest.load, *self.source)
            if said.kind != "OK":
                self.discard()
                # It did load before, for an earlier test.
                return replace(said, kind="RTE") if said.kind == "CE" and self.loaded else said
            self.loaded = True
        said = self.step(self.guest, self.guest.call, input)
        # What was called did load, whatever it says of itself.
        return replace(said, kind="RTE") if said.kind == "CE" else said

    def step(self, guest: Guest, run: Callable[..., str], *args: str) -> Reply:
        started, burnt = time.thread_time(), 0
        try:
            text, burnt = guest.step(min(self.language.FUEL, self.fuel), run, *args)
        except Stopped as stopped:
            burnt = stopped.burnt
            raise
        finally:
            self.cost.cpu_ms += (time.thread_time() - started) * 1000
            self.cost.memory_bytes = guest.memory_size()
            self.cost.fuel += burnt
            self.fuel -= burnt
        return reply.read(text)

    def discard(self) -> None:
        """Free the instance; the next test gets a new one."""
        if self.guest is not None:
            self.guest.close()
            self.guest = None
