"""What a call returned, as JSON text: what is awaited is awaited, what is iterated over becomes a list."""

import enum
import itertools
import json.encoder
import types
from typing import Any

from evaluator.code.python.guest import clock, own

globals()["__builtins__"] = own.BUILTINS

LIMIT = 1_000_000
# An item and what parts it from the next are two characters at least.
ITEMS = LIMIT // 2

quote_ascii = json.encoder.encode_basestring_ascii
make_encoder = vars(json.encoder)["c_make_encoder"]
AsyncGenerator, Enum, islice = types.AsyncGeneratorType, enum.Enum, itertools.islice
INSTEAD = {
    "set": "return a list instead, for a set has no order: sorted(...) gives it one",
    "frozenset": "return a list instead, for a set has no order: sorted(...) gives it one",
    "Decimal": "return float(...) or str(...) of it",
    "Fraction": "return float(...) or str(...) of it",
    "complex": "return its real and its imag",
    "bytes": "return .decode() or list(...) of it",
    "bytearray": "return .decode() or list(...) of it",
    "function": "call it, or return what it returns",
    "method": "call it, or return what it returns",
    "builtin_function_or_method": "call it, or return what it returns",
    "dict_keys": "return list(...) of it",
    "dict_values": "return list(...) of it",
    "dict_items": "return list(...) of it",
    "deque": "return list(...) of it",
    "array": "return list(...) of it",
}


class Refused(Exception):
    """What was returned is no value; the message says what to return instead."""


class TooLong(Exception):
    """What was returned is larger than is kept."""


async def awaited(value: Any) -> Any:
    return await value


async def gathered(items: Any) -> list[Any]:
    kept: list[Any] = []
    async for item in items:
        kept.append(item)
        if len(kept) > ITEMS:
            raise TooLong(f"the async generator gave more than {ITEMS} items")
    return kept


def listed(items: Any) -> list[Any]:
    kept = list(islice(items, ITEMS + 1))
    if len(kept) > ITEMS:
        raise TooLong(f"the {type(items).__name__} gave more than {ITEMS} items")
    return kept


def settled(value: Any) -> Any:
    """`value` once it is there."""
    while hasattr(type(value), "__await__"):
        value = clock.run(awaited(value))
    return clock.run(gathered(value)) if isinstance(value, AsyncGenerator) else value


def plain(value: Any) -> Any:
    """A list for what is iterated over; all else that JSON does not know is Refused."""
    kind = type(value)
    if kind is range or hasattr(kind, "__next__"):
        return listed(value)
    if isinstance(value, AsyncGenerator) or hasattr(kind, "__await__"):
        return settled(value)
    name = kind.__name__
    if isinstance(value, Enum):
        raise Refused(f"returned a {name}, which is an Enum; return its .value")
    if hasattr(kind, "__dataclass_fields__"):
        raise Refused(f"returned a {name}, which is a dataclass; return dataclasses.asdict(...) or astuple(...) of it")
    if name in INSTEAD:
        raise Refused(f"returned a {name}; {INSTEAD[name]}")
    if isinstance(value, type):
        raise Refused(f"returned the class {value.__name__}; return what it is called to make, as a JSON value")
    raise Refused(f"returned a {name}, which is not a JSON value (None, bool, int, float, str, list, dict)")


def as_json(value: Any) -> str:
    """JSON text in ASCII; Refused or TooLong, or whatever an iterator of the learner's raises."""
    value = settled(value)
    try:
        text = "".join(make_encoder({}, plain, quote_ascii, None, ":", ",", False, False, True)(value, 0))
    except TypeError as error:
        if "keys must be" in str(error):
            raise Refused("returned a dict with keys that are not strings or numbers; return a list of pairs") from None
        raise
    except ValueError as error:
        if "Circular reference" in str(error):
            raise Refused("returned a value that contains itself") from None
        if "integer string conversion" in str(error):
            raise Refused("returned an integer of more than 4300 digits") from None
        raise
    return bounded(text)


def joined(texts: list[str]) -> str:
    """The JSON text of a list, from those of its items."""
    return bounded(f"[{','.join(texts)}]")


def bounded(text: str) -> str:
    if len(text) > LIMIT:
        raise TooLong(f"the returned value is longer than {LIMIT} characters as JSON")
    return text
