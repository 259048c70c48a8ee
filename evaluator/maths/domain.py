"""Where the parts of an equation have a real value, read off the tree as written: SymPy cancels x/x and sqrt(x)^2.

A condition is an expression and what it must be: not 0 (a denominator), positive (what a logarithm is taken of), or not
negative (under an even root). Where complex values count, only poles and logarithms of 0 are left out.
"""

from typing import Any

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.equivalence import zero
from evaluator.maths.statement import Relation
from evaluator.maths.tree import Node, number

NONZERO, POSITIVE, NONNEGATIVE = "!=", ">", ">="
Condition = tuple[str, Any]


def conditions(relation: Relation, imaginary: bool = False) -> list[Condition]:
    """(sign, SymPy expression) pairs, each "expression sign 0", that a solution of `relation` must meet."""
    found: list[Condition] = []
    for node in (*relation.left.walk(), *relation.right.walk()):
        for sign, part in _of(node):
            if not part.names() or (imaginary and (sign == NONNEGATIVE or _bounded(node))):
                continue
            condition = (NONZERO if imaginary else sign, _primitive(build(part)))
            if condition not in found:
                found.append(condition)
    return found


def met(conditions: list[Condition], x: Any, value: Any) -> bool | None:
    """Whether `value` for `x` meets every condition; None when that cannot be told."""
    found = [_meets(sign, part.subs(x, value)) for sign, part in conditions]
    return False if False in found else None if None in found else True


def _meets(sign: str, value: Any) -> bool | None:
    if value.has(sp.zoo, sp.nan):
        return None
    nothing = zero(value)
    if nothing is None:
        return None
    if nothing or sign == NONZERO:
        return sign == NONNEGATIVE if nothing else True
    size = value.evalf(30)
    return bool(size > 0) if size.is_real else None


def _primitive(part: Any) -> Any:
    """The expression without a positive number that multiplies all of it, so that like conditions compare as equal."""
    return sp.expand(part).as_content_primitive()[1]


def _bounded(node: Node) -> bool:
    return node.value in ("arcsin", "arccos")


def _of(node: Node) -> list[tuple[str, Node]]:
    """What one operation asks of its arguments."""
    args = node.args
    match node.op, node.value:
        case "div", _:
            return [(NONZERO, args[1])]
        case "pow", _:
            return _power(*args)
        case "call", "sqrt":
            return [(NONNEGATIVE, args[0])]
        case "call", "root":
            index = args[1].fraction()
            odd = index is not None and index.denominator == 1 and index.numerator % 2
            return [] if odd else [(NONNEGATIVE, args[0])]
        case "call", "ln" | "lg" | "log":
            base = [(POSITIVE, args[1]), (NONZERO, _sum(args[1], -1))] if len(args) > 1 else []
            return [(POSITIVE, args[0]), *base]
        case "call", "arcsin" | "arccos":
            return [(NONNEGATIVE, _sum(args[0], 1)), (NONNEGATIVE, _sum(Node("neg", (args[0],)), 1))]
        case "call", "tan" | "sec":
            return [(NONZERO, Node("call", args, "cos"))]
        case "call", "cot" | "csc":
            return [(NONZERO, Node("call", args, "sin"))]
        case _:
            return []


def _power(base: Node, exponent: Node) -> list[tuple[str, Node]]:
    power = exponent.fraction()
    if power is None:
        return [(POSITIVE, base)]
    if power.denominator % 2 == 0:
        return [(POSITIVE if power < 0 else NONNEGATIVE, base)]
    return [(NONZERO, base)] if power <= 0 else []


def _sum(node: Node, whole: int) -> Node:
    return Node("add", (node, number(whole)))
