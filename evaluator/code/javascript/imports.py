"""What the QuickJS guest may ask of its host: a clock that fuel drives, fixed random bytes, an empty environment.

Nothing comes from outside, so that a submission does the same at every run.
"""

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wasmtime import Engine, Linker, Module
from wasmtime import _ffi as ffi

from evaluator.code.guest import Denied, charge

WASI = "wasi_snapshot_preview1"
BAD_DESCRIPTOR, INVALID = 8, 28
# 2026-01-01T00:00:00Z: when every program starts, in nanoseconds.
EPOCH = 1_767_225_600 * 10**9
UNITS_PER_NANOSECOND = 3
# Where a program's clock starts: after all that the snapshot's own has shown.
START = 10**8


@dataclass
class Clock:
    """One instance's time, in nanoseconds: what it burns moves it, and waiting makes it jump."""

    now: int = 0
    fuel: int = 0

    def begin(self, fuel: int) -> None:
        self.fuel = fuel

    def read(self, left: int) -> int:
        self.now += (self.fuel - left) // UNITS_PER_NANOSECOND
        self.fuel = left
        return self.now

    def jump(self, milliseconds: int) -> None:
        self.now += milliseconds * 10**6


class Imports:
    """A linker for the guest; `clock` is that of the instance that runs."""

    def __init__(self, engine: Engine, module: Module) -> None:
        self.clock = Clock()
        self.linker = Linker(engine)
        for wanted in module.imports:
            self.define(wanted.module, wanted.name or "", wanted.type)

    def define(self, module: str, name: str, kind: Any) -> None:
        granted: dict[str, Any] = {
            "clock_time_get": self.time,
            "random_get": random,
            "environ_sizes_get": no_environment,
        }
        if module == WASI and name in granted:
            self.linker.define_func(module, name, kind, granted[name], access_caller=True)
        elif name in ("environ_get", "host_interrupt", "host_module_normalize"):
            self.linker.define_func(module, name, kind, lambda *args: 0)
        elif name.startswith("fd_"):
            self.linker.define_func(module, name, kind, lambda *args: BAD_DESCRIPTOR)
        else:
            self.linker.define_func(module, name, kind, denied(name))

    def time(self, caller: Any, clock_id: int, precision: int, at: int) -> int:
        charge(caller)
        left = ctypes.c_uint64(0)
        ffi.wasmtime_context_get_fuel(caller._context(), ctypes.byref(left))
        now = self.clock.read(left.value) + (EPOCH - START if clock_id == 0 else 0)
        caller["memory"].write(caller, struct.pack("<Q", now), at)
        return 0


def random(caller: Any, at: int, length: int) -> int:
    charge(caller)
    if not 0 <= length <= 4096:
        return INVALID
    caller["memory"].write(caller, b"\x07" * length, at)
    return 0


def no_environment(caller: Any, count_at: int, size_at: int) -> int:
    caller["memory"].write(caller, bytes(4), count_at)
    caller["memory"].write(caller, bytes(4), size_at)
    return 0


def denied(name: str) -> Callable[..., int]:
    def trap(*args: int) -> int:
        raise Denied(name)

    return trap
