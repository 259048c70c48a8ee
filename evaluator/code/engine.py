"""The WebAssembly engine that builds and runs every guest; a compiled guest fits only the engine it was made with."""

import ctypes
from importlib.metadata import version

from wasmtime import Config, Engine
from wasmtime import _ffi as ffi

WASMTIME = version("wasmtime")
STACK = 16 << 20
THREAD_STACK = 64 << 20
MEMORY = 256 << 20
# Goes into the cache's key: anything below that changes what is compiled changes it.
CONFIGURATION = f"wasmtime-{WASMTIME} fuel stack={STACK}"


def engine() -> Engine:
    """An engine that counts fuel, with a guest stack of STACK bytes; run guests on a thread of THREAD_STACK."""
    config = Config()
    config.consume_fuel = True
    config.memory_init_cow = True
    config.wasm_component_model = True
    # A guest stack over 2 MB aborts the process unless the async stack is larger still, which only the C API can say.
    raise_async_stack = ffi.dll.wasmtime_config_async_stack_size_set
    raise_async_stack.restype = None
    raise_async_stack.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    raise_async_stack(ctypes.cast(config.ptr(), ctypes.c_void_p), STACK + (1 << 20))
    config.max_wasm_stack = STACK
    return Engine(config)
