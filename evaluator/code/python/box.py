"""Python: a component made by componentize-py from `guest.py` and `judge.wit`, with CPython and its library inside."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from wasmtime import Engine
from wasmtime.component import Component, Linker

from evaluator.code.guest import Guest, charge

NAME = "python"
VERSION = "CPython 3.14"
MODULES: tuple[str, ...] = ("collections", "functools", "heapq", "itertools", "math", "random", "re", "string")
FUEL = 10_000_000_000
ONE_NUMBER_TYPE = False

HERE = Path(__file__).parent
SOURCES = (HERE / "guest.py", HERE / "judge.wit")
# The same for every submission: what `random` gives is part of the verdict.
SEED = 7


def ingredients() -> list[bytes]:
    return [version("componentize-py").encode(), *(source.read_bytes() for source in SOURCES)]


def compiled(engine: Engine, work: Path, say: Callable[[str], None]) -> bytes:
    say("building the Python component")
    app = work / "app"
    app.mkdir()
    for source in SOURCES:
        shutil.copyfile(source, app / source.name)
    wasm = work / "python.wasm"
    tool = [sys.executable, "-I", "-c", "import componentize_py; componentize_py.script()"]
    world = ["-q", "-d", str(app / "judge.wit"), "-w", "judge"]
    made = subprocess.run(  # noqa: S603 - our own tool, no outside text in it
        [*tool, *world, "componentize", "-p", str(app), "-o", str(wasm), "guest"],
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


def grants(interfaces: set[str]) -> dict[str, dict[str, Callable[..., Any]]]:
    """The imports that answer, by the component's own interface names; all others trap."""

    def now(context: Any) -> int:
        charge(context)
        return time.monotonic_ns()

    def wall_clock(context: Any) -> SimpleNamespace:
        charge(context)
        seconds, nanoseconds = divmod(time.time_ns(), 10**9)
        return SimpleNamespace(seconds=seconds, nanoseconds=nanoseconds)

    def random_bytes(context: Any, length: int) -> bytes:
        charge(context)
        return os.urandom(min(length, 4096))

    def random_integer(context: Any) -> int:
        charge(context)
        return int.from_bytes(os.urandom(8), "little")

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
    """The compiled component and its imports: clocks, capped random, no environment, no files; all else traps."""

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

    def load(self, code: str, kind: str, entry: str) -> str:
        return str(self.exports["load"](self.store, code, kind, entry, SEED))

    def call(self, input: str) -> str:
        return str(self.exports["call"](self.store, input))


def open(engine: Engine, artefact: Path) -> PythonBox:
    return PythonBox(engine, artefact)
