"""JavaScript: the QuickJS-ng guest of the pinned PyPI package `quickjs-rs`, begun at setup and kept as it then is."""

import hashlib
import struct
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from wasmtime import Engine, Module, Store

from evaluator.code.javascript import snapshot
from evaluator.code.javascript.guest import FUNCTIONS, PLACES, JavaScriptBox
from evaluator.code.javascript.imports import Imports
from evaluator.code.javascript.machine import CALLED, Machine

NAME = "javascript"
VERSION = "ECMAScript 2025 (QuickJS-ng 0.15.0)"
MODULES = (
    "assert", "events", "fs", "fs/promises", "os", "perf_hooks", "process", "readline", "readline/promises", "timers",
    "timers/promises", "util",
)  # fmt: skip
FUEL = 6_000_000_000
ONE_NUMBER_TYPE = True
REHEARSAL = "function f(x) { console.log(x); return x[0].at; }"

GUEST_SHA256 = "647ab11ae29cc6d39a6d17d3aa1e7a6a0b5fb9c44b4864475a18bc644f926050"
HERE = Path(__file__).parent
# Parts of one function, in this order.
PARTS = ("primordials", "inspect", "output", "time", "clone", "encode", "emitter", "input", "modules", "judge")
PRELUDE = "".join((HERE / "prelude" / f"{part}.js").read_text() for part in PARTS)
# What the snapshot is made by, beside the guest and the prelude.
MAKERS = tuple(HERE / name for name in ("snapshot.py", "machine.py", "imports.py", "box.py"))
BUILD_FUEL = 10**12


def guest_wasm() -> bytes:
    """The guest's bytes; ValueError when they are not the ones this code was written against."""
    wasm = (files("quickjs_rs") / "_guest.wasm").read_bytes()
    if hashlib.sha256(wasm).hexdigest() != GUEST_SHA256:
        raise ValueError("the QuickJS guest of quickjs-rs is not the one that is pinned here")
    return wasm


def ingredients() -> list[bytes]:
    return [GUEST_SHA256.encode(), PRELUDE.encode(), *(path.read_bytes() for path in MAKERS)]


def compiled(engine: Engine, work: Path, say: Callable[[str], None]) -> bytes:
    say("running the JavaScript prelude")
    wasm = begun(engine, guest_wasm())
    say("compiling the QuickJS guest")
    return bytes(Module(engine, wasm).serialize())


def begun(engine: Engine, wasm: bytes) -> bytes:
    """The guest as it stands after the prelude."""
    module, store = Module(engine, wasm), Store(engine)
    store.set_fuel(BUILD_FUEL)
    imports = Imports(engine, module)
    imports.clock.begin(BUILD_FUEL)
    machine = Machine(store, imports.linker.instantiate(store, module).exports(store))
    # By way of `eval`, so that its lines are not taken for the solution's.
    text = machine.text(f"(() => {{ 'use strict';\n{PRELUDE}}})()")
    functions = machine.called(machine.evaluated("(text) => (0, eval)(text)"), text)
    places = [machine.scratch, machine.nothing, *(machine.item(functions, at) for at in range(len(FUNCTIONS)))]
    table = machine.allocated(4 * len(places))
    machine.memory.write(store, struct.pack(f"<{len(places)}i", *places), table)
    # What is no garbage now need not be gone through for every submission.
    machine.run("run_gc")
    image = bytes(machine.memory.read(store, 0, machine.memory.data_len(store)))
    store.close()
    return snapshot.taken(wasm, image, {"memory", *CALLED}, PLACES, table)


def open(engine: Engine, artefact: Path) -> JavaScriptBox:
    return JavaScriptBox(engine, Module.deserialize_file(engine, str(artefact)))
