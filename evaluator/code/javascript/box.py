"""JavaScript: the QuickJS-ng guest of the pinned PyPI package `quickjs-rs`, driven through its own exports."""

import hashlib
import os
import re
import struct
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from wasmtime import Engine, Instance, Linker, Module

from evaluator.code.guest import Denied, Guest, charge
from evaluator.code.javascript.exports import Export

NAME = "javascript"
VERSION = "ECMAScript 2023, QuickJS-ng"
MODULES: tuple[str, ...] = ()
FUEL = 6_000_000_000
ONE_NUMBER_TYPE = True

GUEST_SHA256 = "647ab11ae29cc6d39a6d17d3aa1e7a6a0b5fb9c44b4864475a18bc644f926050"
PRELUDE = Path(__file__).with_name("prelude.js").read_text()
REPLY_LIMIT = 4 << 20
WASI = "wasi_snapshot_preview1"
BAD_DESCRIPTOR, INVALID = 8, 28
CALLED = [
    "call_function", "eval_code", "execute_pending_jobs", "free_value", "get_index", "get_string", "last_exception",
    "new_string", "new_undefined", "qjs_alloc", "qjs_free", "qjs_last_len", "qjs_last_ptr", "qjs_result_free",
]  # fmt: skip
DECLARED = re.compile(r"^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)", re.MULTILINE)


def guest_wasm() -> bytes:
    """The guest's bytes; ValueError when they are not the ones this code was written against."""
    wasm = (files("quickjs_rs") / "_guest.wasm").read_bytes()
    if hashlib.sha256(wasm).hexdigest() != GUEST_SHA256:
        raise ValueError("the QuickJS guest of quickjs-rs is not the one that is pinned here")
    return wasm


def ingredients() -> list[bytes]:
    return [GUEST_SHA256.encode()]


def compiled(engine: Engine, work: Path, say: Callable[[str], None]) -> bytes:
    say("compiling the QuickJS guest")
    return bytes(Module(engine, guest_wasm()).serialize())


def clock(caller: Any, clock_id: int, precision: int, at: int) -> int:
    charge(caller)
    now = time.time_ns() if clock_id == 0 else time.monotonic_ns()
    caller["memory"].write(caller, struct.pack("<Q", now), at)
    return 0


def random(caller: Any, at: int, length: int) -> int:
    charge(caller)
    if not 0 <= length <= 4096:
        return INVALID
    caller["memory"].write(caller, os.urandom(length), at)
    return 0


def no_environment(caller: Any, count_at: int, size_at: int) -> int:
    caller["memory"].write(caller, bytes(4), count_at)
    caller["memory"].write(caller, bytes(4), size_at)
    return 0


def denied(name: str) -> Callable[..., int]:
    def trap(*args: int) -> int:
        raise Denied(name)

    return trap


GRANTED: dict[str, Any] = {"clock_time_get": clock, "random_get": random, "environ_sizes_get": no_environment}


class JavaScriptBox:
    """The compiled guest and its imports: clocks, capped random, an empty environment; all else traps."""

    def __init__(self, engine: Engine, artefact: Path) -> None:
        self.engine = engine
        self.module = Module.deserialize_file(engine, str(artefact))
        self.linker = Linker(engine)
        for wanted in self.module.imports:
            self.define(wanted.module, wanted.name or "", wanted.type)

    def define(self, module: str, name: str, kind: Any) -> None:
        if module == WASI and name in GRANTED:
            self.linker.define_func(module, name, kind, GRANTED[name], access_caller=True)
        elif name in ("environ_get", "host_interrupt"):
            self.linker.define_func(module, name, kind, lambda *args: 0)
        elif name.startswith("fd_"):
            self.linker.define_func(module, name, kind, lambda *args: BAD_DESCRIPTOR)
        else:
            self.linker.define_func(module, name, kind, denied(name))

    def guest(self) -> Guest:
        return JavaScriptGuest(self)


class JavaScriptGuest(Guest):
    """One QuickJS context. Numbers that cross are handles of values kept inside the guest."""

    def __init__(self, box: JavaScriptBox) -> None:
        super().__init__(box.engine, tables=1, instances=1)
        self.store.set_fuel(FUEL)
        instance: Instance = box.linker.instantiate(self.store, box.module)
        exports: Any = instance.exports(self.store)
        self.memory = exports["memory"]
        self.exports = {name: Export(self.store, exports[name]) for name in CALLED}
        # One word for what a call gives out, and one for its argument.
        self.out = self.allocated(8)
        self.nothing = self.run("new_undefined")
        functions = self.evaluated(PRELUDE)
        self.broken, self.bind, self.judge_call, self.settle = (
            self.result(self.run("get_index", functions, index, self.out)) for index in range(4)
        )

    def memory_size(self) -> int:
        return int(self.memory.data_len(self.store))

    def load(self, code: str, kind: str, entry: str) -> str:
        try:
            self.run("free_value", self.evaluated(code))
        except ValueError:
            return self.said(self.broken, self.thrown())
        try:
            found = self.evaluated(entry)
        except ValueError:
            self.thrown()
            there = ", ".join(dict.fromkeys(DECLARED.findall(code)))
            names = f"the names defined here are {there[:500]}" if there else "no function is defined here"
            found = self.text(f"there is no function named {entry}; {names}")
            return self.said(self.broken, found)
        return self.said(self.bind, found)

    def call(self, input: str) -> str:
        reply = self.said(self.judge_call, self.text(input))
        if reply:
            return reply
        while self.run("execute_pending_jobs") > 0:
            pass
        return self.said(self.settle)

    def run(self, export: str, *args: int) -> int:
        return self.exports[export](*args)

    def allocated(self, length: int) -> int:
        at = self.run("qjs_alloc", length) & 0xFFFFFFFF
        if at == 0:
            raise ValueError("the guest has no memory left")
        return at

    def result(self, status: int) -> int:
        if status != 0:
            raise ValueError(f"status {status}")
        handle: int = struct.unpack("<i", self.memory.read(self.store, self.out, self.out + 4))[0]
        return handle

    def thrown(self) -> int:
        return self.result(self.run("last_exception", self.out))

    def written(self, text: str) -> tuple[int, int]:
        data = text.encode()
        at = self.allocated(len(data))
        self.memory.write(self.store, data, at)
        return at, len(data)

    def evaluated(self, code: str) -> int:
        """The handle of a script's completion value; ValueError when it threw, which `thrown` then gives."""
        at, length = self.written(code)
        status = self.run("eval_code", at, length, self.out)
        self.run("qjs_free", at, length)
        return self.result(status)

    def text(self, value: str) -> int:
        at, length = self.written(value)
        handle = self.run("new_string", at, length)
        self.run("qjs_free", at, length)
        return handle

    def said(self, function: int, argument: int | None = None) -> str:
        """What a function of the prelude returns, a string. Handles are not freed: they go with the instance."""
        count = 0 if argument is None else 1
        if argument is not None:
            self.memory.write(self.store, struct.pack("<i", argument), self.out + 4)
        answer = self.result(self.run("call_function", function, self.nothing, self.out + 4, count, self.out))
        if self.run("get_string", answer) != 0:
            raise ValueError("not a string")
        length = self.run("qjs_last_len") & 0xFFFFFFFF
        at = self.run("qjs_last_ptr") & 0xFFFFFFFF
        if length > REPLY_LIMIT:
            raise ValueError("the reply is too long")
        reply = bytes(self.memory.read(self.store, at, at + length)).decode("utf-8", "replace")
        self.run("qjs_result_free")
        return reply


def open(engine: Engine, artefact: Path) -> JavaScriptBox:
    return JavaScriptBox(engine, artefact)
