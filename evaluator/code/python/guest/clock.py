"""Time that passes at once: who sleeps wakes later by the clock, and nobody waits."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from evaluator.code.python.guest import own

globals()["__builtins__"] = own.BUILTINS

NANO = 10**9
CLOCKS = ("time", "monotonic", "perf_counter")
slept = 0


def sleep(seconds: float) -> None:
    """`time.sleep`, which takes no time."""
    global slept
    nanoseconds = int(seconds * NANO)
    if nanoseconds < 0:
        raise ValueError("sleep length must be non-negative")
    slept += nanoseconds


def later(clock: Callable[[], int]) -> Callable[[], int]:
    return lambda: clock() + slept


def in_seconds(clock: Callable[[], int]) -> Callable[[], float]:
    return lambda: clock() / NANO


class Selector:
    """What an event loop waits with: here there is nothing to wait for but time."""

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everything waits, and nothing is left that could end it")
        sleep(max(timeout, 0))
        return []

    def close(self) -> None:
        pass


class Loop(asyncio.BaseEventLoop):
    """An event loop without files or sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Selector()

    def time(self) -> float:
        return time.monotonic()

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


for name in CLOCKS:
    moved = later(getattr(time, f"{name}_ns"))
    setattr(time, f"{name}_ns", moved)
    setattr(time, name, in_seconds(moved))
setattr(time, "sleep", sleep)  # noqa: B010 - mypy has its own idea of what may be assigned
# Every way to an event loop ends in the policy's factory.
policy: Any = asyncio.events._get_event_loop_policy()  # type: ignore[attr-defined]
setattr(type(policy), "_loop_factory", Loop)  # noqa: B010
vars(asyncio)["EventLoop"] = Loop
run = asyncio.run
