"""Written alike: the same up to the order of terms and factors and how they are grouped; nothing is worked out."""

from typing import Any

from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Relation, Statement
from evaluator.maths.tree import Node

MIRRORED = {"<": ">", "<=": ">=", "=": "=", "!=": "!="}
OTHERWISE = Remark("same-form.written-otherwise", "The value is right, but it is not written in the form asked for.")


def fault(line: Statement, expected: Statement) -> Remark | None:
    """What keeps a line from being written as the expected one is; None when it is."""
    same = _statement(line) == _statement(expected)
    return None if same else OTHERWISE


def alike(a: Node, b: Node) -> bool:
    """Whether two trees differ in order and grouping only."""
    return bool(key(a) == key(b))


def key(node: Node) -> Any:
    """A value that two trees share when they are written alike."""
    match node.op:
        case "add":
            return ("add", *sorted((key(term) for term in _terms(node)), key=repr))
        case "mul" | "div" | "neg":
            minus, factors = _factors(node)
            # 1/2·x and x/2: a 1 says nothing where something is divided by.
            ones = [f for f in factors if f == (1, ("num", "1"))]
            rest = [f for f in factors if f != (1, ("num", "1"))]
            kept = rest if any(power < 0 for power, _ in rest) else rest + ones
            return ("mul", minus, *sorted(kept, key=repr))
        case "num" | "name" | "const":
            return node.op, str(node.value)
        case _:
            return (node.op, str(node.value), *(key(arg) for arg in node.args))


def _terms(node: Node) -> list[Node]:
    return [term for arg in node.args for term in _terms(arg)] if node.op == "add" else [node]


def _factors(node: Node, power: int = 1) -> tuple[int, list[tuple[int, Any]]]:
    """(how many minus signs, (1 or -1 for divided by, factor) pairs) of a product or quotient."""
    if node.op == "neg":
        minus, factors = _factors(node.args[0], power)
        return minus + 1, factors
    if node.op not in ("mul", "div"):
        return 0, [(power, key(node))]
    powers = [power] * len(node.args) if node.op == "mul" else [power, -power]
    found = [_factors(arg, p) for arg, p in zip(node.args, powers, strict=True)]
    return sum(minus for minus, _ in found), [factor for _, factors in found for factor in factors]


def _statement(line: Statement) -> Any:
    if line.kind == "relations":
        return ("relations", *sorted((sorted((_relation(r) for r in case), key=repr) for case in line.cases), key=repr))
    values = [key(value) for value in line.values]
    return (line.kind, *(sorted(values, key=repr) if line.kind == "list" else values))


def _relation(relation: Relation) -> Any:
    left, right = key(relation.left), key(relation.right)
    if relation.op in ("=", "!="):
        return (relation.op, *sorted((left, right), key=repr))
    turned = relation.op in ("<", "<=")
    return (MIRRORED[relation.op], right, left) if turned else (relation.op, left, right)
