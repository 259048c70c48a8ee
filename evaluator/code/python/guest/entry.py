"""The function or class that a problem asks for: found by its name, or missed with a word about what is there."""

import inspect
import types
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from evaluator.code.python.guest import own, values

globals()["__builtins__"] = own.BUILTINS

SHOWN = 20
signature = inspect.signature


def defined(module: types.ModuleType) -> list[str]:
    """Names of the solution's own functions and classes."""
    kinds = (types.FunctionType, type)
    return [k for k, v in vars(module).items() if isinstance(v, kinds) and getattr(v, "__module__", "") == "solution"]


def methods(kind: type) -> list[str]:
    return [name for name in dir(kind) if name[0] != "_" and callable(getattr(kind, name, None))]


def missed(what: str, wanted: str, there: list[str], none: str, some: str) -> str:
    """That `wanted` is not there, what is, and which of it is closest."""
    if not there:
        return f"there is no {what} named {wanted}; {none}"
    said = f"there is no {what} named {wanted}; {some} {', '.join(there[:SHOWN])}"
    closest = get_close_matches(wanted.lower(), [name.lower() for name in there], 1)
    for name in there:
        if closest and name.lower() == closest[0]:
            return f"{said}: should {name} be named {wanted}?"
    return said


def wrong(module: types.ModuleType, kind: str, name: str) -> str | None:
    """Why `name` is not the function or class that was asked for, or None."""
    there = vars(module)
    if name not in there:
        for owner, value in there.items():
            if kind == "function" and isinstance(value, type) and name in vars(value):
                return f"there is no function named {name} outside of the class {owner}: define it on its own"
        return missed(kind, name, defined(module), f"no {kind} is defined here", "the names defined here are")
    value = there[name]
    if kind == "class" and not isinstance(value, type):
        return f"{name} is a {type(value).__name__}, not a class"
    return None if callable(value) else f"{name} is a {type(value).__name__}, not a function"


def called(name: str, function: Callable[..., Any], args: list[Any]) -> Any:
    """What the call gives; Refused when the function cannot take that many arguments."""
    try:
        return function(*args)
    except TypeError as error:
        tb = error.__traceback__
        if tb is None or tb.tb_next is None:
            misfit(name, function, args)
        raise


def misfit(name: str, function: Callable[..., Any], args: list[Any]) -> None:
    """Refused with the function's signature, when it is that which does not fit."""
    try:
        takes = signature(function)
    except (TypeError, ValueError):
        return
    try:
        takes.bind(*args)
    except TypeError as error:
        given = f"{len(args)} argument{'' if len(args) == 1 else 's'}"
        raise values.Refused(f"{name}{takes} cannot be called with {given}: {error}") from None


def method(subject: Any, name: str) -> Callable[..., Any]:
    """The method of `subject`; Refused when it has none."""
    kind = type(subject)
    try:
        found = getattr(subject, name)
    except AttributeError:
        if hasattr(kind, name):
            raise
        said = missed("method", name, methods(kind), f"{kind.__name__} defines no methods", f"{kind.__name__} has")
        raise values.Refused(said) from None
    if not callable(found):
        raise values.Refused(f"{kind.__name__}.{name} is a {type(found).__name__}, not a method")
    return found  # type: ignore[no-any-return]
