"""What a program finds around it: the modules of the list, the same chance at every run, and a plain no to the rest."""

import _thread
import atexit
import builtins
import importlib
import random
import socket
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from evaluator.code.python.guest import own
from evaluator.code.python.modules import MISSING, MODULES

globals()["__builtins__"] = own.BUILTINS

# What the listed modules import when they are first used, which is too late: there are no files to import from.
LAZY = [
    "_colorize", "_strptime", "annotationlib", "asyncio.taskgroups", "bdb", "compression.zlib",
    "concurrent.futures.thread", "html.entities", "importlib.util", "json.tool", "locale", "logging.handlers",
    "pdb", "stringprep", "unittest.async_case", "xml.etree.ElementPath",
]  # fmt: skip
ENCODINGS = [
    "ascii", "base64_codec", "cp1252", "cp437", "hex_codec", "idna", "latin_1", "punycode", "raw_unicode_escape",
    "rot_13", "undefined", "unicode_escape", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le",
    "utf_7", "utf_8", "utf_8_sig", "zlib_codec",
]  # fmt: skip
# Python functions that may be on the way at once; a call within a call of the interpreter's own costs stack too.
DEPTH = 10_000
run_exit_functions = vars(atexit)["_run_exitfuncs"]
REASONS = {name: reason for reason, names in MISSING.items() for name in names}


class Absent:
    """The last one asked for a module: says why it is not there."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        top = name.partition(".")[0]
        said = f"No module named {name!r}"
        if reason := REASONS.get(name, REASONS.get(top)):
            said += f": {reason}"
        elif closest := get_close_matches(name, MODULES, 1, 0.8):
            said += f". Did you mean {closest[0]!r}?"
        elif top in sys.stdlib_module_names:
            said += ": this part of Python's library is not available here"
        else:
            said += f": {top} is not available here; the documentation lists the modules that are"
        raise ModuleNotFoundError(said, name=name)


def refusing(message: str) -> Callable[..., NoReturn]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(message)

    return refuse


for name in [*MODULES, *LAZY, *(f"encodings.{encoding}" for encoding in ENCODINGS)]:
    importlib.import_module(name)

# Nothing is looked for in folders any more, for there are none.
sys.path[:] = []
sys.path_importer_cache.clear()
sys.meta_path[:] = [*sys.meta_path[:2], Absent]
# Modules that others import are there all the same; what they are for is not.
for owner, name, message in (
    (threading.Thread, "start", "threads are not available here; call the function itself"),
    (_thread, "start_new_thread", "threads are not available here; call the function itself"),
    (socket.socket, "__init__", "there is no network here"),
    (subprocess.Popen, "__init__", "there are no other processes here"),
):
    setattr(owner, name, refusing(message))

# The runtime seeds from the system before the first call, which costs a learner milliseconds; `load` seeds anyway.
seed_random = random.seed
setattr(random, "seed", lambda *args: None)  # noqa: B010


def module(name: str) -> types.ModuleType:
    """An empty module for the learner's code, with Python's own built-in names and not the guest's."""
    made = sys.modules[name] = types.ModuleType(name)
    vars(made)["__builtins__"] = builtins
    return made


def leave() -> None:
    """What Python does when a program ends."""
    run_exit_functions()


def prepare(seed: int) -> None:
    """Before anything of the learner's runs: chance starts from `seed`, and Python's own settings are in place."""
    setattr(random, "seed", seed_random)  # noqa: B010
    seed_random(seed)
    sys.setrecursionlimit(DEPTH)
    sys.argv[:] = ["solution.py"]
