"""Runs a solution's top level, then its entry with one test's input a time; or a program with its stdin.

A reply is the number of pages that the memory has, a blank, one line of JSON about what happened (`kind`, `error`,
`out`) and, after a call that returned, the value as JSON text.
"""

import gc
import json.encoder
import json.scanner
import linecache
import types
from typing import Any

import wit_world  # made by componentize-py from judge.wit

from evaluator.code.python.guest import console, entry, errors, own, values, world
from evaluator.code.python.guest.errors import FILE

globals()["__builtins__"] = own.BUILTINS

TEXT_LIMIT = 4_000
NO_INPUT = {
    "function": "there is nothing to read: {} gets its input as arguments",
    "class": "there is nothing to read: {} gets its input as arguments",
    "program": "there are no more lines to read",
}

pages = own.pages
quote_ascii, quote = json.encoder.encode_basestring_ascii, json.encoder.encode_basestring
decode = vars(json.scanner)["c_make_scanner"](json.JSONDecoder())


def reply(kind: str, error: str | None = None, value: str = "") -> str:
    out = console.printed()
    if console.sink.over and kind != "MLE":
        kind, error, value = "OLE", f"printed more than {console.sink.limit} characters", ""
    said = "" if error is None else f',"error":{quote_ascii(errors.cut(error, TEXT_LIMIT))}'
    return f'{pages()} {{"kind":"{kind}","out":{quote(out)}{said}}}\n{value}'


def loaded() -> str:
    """The reply for a program that can be called; what its top level printed is kept, and comes with the first call."""
    return reply("OLE") if console.too_much() else f'{pages()} {{"kind":"OK","out":""}}\n'


def failed(error: BaseException, kind: str) -> str:
    """The reply for an exception."""
    if isinstance(error, MemoryError):
        return reply("MLE", "MemoryError")
    if isinstance(error, values.TooLong):
        return reply("OLE", str(error))
    try:
        return reply(kind, errors.traced(error))
    except BaseException:
        return reply(kind, "the error could not be shown")


class Function:
    """A function, called with the arguments of each test."""

    def __init__(self, name: str, function: Any) -> None:
        self.name, self.function = name, function

    def run(self, args: Any) -> str:
        return values.as_json(entry.called(self.name, self.function, args))


class Class:
    """A class, of which each test makes an object and calls its methods."""

    def __init__(self, name: str, kind: Any) -> None:
        self.name, self.kind = name, kind

    def run(self, wanted: Any) -> str:
        subject = entry.called(self.name, self.kind, wanted["args"])
        texts: list[str] = []
        for name, args in wanted["calls"]:
            try:
                # At once, for the next call may change what this one returned.
                texts.append(values.as_json(entry.called(name, entry.method(subject, name), args)))
            except values.TooLong as error:
                raise values.TooLong(f"call {len(texts) + 1}, {name}: {error}") from None
            except Exception as error:
                errors.told(error, f"call {len(texts) + 1}, {name}:")
                raise
        return values.joined(texts)


class Program:
    """A program, run once, as what Python was started with."""

    def __init__(self, code: types.CodeType) -> None:
        self.code = code

    def run(self, stdin: Any) -> str:
        console.attach(stdin, errors_too=False)
        module = world.module("__main__")
        try:
            exec(self.code, vars(module))  # noqa: S102 - what this guest is for
            world.leave()
        except SystemExit as error:
            world.leave()
            if error.code not in (None, 0, False):
                raise values.Refused(ended(error.code)) from None
        return ""


def ended(code: Any) -> str:
    """What sys.exit was called with, in words; a text stands for the code 1."""
    return f"the program ended with exit code {code if isinstance(code, int) else f'1: {code}'}"


# What `load` found and `call` runs; the runtime makes a WitWorld for each call.
runs: Any = None


class WitWorld(wit_world.WitWorld):  # type: ignore[misc]  # its base exists only inside the guest
    """What `judge.wit` exports."""

    def load(self, code: str, kind: str, entry_name: str, seed: int) -> str:
        global runs
        world.prepare(seed)
        errors.source[:] = code.splitlines()
        linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
        console.sink.limit = console.PROGRAM_LIMIT if kind == "program" else console.FUNCTION_LIMIT
        console.attach()
        errors.nothing_to_read = NO_INPUT[kind].format(entry_name)
        module = world.module("solution")
        try:
            compiled = compile(code, FILE, "exec")
            if kind == "program":
                runs = Program(compiled)
                return loaded()
            exec(compiled, vars(module))  # noqa: S102 - what this guest is for
        except BaseException as error:
            return failed(error, "CE")
        if (why := entry.wrong(module, kind, entry_name)) is not None:
            return reply("CE", why)
        runs = (Class if kind == "class" else Function)(entry_name, vars(module)[entry_name])
        return loaded()

    def call(self, input: str) -> str:
        try:
            wanted = decode(input, 0)[0]
            if not isinstance(runs, Program):
                console.attach()
            return reply("OK", None, runs.run(wanted))
        except BaseException as error:
            return failed(error, "RTE")


# Collections then leave the snapshot's objects alone: touching them would copy their pages for every submission.
gc.collect()
gc.freeze()
