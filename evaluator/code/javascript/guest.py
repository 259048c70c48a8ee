"""One submission's instance: begins where the snapshot stands, with the prelude run and its functions at hand."""

import json
import struct
from collections.abc import Callable
from typing import Any

from wasmtime import Engine, Module, Store

from evaluator.code import reply
from evaluator.code.engine import MEMORY
from evaluator.code.guest import IMPORT_FUEL, Guest
from evaluator.code.javascript.imports import START, Clock, Imports
from evaluator.code.javascript.machine import Machine, Thrown
from evaluator.code.javascript.snapshot import STACK
from evaluator.code.javascript.source import as_script, missing, placed

# What the prelude gives, in its order; the snapshot's constant PLACES says where their handles are listed.
FUNCTIONS = ("broken", "begin", "bind", "call", "read", "run", "step", "failed")
NAMED = ("scratch", "nothing", *FUNCTIONS)
PLACES = "places"
WRAPPED = "(async () => {"


class JavaScriptBox:
    """The compiled snapshot and its imports."""

    def __init__(self, engine: Engine, module: Module) -> None:
        self.engine, self.module = engine, module
        self.imports = Imports(engine, module)
        store = Store(engine)
        store.set_fuel(IMPORT_FUEL)
        exports: Any = self.imports.linker.instantiate(store, module).exports(store)
        table = exports[PLACES].value(store)
        packed = exports["memory"].read(store, table, table + 4 * len(NAMED))
        self.places = dict(zip(NAMED, struct.unpack(f"<{len(NAMED)}i", packed), strict=True))
        store.close()

    def guest(self) -> Guest:
        return JavaScriptGuest(self)


class JavaScriptGuest(Guest):
    """One QuickJS context."""

    def __init__(self, box: JavaScriptBox) -> None:
        super().__init__(box.engine, tables=1, instances=1)
        # Its own stack lies in linear memory too, and is no memory of the program's.
        self.store.set_limits(MEMORY + STACK, table_elements=100_000, instances=1, tables=1, memories=1)
        self.imports, self.clock, self.places = box.imports, Clock(START), box.places
        self.store.set_fuel(IMPORT_FUEL)
        exports = box.imports.linker.instantiate(self.store, box.module).exports(self.store)
        self.machine = Machine(self.store, exports, self.places["scratch"], self.places["nothing"])
        self.code, self.kind = "", "function"

    def memory_size(self) -> int:
        return int(self.machine.memory.data_len(self.store)) - STACK

    def step(self, fuel: int, run: Callable[..., str], *args: str) -> tuple[str, int]:
        self.imports.clock = self.clock
        self.clock.begin(fuel)
        try:
            return super().step(fuel, run, *args)
        finally:
            self.clock.read(self.store.get_fuel())

    def load(self, code: str, kind: str, entry: str) -> str:
        self.code, self.kind = as_script(code), kind
        self.said("begin", self.machine.text(kind))
        try:
            if kind == "program":
                self.machine.evaluated(f"{WRAPPED}{self.code}\n}})")
                return '{"kind":"OK","out":""}\n'
            self.machine.run("free_value", self.machine.evaluated(self.code))
        except Thrown:
            return self.unloadable(len(WRAPPED) if kind == "program" else 0)
        try:
            found = self.machine.evaluated(entry)
        except Thrown:
            self.machine.thrown()
            found = self.machine.nothing
        return self.said("bind", found, self.machine.text(entry)) or refusal("CE", missing(code, kind, entry))

    def unloadable(self, shift: int = 0) -> str:
        text = self.said("broken", self.machine.thrown())
        said = reply.read(text)
        if said.kind != "CE" or said.error is None:
            return text
        return refusal("CE", placed(said.error, self.code, shift), said.out)

    def call(self, input: str) -> str:
        if self.kind != "program":
            return self.said("call", self.machine.text(input)) or self.finished()
        self.said("read", self.machine.text(input))
        try:
            promise = self.machine.evaluated(self.code, "eval_async")
        except Thrown:
            return self.unloadable()
        return self.said("run", promise) or self.finished()

    def finished(self) -> str:
        """The reply, once jobs and timers have run; when nothing but waiting is left to do, time jumps."""
        while True:
            while self.machine.run("execute_pending_jobs") > 0:
                pass
            said = self.said("step")
            if said.startswith("{"):
                return said
            if said.isdecimal() and len(said) < 12:
                self.clock.jump(int(said))
            self.store.set_fuel(max(0, self.store.get_fuel() - IMPORT_FUEL))

    def said(self, function: str, *args: int) -> str:
        """What the prelude answers; after what no `catch` there can stop, what it says of that."""
        try:
            return self.machine.said(self.places[function], *args)
        except Thrown:
            return self.machine.said(self.places["failed"], self.machine.thrown())


def refusal(kind: str, error: str, out: str = "") -> str:
    return json.dumps({"kind": kind, "out": out, "error": error}) + "\n"
