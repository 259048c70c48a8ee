"""Sets of numbers, from intervals, lists and what joins them, as the relations that say the same of an unknown."""

from itertools import product

from evaluator.maths.tree import REGIONS, Node

Triple = tuple[Node, str, Node]
Cases = list[tuple[Triple, ...]]

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
MAX_CASES = 40


def region(node: Node) -> bool:
    """Whether a tree can be read as a set of real numbers; a point with two coordinates may be an interval."""
    if node.op in ("tuple", "interval", "set") and any(arg.op in ("tuple", "matrix") for arg in node.args):
        return False
    return node.op in REGIONS or (node.op == "tuple" and len(node.args) == 2)


def cases(node: Node, unknown: Node) -> Cases:
    """At least one case holds, and in it every (left, sign, right), where `unknown` lies in the set."""
    match node.op:
        case "set":
            return [((unknown, "=", member),) for member in node.args]
        case "tuple" | "interval":
            return [_between(node, unknown)]
        case "union":
            return cases(node.args[0], unknown) + cases(node.args[1], unknown)
        case "intersection":
            return _both(cases(node.args[0], unknown), cases(node.args[1], unknown))
        case _:
            return _both(cases(node.args[0], unknown), _outside(cases(node.args[1], unknown)))


def infinite(node: Node) -> int:
    """1 for ∞, -1 for -∞, 0 for anything else."""
    inner, sign = (node.args[0], -1) if node.op == "neg" else (node, 1)
    return sign if inner.op == "const" and inner.value == "oo" else 0


def _between(node: Node, unknown: Node) -> tuple[Triple, ...]:
    low, high = node.args
    above = () if infinite(low) < 0 else ((low, "<=" if node.value[0] == "[" else "<", unknown),)
    below = () if infinite(high) > 0 else ((unknown, "<=" if node.value[1] == "]" else "<", high),)
    return (*above, *below)


def _both(first: Cases, second: Cases) -> Cases:
    return [(*a, *b) for a, b in product(first, second)][:MAX_CASES]


def _outside(inner: Cases) -> Cases:
    """What meets none of the cases: of each, one relation fails."""
    found: Cases = [()]
    for case in inner:
        found = _both(found, [((left, OPPOSITE[sign], right),) for left, sign, right in case])
    return found
