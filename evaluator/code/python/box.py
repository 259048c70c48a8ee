"""Python: a component of CPython and its library, made by componentize-py of `guest/`, `judge.wit` and `host.wat`."""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from wasmtime import Engine, wat2wasm
from wasmtime import _ffi as ffi
from wasmtime.component import Component, Linker

from evaluator.code.engine import MEMORY
from evaluator.code.guest import Guest, charge
from evaluator.code.python.modules import MODULES as MODULES

NAME = "python"
FUEL = 10_000_000_000
ONE_NUMBER_TYPE = False
REHEARSAL = "def f(x):\n    print(x)\n    return x[0]"
VERSION = f"CPython 3.14.0 on WASI, componentize-py {version('componentize-py')}"

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
WIT, HOST = HERE / "judge.wit", HERE / "host.wat"
MAIN = "evaluator.code.python.guest.judge"
# The guest's modules and the packages they are in, at the same places as here.
PACKAGES = [folder / "__init__.py" for folder in (HERE.parent.parent, HERE.parent, HERE)]
SOURCES = (*PACKAGES, HERE / "modules.py", *sorted((HERE / "guest").glob("*.py")))
# The same for every submission: what `random` gives is part of the verdict.
SEED = 7
# The clock is that of the work done: it starts here (2026-01-01) and moves with the fuel.
START = 1_767_225_600
FUEL_PER_NANOSECOND = 5
PAGE = 65_536


def ingredients() -> list[bytes]:
    return [version("componentize-py").encode(), *(source.read_bytes() for source in (WIT, HOST, *SOURCES))]


def compiled(engine: Engine, work: Path, say: Callable[[str], None]) -> bytes:
    say("building the Python component")
    app = work / "app"
    for source in SOURCES:
        copy = app / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    # The name is what componentize-py knows a library by.
    (app / "host.cpython-314-wasm32-wasi.so").write_bytes(wat2wasm(HOST.read_text()))
    wasm = work / "python.wasm"
    tool = [sys.executable, "-I", "-c", "import componentize_py; componentize_py.script()"]
    world = ["-q", "-d", str(WIT), "-w", "judge"]
    made = subprocess.run(  # noqa: S603 - our own tool, no outside text in it
        [*tool, *world, "componentize", "-p", str(app), "-o", str(wasm), MAIN],
        cwd=work,
        # Only the app may be found: no virtual environment and no tool of the machine goes into the component.
        env={
            "PATH": "",
            "HOME": str(work),
            "TMPDIR": str(work),
            "VIRTUAL_ENV": str(work),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
    )
    if made.returncode != 0:
        raise ValueError(f"componentize-py failed: {(made.stderr or made.stdout).strip()[-500:]}")
    say(f"compiling {wasm.stat().st_size >> 20} MB of it ahead of time")
    return bytes(Component(engine, wasm.read_bytes()).serialize())


def left(context: Any) -> int:
    """The fuel that is left after an import: what time and chance are made of, to be the same at every run."""
    charge(context)
    fuel = ctypes.c_uint64(0)
    ffi.wasmtime_context_get_fuel(context._context(), ctypes.byref(fuel))
    return fuel.value


def grants(interfaces: set[str]) -> dict[str, dict[str, Callable[..., Any]]]:
    """The imports that answer, by the component's own interface names; all others trap."""

    def now(context: Any) -> int:
        return (FUEL - left(context)) // FUEL_PER_NANOSECOND

    def wall_clock(context: Any) -> SimpleNamespace:
        seconds, nanoseconds = divmod(now(context), 10**9)
        return SimpleNamespace(seconds=START + seconds, nanoseconds=nanoseconds)

    def random_bytes(context: Any, length: int) -> bytes:
        # Each byte is handed over by itself, which takes the host about two microseconds.
        for _ in range(min(length, 4096) // 16):
            charge(context)
        return Random(left(context)).randbytes(min(length, 4096))  # noqa: S311 - the same at every run

    def random_integer(context: Any) -> int:
        return Random(left(context)).getrandbits(64)  # noqa: S311

    answering: dict[str, dict[str, Callable[..., Any]]] = {
        "wasi:clocks/monotonic-clock": {"now": now, "resolution": lambda context: 1000},
        "wasi:clocks/wall-clock": {"now": wall_clock},
        "wasi:random/random": {"get-random-bytes": random_bytes, "get-random-u64": random_integer},
        "wasi:cli/environment": {
            "get-environment": lambda context: [],
            "get-arguments": lambda context: [],
            "initial-cwd": lambda context: None,
        },
        "wasi:filesystem/preopens": {"get-directories": lambda context: []},
    }
    return {name: answering[base] for name in interfaces if (base := name.partition("@")[0]) in answering}


class PythonBox:
    """The compiled component and its imports: a clock, chance, no environment, no files; all else traps."""

    def __init__(self, engine: Engine, artefact: Path) -> None:
        self.engine = engine
        self.component = Component.deserialize_file(engine, str(artefact))
        self.linker = Linker(engine)
        self.linker.allow_shadowing = True
        self.linker.define_unknown_imports_as_traps(self.component)
        with self.linker.root() as root:
            for interface, functions in grants(set(self.component.type.imports(engine))).items():
                with root.add_instance(interface) as instance:
                    for name, function in functions.items():
                        instance.add_func(name, function)

    def guest(self) -> Guest:
        return PythonGuest(self)


class PythonGuest(Guest):
    """One interpreter, as it was when the component was built."""

    def __init__(self, box: PythonBox) -> None:
        super().__init__(box.engine, tables=60, instances=60)
        self.store.set_fuel(FUEL)
        instance = box.linker.instantiate(self.store, box.component)
        self.exports: Any = {name: instance.get_func(self.store, name) for name in ("load", "call")}

        self.pages = 0

    def memory_size(self) -> int:
        return min(self.pages * PAGE, MEMORY)

    def load(self, code: str, kind: str, entry: str) -> str:
        return self.said(self.exports["load"](self.store, code, kind, entry, SEED))

    def call(self, input: str) -> str:
        return self.said(self.exports["call"](self.store, input))

    def said(self, text: str) -> str:
        """The reply, without the memory's size that is said before it."""
        pages, _, reply = text.partition(" ")
        if len(pages) > 4 or not pages.isdecimal():
            return text
        self.pages = int(pages)
        return reply


def open(engine: Engine, artefact: Path) -> PythonBox:
    return PythonBox(engine, artefact)
