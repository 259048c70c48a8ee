"""The QuickJS guest's exports as Python calls. Numbers that cross are handles of values kept inside the guest."""

import struct
from typing import Any

from wasmtime import Store

from evaluator.code.javascript.exports import Export

REPLY_LIMIT = 16 << 20
CALLED = [
    "call_function", "eval_async", "eval_code", "execute_pending_jobs", "free_value", "get_index", "get_string",
    "last_exception", "new_string", "new_undefined", "qjs_alloc", "qjs_free", "qjs_last_len", "qjs_last_ptr",
    "qjs_result_free", "run_gc",
]  # fmt: skip


class Thrown(ValueError):
    """Evaluating or calling threw; `thrown` of the machine gives what."""


class Machine:
    """One instance. `scratch` is where it keeps three words: what a call gives out, and up to two arguments."""

    def __init__(self, store: Store, exports: Any, scratch: int | None = None, nothing: int | None = None) -> None:
        self.store = store
        self.memory = exports["memory"]
        self.exports = {name: Export(store, exports[name]) for name in CALLED}
        self.scratch = self.allocated(12) if scratch is None else scratch
        self.nothing = self.run("new_undefined") if nothing is None else nothing

    def run(self, export: str, *args: int) -> int:
        return self.exports[export](*args)

    def allocated(self, length: int) -> int:
        at = self.run("qjs_alloc", length) & 0xFFFFFFFF
        if at == 0:
            raise ValueError("the guest has no memory left")
        return at

    def result(self, status: int) -> int:
        if status != 0:
            raise Thrown(f"status {status}")
        handle: int = struct.unpack("<i", self.memory.read(self.store, self.scratch, self.scratch + 4))[0]
        return handle

    def thrown(self) -> int:
        return self.result(self.run("last_exception", self.scratch))

    def written(self, text: str) -> tuple[int, int]:
        data = text.encode("utf-8", "replace")
        at = self.allocated(len(data))
        self.memory.write(self.store, data, at)
        return at, len(data)

    def evaluated(self, code: str, how: str = "eval_code") -> int:
        """The handle of a script's completion value, or of the promise of it with `eval_async`."""
        at, length = self.written(code)
        status = self.run(how, at, length, self.scratch)
        self.run("qjs_free", at, length)
        return self.result(status)

    def item(self, array: int, index: int) -> int:
        return self.result(self.run("get_index", array, index, self.scratch))

    def text(self, value: str) -> int:
        at, length = self.written(value)
        handle = self.run("new_string", at, length)
        self.run("qjs_free", at, length)
        return handle

    def called(self, function: int, *args: int) -> int:
        """The handle of what a function gives. Handles are not freed: they go with the instance."""
        self.memory.write(self.store, struct.pack(f"<{len(args)}i", *args), self.scratch + 4)
        status = self.run("call_function", function, self.nothing, self.scratch + 4, len(args), self.scratch)
        return self.result(status)

    def said(self, function: int, *args: int) -> str:
        """What a function gives, a string."""
        if self.run("get_string", self.called(function, *args)) != 0:
            raise ValueError("not a string")
        length = self.run("qjs_last_len") & 0xFFFFFFFF
        at = self.run("qjs_last_ptr") & 0xFFFFFFFF
        if length > REPLY_LIMIT:
            raise ValueError("the reply is too long")
        reply = bytes(self.memory.read(self.store, at, at + length)).decode("utf-8", "replace")
        self.run("qjs_result_free")
        return reply
