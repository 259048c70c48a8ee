"""The guest's exports, called without the checks that the pinned guest's fixed signatures make needless.

`wasmtime.Func` looks its own type up on every call, which for the dozen calls of one test cost more than the test.
"""

from ctypes import byref
from typing import Any

from wasmtime import Func, Store, WasmtimeError
from wasmtime import _ffi as ffi
from wasmtime._func import enter_wasm

MOST_ARGUMENTS = 5


class Export:
    """A function of `i32`s that gives one `i32` or nothing; raises as `wasmtime.Func` does."""

    def __init__(self, store: Store, function: Func) -> None:
        self.store, self.function = store, byref(function._func)
        self.values: Any = (ffi.wasmtime_val_raw_t * MOST_ARGUMENTS)()

    def __call__(self, *args: int) -> int:
        for value, arg in zip(self.values, args, strict=False):
            value.i32 = arg
        with enter_wasm(self.store) as trap:
            error = ffi.wasmtime_func_call_unchecked(
                self.store._context(), self.function, self.values, MOST_ARGUMENTS, trap
            )
            if error:
                raise WasmtimeError._from_ptr(error)
        result: int = self.values[0].i32
        return result
