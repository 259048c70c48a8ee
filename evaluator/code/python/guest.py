"""The judge inside the Python guest: runs a solution's top level, then calls a function of it with one input a time.

Becomes a WebAssembly component at setup and is never imported by the service. A reply is one line of JSON about what
happened (`kind`, `error`, `out`) and, after a call that returned, the value as JSON text. The learner's code shares
this interpreter and may patch what it likes, so everything used after it has run is a private reference taken before.
"""

import builtins
import gc
import importlib
import io
import json.encoder
import json.scanner
import linecache
import random
import sys
import time
import types
from typing import Any, NoReturn

import wit_world  # made by componentize-py from judge.wit

# The functions below look names up in this copy, which a learner's `builtins.len = ...` does not reach.
globals()["__builtins__"] = dict(vars(builtins))

FILE = "solution.py"
OUT_LIMIT = 65_536
VALUE_LIMIT = 1_000_000
TEXT_LIMIT = 4_000
DEPTH = 10_000

# Imported before the snapshot, so that a solution's own import of them costs nothing.
MODULES = [
    "abc", "array", "asyncio", "base64", "bisect", "calendar", "cmath", "collections", "collections.abc",
    "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools",
    "graphlib", "hashlib", "heapq", "html", "inspect", "itertools", "json", "math", "numbers", "operator", "pathlib",
    "pickle", "pprint", "queue", "random", "re", "secrets", "statistics", "string", "struct", "textwrap", "threading",
    "time", "timeit", "traceback", "types", "typing", "unicodedata", "unittest", "urllib.parse", "uuid", "warnings",
    "weakref", "zlib",
]  # fmt: skip
for name in MODULES:
    importlib.import_module(name)


# Collections then leave the snapshot's objects alone: touching them would copy their pages for every submission.
gc.collect()
gc.freeze()


class OutputLimit(BaseException):
    """More was printed than is kept."""


class Out(io.TextIOBase):
    """What the solution prints, up to OUT_LIMIT characters; then every further write raises."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size, self.over = 0, False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.parts.append(text[: OUT_LIMIT - self.size])
        self.size += len(text)
        if self.size > OUT_LIMIT:
            self.over = True
            raise OutputLimit(f"printed more than {OUT_LIMIT} characters")
        return len(text)

    def take(self) -> str:
        text = "".join(self.parts)
        self.parts, self.size = [], 0
        return text


def refuse(value: Any) -> NoReturn:
    """What JSON cannot carry, said so that a learner knows what to return instead."""
    kind = type(value).__name__
    if isinstance(value, types.CoroutineType):
        value.close()
        raise TypeError("an async function returned a coroutine; define it with def, or run it with asyncio.run")
    if isinstance(value, (set, frozenset, types.GeneratorType, map, filter, zip, range)) or hasattr(value, "__next__"):
        raise TypeError(f"returned a {kind}; return a list instead")
    raise TypeError(f"returned a {kind}, which is not a JSON value (None, bool, int, float, str, list, dict)")


def no_sleep(seconds: float) -> NoReturn:
    raise RuntimeError("time.sleep is not available here")


setattr(time, "sleep", no_sleep)  # noqa: B010 - mypy has its own idea of what may be assigned
quote = json.encoder.encode_basestring_ascii
# The runtime seeds from the system before the first call, which costs a learner milliseconds; `load` seeds anyway.
seed_random = random.seed
setattr(random, "seed", lambda *args: None)  # noqa: B010

make_encoder = vars(json.encoder)["c_make_encoder"]
decode = vars(json.scanner)["c_make_scanner"](json.JSONDecoder())
out = Out()
source: list[str] = []
entry_point: Any = None


def traced(error: BaseException) -> str:
    """The error as a learner reads it: their own frames and lines, then what went wrong."""
    lines: list[str] = []
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if code.co_filename == FILE:
            number = tb.tb_lineno
            text = source[number - 1].strip() if 0 < number <= len(source) else ""
            lines.append(f"  line {number}, in {code.co_name}: {text}")
        tb = tb.tb_next
    if len(lines) > 12:
        lines[4:-6] = [f"  ... {len(lines) - 10} more calls ..."]
    return "\n".join([*lines, described(error)])


def described(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return f"line {error.lineno}: {name}: {error.msg}\n    {(error.text or '').strip()}"
    try:
        said = str(error)
    except BaseException:
        said = ""
    return f"{name}: {said}" if said else name


def reply(kind: str, error: str | None = None, value: str = "") -> str:
    fields = [f'"kind":{quote(kind)}', f'"out":{quote(out.take())}']
    if error is not None:
        fields.append(f'"error":{quote(error[:TEXT_LIMIT])}')
    return "{" + ",".join(fields) + "}\n" + value


def failed(error: BaseException, kind: str) -> str:
    """The reply for an exception; a limit that was hit outranks what the solution raised afterwards."""
    if out.over:
        return reply("OLE", f"printed more than {OUT_LIMIT} characters")
    if isinstance(error, MemoryError):
        return reply("MLE", "MemoryError")
    try:
        return reply(kind, traced(error))
    except BaseException:
        return reply(kind, "the error could not be shown")


def defined(module: types.ModuleType) -> list[str]:
    """Names of the solution's own functions and classes."""
    kinds = (types.FunctionType, type)
    return [k for k, v in vars(module).items() if isinstance(v, kinds) and getattr(v, "__module__", "") == "solution"]


def missing(module: types.ModuleType, entry: str) -> str:
    there = defined(module)
    names = f"the names defined here are {', '.join(there[:20])}" if there else "no function is defined here"
    return f"there is no function named {entry}; {names}"


class WitWorld(wit_world.WitWorld):  # type: ignore[misc]  # its base exists only inside the guest
    """What `judge.wit` exports."""

    def load(self, code: str, kind: str, entry: str, seed: int) -> str:
        global entry_point
        setattr(random, "seed", seed_random)  # noqa: B010
        seed_random(seed)
        sys.setrecursionlimit(DEPTH)
        sys.stdout = sys.stderr = out
        sys.stdin = io.StringIO("")
        source[:] = code.splitlines()
        linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
        module = types.ModuleType("solution")
        sys.modules["solution"] = module
        try:
            exec(compile(code, FILE, "exec"), vars(module))  # noqa: S102 - what this guest is for
        except BaseException as error:
            return failed(error, "CE")
        if out.over:
            return failed(OutputLimit(), "OLE")
        entry_point = vars(module).get(entry)
        if entry_point is None:
            return reply("CE", missing(module, entry))
        if not callable(entry_point):
            return reply("CE", f"{entry} is a {type(entry_point).__name__}, not a function")
        # What the top level printed is kept, and comes out with the first call.
        return '{"kind":"OK","out":""}\n'

    def call(self, input: str) -> str:
        sys.stdout = sys.stderr = out
        try:
            value = entry_point(*decode(input, 0)[0])
            value = "".join(make_encoder({}, refuse, quote, None, ":", ",", False, False, True)(value, 0))
        except BaseException as error:
            return failed(error, "RTE")
        if out.over:
            return failed(OutputLimit(), "OLE")
        if len(value) > VALUE_LIMIT:
            return reply("OLE", f"the returned value is longer than {VALUE_LIMIT} characters as JSON")
        return reply("OK", None, value)
