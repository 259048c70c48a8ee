"""Whether numbers alone show that two lines differ: quick, and no proof that they are the same."""

from itertools import pairwise
from typing import Any

from evaluator.maths import numeric
from evaluator.maths.answers import outright
from evaluator.maths.statement import Case, Statement
from evaluator.maths.tree import Node

mp = numeric.mp
# Between whole numbers, where borders and roots of school problems lie, and far out.
GRID = [mp.mpf(n) + mp.mpf("0.37") for n in (-1000, -100, *range(-16, 16), 100, 1000)]
HALVINGS = 60
HOLDS = {
    "=": lambda a, b: abs(a - b) <= numeric.CLOSE * (1 + abs(a) + abs(b)),
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def unlike(line: Statement, other: Statement) -> bool:
    """Whether two lines say something else; False where that is not seen at once."""
    if line.kind == other.kind == "expression":
        return _differ(line.values[0], other.values[0])
    names = other.names()
    if other.kind != "relations" or len(names) != 1:
        return False
    (name,) = names
    if any(r.op != "=" for s in (line, other) for case in s.cases for r in case):
        return line.names() == names and any(_split(line, other, name, x) for x in GRID)
    values = line.values if line.kind != "relations" else outright(line, frozenset())
    if values:
        return any(not value.names() and _fits(_value(value, {}), other, name) is False for value in values)
    return line.names() == names and any(_fits(root, line, name) is False for root in _some_root(other, name))


def _differ(a: Node, b: Node) -> bool:
    for point in numeric.nice_points(a.names() | b.names()):
        x, y = _value(a, point), _value(b, point)
        if x is not None and y is not None:
            return bool(abs(x - y) > numeric.CLOSE * max(abs(x), abs(y)))
    return False


def _split(line: Statement, other: Statement, name: str, x: Any) -> bool:
    """Whether one line holds at a place and the other does not."""
    a, b = _fits(x, line, name), _fits(x, other, name)
    return a is not None and b is not None and a != b


def _fits(x: Any, line: Statement, name: str) -> bool | None:
    """Whether a line holds at a place; None where that cannot be told."""
    found = [_holds(case, name, x) for case in line.cases] if x is not None else [None]
    return True if True in found else None if None in found else False


def _holds(case: Case, name: str, x: Any) -> bool | None:
    found: list[bool | None] = []
    for relation in case:
        a, b = _value(relation.left, {name: x}), _value(relation.right, {name: x})
        known = isinstance(a, mp.mpf) and isinstance(b, mp.mpf)
        found.append(bool(HOLDS[relation.op](a, b)) if known else None)
    return False if False in found else None if None in found else True


def _some_root(line: Statement, name: str) -> list[Any]:
    """A solution of the line's first equation, where its sides change places on the grid; else nothing."""
    relation = line.cases[0][0] if line.cases and line.cases[0] else None
    if relation is None:
        return []

    def rise(x: Any) -> Any:
        a, b = _value(relation.left, {name: x}), _value(relation.right, {name: x})
        return a - b if isinstance(a, mp.mpf) and isinstance(b, mp.mpf) else None

    for low, high in pairwise(GRID):
        before, after = rise(low), rise(high)
        if before is not None and after is not None and before * after < 0:
            return _halved(rise, low, high, before > 0)
    return []


def _halved(rise: Any, low: Any, high: Any, above: bool) -> list[Any]:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        value = rise(middle)
        if value is None:
            return []
        low, high = (middle, high) if (value > 0) == above else (low, middle)
    # A pole changes its sign as well, and is no root.
    return [low] if abs(rise(low)) < mp.mpf(10) ** -6 else []


def _value(node: Node, point: numeric.Point) -> Any:
    try:
        return numeric.value(node, point, False)
    except (numeric.Undefined, KeyError):
        return None
