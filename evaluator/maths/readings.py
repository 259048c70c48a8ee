"""Two lines that say the same kind of thing in other words, brought to the same kind before they are compared.

An interval for an inequality, a vector for a point, x_1 and x_2 for two values of x, k for the constant C: what a line
can mean depends on what was asked for.
"""

import re
from dataclasses import replace

from evaluator.maths import matrices
from evaluator.maths.statement import Relation, Statement
from evaluator.maths.tree import Node

CONSTANTS = ("C", "c")


def alike(line: Statement, expected: Statement) -> tuple[Statement, Statement]:
    """The line and the expected one, as far as they can be read as statements of one kind."""
    line = _numbered(line, expected)
    if _set(expected) and _region(line, expected):
        return _relations(line, expected)
    if _rows(line) and _rows(expected) and not line.kind == expected.kind == "tuple":
        return _single(line), _single(expected)
    if line.kind == expected.kind == "relations" and (values := _same_letter(line, expected)):
        return values
    if line.kind == expected.kind == "expression":
        return _with_constant(line, expected), expected
    return line, expected


def _set(expected: Statement) -> bool:
    """Whether a set of reals is asked for, by an interval or by an inequality."""
    if expected.kind == "relations":
        return len(expected.names()) == 1 and any(r.op != "=" for case in expected.cases for r in case)
    return expected.region is not None and expected.kind in ("region", "tuple")


def _region(line: Statement, expected: Statement) -> bool:
    """Whether a line answers with a set of reals; two points are two points, unless their brackets differ."""
    if expected.kind == "tuple" and line.kind == "tuple":
        return line.region is not None and _brackets(line) != _brackets(expected)
    if expected.kind == "tuple" and line.kind == "relations":
        return len(line.names()) == 1
    return line.region is not None or (line.kind == "relations" and len(line.names()) == 1)


def _brackets(line: Statement) -> str:
    return str(line.region.value) if line.region is not None else ""


def _relations(line: Statement, expected: Statement) -> tuple[Statement, Statement]:
    named = next((s for s in (expected, line) if s.kind == "relations"), None)
    unknown = next(iter(named.names())) if named is not None else "x"
    return line.within(unknown), expected.within(unknown)


def _rows(line: Statement) -> bool:
    return line.kind == "tuple" or (line.kind == "expression" and matrices.rows(line.values[0]))


def _single(line: Statement) -> Statement:
    """A point as one value, like a vector."""
    return (
        replace(line, kind="expression", values=(Node("tuple", line.values, "()"),)) if line.kind == "tuple" else line
    )


def _numbered(line: Statement, expected: Statement) -> Statement:
    """x_1 = 2, x_2 = 3 as x = 2 or x = 3, where x is the only unknown."""
    names = expected.names()
    if line.kind != "relations" or expected.kind != "relations" or len(names) != 1 or names & line.names():
        return line
    (unknown,) = names
    found = [relation.solved() for case in line.cases for relation in case]
    if not found or not all(f and re.fullmatch(f"{re.escape(unknown)}_[0-9]", f[0]) for f in found):
        return line
    cases = tuple((Relation(Node("name", (), unknown), "=", f[1]),) for f in found if f)
    return replace(line, cases=cases)


def _same_letter(line: Statement, expected: Statement) -> tuple[Statement, Statement] | None:
    """Two lines solved for the same letter as their values, which can be compared at points."""
    found = []
    for statement in (line, expected):
        case = statement.cases[0] if len(statement.cases) == 1 else ()
        outright = case[0].solved() if len(case) == 1 else None
        if outright is None or case[0].left.value != outright[0]:
            return None
        found.append((outright[0], replace(statement, kind="expression", values=outright[1:], cases=())))
    return (found[0][1], found[1][1]) if found[0][0] == found[1][0] else None


def _with_constant(line: Statement, expected: Statement) -> Statement:
    """A line whose constant of integration has the name of the expected one."""
    mine, theirs = line.names() - expected.names(), expected.names() - line.names()
    (value,), (asked,) = line.values, expected.values
    if len(mine) != 1 or len(theirs) != 1 or not theirs <= {*CONSTANTS}:
        return line
    alone = [arg for arg in value.args if arg.op == "name" and arg.value in mine] if value.op == "add" else []
    if len(alone) != 1 or asked.op != "add" or sum(n.op == "name" and n.value in mine for n in value.walk()) != 1:
        return line
    constant = Node("name", (), next(iter(theirs)), alone[0].at)
    renamed = tuple(constant if arg is alone[0] else arg for arg in value.args)
    return replace(line, values=(replace(value, args=renamed),))
