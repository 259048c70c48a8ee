"""What every language offers the judge: a `Box` makes instances; a `Guest` is one of them, for one submission."""

import ctypes
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from wasmtime import Engine, Store, Trap, WasmtimeError
from wasmtime import _ffi as ffi

from evaluator.code.engine import MEMORY

# Closer than this to MEMORY, a failure is put down to memory: a guest that cannot grow fails in odd ways.
NEARLY = 8 << 20
# What one call of a granted import burns: about the CPU time that it takes.
IMPORT_FUEL = 200_000


def charge(caller: Any) -> None:
    """Burn IMPORT_FUEL, so that asking for the time in a loop is no way around the limit."""
    left = ctypes.c_uint64(0)
    ffi.wasmtime_context_get_fuel(caller._context(), ctypes.byref(left))
    ffi.wasmtime_context_set_fuel(caller._context(), max(0, left.value - IMPORT_FUEL))


class Denied(Exception):
    """Raised by an import that the guest may not use, which ends the instance."""


class Stopped(Exception):
    """The instance is lost: `verdict` is TLE, MLE or RTE, the text is for the learner, `burnt` is in units of fuel."""

    def __init__(self, verdict: str, message: str, burnt: int = 0) -> None:
        super().__init__(message)
        self.verdict, self.burnt = verdict, burnt


class Guest(ABC):
    """One instance. `fuel` is what one step may burn; after Stopped only `close` may be called."""

    def __init__(self, engine: Engine, tables: int, instances: int) -> None:
        self.store = Store(engine)
        self.store.set_limits(MEMORY, table_elements=100_000, instances=instances, tables=tables, memories=instances)

    def memory_size(self) -> int:
        """Bytes of linear memory in use, 0 where the guest does not show it."""
        return 0

    @abstractmethod
    def load(self, code: str, kind: str, entry: str) -> str:
        """Run the top level and find `entry` in it, or compile a "program"; the reply's text."""

    @abstractmethod
    def call(self, input: str) -> str:
        """Run one test on its input, JSON text; the reply's text.

        For a "function" the input is the array of arguments, for a "class" {"args": [...], "calls": [[method, [...]],
        ...]}, for a "program" its stdin as a string. The reply's value is what the function returned, the list of what
        the calls returned, or empty for a program, which answers with what it printed.
        """

    def step(self, fuel: int, run: Callable[..., str], *args: str) -> tuple[str, int]:
        """The reply of `run(*args)` and the fuel it burnt; Stopped when the instance did not survive it."""
        self.store.set_fuel(fuel)
        try:
            return run(*args), fuel - self.store.get_fuel()
        except (Trap, WasmtimeError, Denied, ValueError) as error:
            # A traceback would pin the store, so only the words are kept.
            verdict, message = self.stopped(str(error))
            raise Stopped(verdict, message, fuel - self.store.get_fuel()) from None

    def stopped(self, said: str) -> tuple[str, str]:
        """Why the instance ended, from what the engine said: verdict and message."""
        if self.memory_size() > MEMORY - NEARLY:
            return ("MLE", "the memory limit was exceeded")
        if self.store.get_fuel() == 0:
            return ("TLE", "the time limit was exceeded")
        # A guest whose own stack lies at the bottom of its memory overflows it downwards, out of bounds.
        if "call stack exhausted" in said or "out of bounds memory access" in said:
            return ("RTE", "the call stack is exhausted: the recursion is too deep")
        if "exit" in said:
            return ("RTE", "the program tried to end the process")
        return ("RTE", "the program was stopped: it asked for something that is not available here")

    def close(self) -> None:
        """Free the instance's memory now."""
        self.store.close()


class Box(Protocol):
    """A compiled guest, ready to make instances."""

    def guest(self) -> Guest: ...


class Language(Protocol):
    """A folder beside this file is a language; its `box` module keeps this interface."""

    NAME: str
    # Of the language and its engine, for people.
    VERSION: str
    # What a program may import.
    MODULES: tuple[str, ...]
    # What one test may burn: about two seconds of CPU on the machine of bench/, the same everywhere.
    FUEL: int
    # Whether 1 and 1.0 are the same value.
    ONE_NUMBER_TYPE: bool
    # A program whose `f` prints what it gets and returns something of it: run once before a worker's walls go up.
    REHEARSAL: str

    def ingredients(self) -> list[bytes]:
        """Everything that decides what `compiled` gives."""

    def compiled(self, engine: Engine, work: Path, say: Callable[[str], None]) -> Any:
        """The guest compiled ahead of time, as bytes; `work` is an empty folder to make it in."""

    def open(self, engine: Engine, artefact: Path) -> Box: ...
