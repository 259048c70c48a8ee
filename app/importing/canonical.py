"""Canonical data as Exercism's problem-specifications have it: nested groups of cases, read into tests by property."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

FUNCTION = re.compile(r"^\s*\(?[\w\s,]*\)?\s*(->|=>)")
STEPS = ("operation", "operations", "expected")
"""Keys in an input that tell of steps on one object, whose outcomes stand inside the input."""
LARGEST = 2**63 - 1


class Unknown(Exception):
    """The message says what of a shape is not known here."""


class Case(NamedTuple):
    """A test: the groups around it and its own description, and the input by name."""

    name: str
    group: str
    inputs: dict[str, Any]
    expected: Any


class Property(NamedTuple):
    """What one function is tested for: its parameters in order, the cases, and of those left out why."""

    name: str
    parameters: list[str]
    cases: list[Case]
    left_out: list[str]


def properties(data: Any) -> list[Property]:
    """The properties of an exercise, in the order they come; Unknown when the file is of another shape."""
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        raise Unknown("no list of cases")
    raw = list(_flat(data["cases"], ()))
    replaced = {case.get("reimplements") for _, case in raw}
    found: dict[str, tuple[list[Case], list[str]]] = {}
    for groups, case in raw:
        if case.get("uuid") is not None and case["uuid"] in replaced:
            continue
        name = case.get("property")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise Unknown(f"a case without a property that is a name: {_title(case)!r}")
        kept, left_out = found.setdefault(name, ([], []))
        try:
            kept.append(_case(groups, case))
        except Unknown as why:
            left_out.append(f"{_title(case)!r}: {why}")
    return [_property(name, kept, left_out) for name, (kept, left_out) in found.items()]


def _flat(cases: list[Any], groups: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for case in cases:
        if not isinstance(case, dict):
            raise Unknown("a case that is no object")
        if isinstance(case.get("cases"), list):
            yield from _flat(case["cases"], (*groups, _title(case)))
        else:
            yield groups, case


def _title(case: dict[str, Any]) -> str:
    return " ".join(str(case.get("description", "")).split())


def _case(groups: tuple[str, ...], case: dict[str, Any]) -> Case:
    if "expected" not in case:
        raise Unknown("nothing is expected")
    if not isinstance(case.get("input"), dict):
        raise Unknown("its input is no object")
    inputs, expected = case["input"], case["expected"]
    if isinstance(expected, dict) and "error" in expected:
        raise Unknown("an error is expected")
    for value in (*_values(inputs), *_values(expected)):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
            raise Unknown("an integer of more than 64 bits")
    for value in _values(inputs):
        if isinstance(value, str) and FUNCTION.match(value):
            raise Unknown("a function as text in its input")
        if isinstance(value, dict) and any(key in value for key in STEPS):
            raise Unknown("steps on one object")
    return Case(" / ".join((*groups, _title(case)))[-80:].strip(" /"), groups[-1] if groups else "", inputs, expected)


def _values(value: Any) -> Iterator[Any]:
    """The value and all within it."""
    yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _values(inner)


def _property(name: str, cases: list[Case], left_out: list[str]) -> Property:
    """Cases that do not have the inputs that most have, or that contradict one before, are left out."""
    common = Counter(frozenset(case.inputs) for case in cases).most_common(1)
    usual = common[0][0] if common else frozenset()
    parameters = next((list(case.inputs) for case in cases if case.inputs.keys() == usual), [])
    answers: dict[bytes, Any] = {}
    kept: list[Case] = []
    for case in cases:
        if case.inputs.keys() != usual:
            left_out.append(f"{case.name!r}: other inputs than most: {', '.join(case.inputs) or 'none'}")
            continue
        asked = orjson.dumps([case.inputs[each] for each in parameters])
        if asked in answers:
            same = orjson.dumps(answers[asked]) == orjson.dumps(case.expected)
            left_out.append(f"{case.name!r}: the input of another case{'' if same else ', with another answer'}")
            continue
        answers[asked] = case.expected
        kept.append(case)
    return Property(name, parameters, kept, left_out)
