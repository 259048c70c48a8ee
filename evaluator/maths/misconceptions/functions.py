"""Mistakes with roots, logarithms, angles and functions at large."""

from collections.abc import Iterator

from evaluator.maths.calculus import add, call, div, mul, neg
from evaluator.maths.misconceptions.rewriting import signed_terms, spread, total
from evaluator.maths.tree import Node, number

LOGARITHMS = ("ln", "log", "lg")
ROOTS = ("sqrt", "cbrt", "root")
CIRCULAR = ("sin", "cos", "tan", "sec", "csc", "cot")
PI, HALF_TURN = Node("const", (), "pi"), number(180)


def distributes_function(node: Node) -> Iterator[Node]:
    """f(a + b) as f(a) + f(b), and sin(2a) as 2 sin(a); logarithms and roots have mistakes of their own."""
    if node.op != "call" or node.value in (*LOGARITHMS, *ROOTS) or len(node.args) != 1:
        return
    inner = node.args[0]
    yield from spread(inner, lambda term: call(str(node.value), term))
    if inner.op == "mul" and inner.args[0].op == "num":
        yield mul(inner.args[0], call(str(node.value), mul(*inner.args[1:])))
    if inner.op == "div" and inner.args[1].op == "num":
        yield div(call(str(node.value), inner.args[0]), inner.args[1])


def splits_root(node: Node) -> Iterator[Node]:
    """√(a + b) as √a + √b."""
    if node.op == "call" and node.value in ROOTS:
        yield from spread(node.args[0], lambda term: call(str(node.value), term, *node.args[1:]))
    if node.op == "call" and node.value == "sqrt":
        # As learners have it, the root of x² is x.
        yield from spread(node.args[0], lambda term: term.args[0] if _squared(term) else call("sqrt", term))
    power = node.args[1].fraction() if node.op == "pow" else None
    if power is not None and power.denominator > 1:
        yield from spread(node.args[0], lambda term: Node("pow", (term, node.args[1])))


def wrong_log_rule(node: Node) -> Iterator[Node]:
    """log(a + b) as log a + log b and the other way round; log(ab) as log a · log b; k log a as log(ka)."""
    if _log(node):
        yield from spread(node.args[0], lambda term: _of(node, term))
        if node.args[0].op == "mul":
            yield mul(*(_of(node, factor) for factor in node.args[0].args))
    if node.op == "mul" and _log(node.args[-1]):
        yield _of(node.args[-1], mul(*node.args[:-1], node.args[-1].args[0]))
    if node.op == "add":
        pairs = signed_terms(node)
        logs = [(sign, term) for sign, term in pairs if _log(term)]
        if len(logs) > 1:
            rest = [pair for pair in pairs if pair not in logs]
            yield total([(1, _of(logs[0][1], total((sign, term.args[0]) for sign, term in logs))), *rest])


def divides_logs(node: Node) -> Iterator[Node]:
    """log(a/b), or log a - log b, as log a / log b, and the other way round."""
    if _log(node) and node.args[0].op == "div":
        yield div(*(_of(node, part) for part in node.args[0].args))
    if node.op == "div" and all(_log(part) for part in node.args):
        yield add(node.args[0], neg(node.args[1]))
    if node.op == "add" and len(node.args) == 2 and _log(node.args[0]) and node.args[1].op == "neg":
        a, b = node.args[0], node.args[1].args[0]
        yield from ([div(a, b)] if _log(b) else [])


def degrees_for_radians(node: Node) -> Iterator[Node]:
    """The angle of a sine in the other unit."""
    if node.op == "call" and node.value in CIRCULAR:
        yield call(str(node.value), div(mul(node.args[0], PI), HALF_TURN))
        yield call(str(node.value), div(mul(node.args[0], HALF_TURN), PI))


def in_degrees(node: Node) -> Iterator[Node]:
    """A whole value as if it were an angle in the other unit."""
    yield div(mul(node, HALF_TURN), PI)
    yield div(mul(node, PI), HALF_TURN)


def _squared(node: Node) -> bool:
    return node.op == "pow" and node.args[1].fraction() == 2


def _log(node: Node) -> bool:
    return node.op == "call" and node.value in LOGARITHMS


def _of(logarithm: Node, argument: Node) -> Node:
    return Node("call", (argument, *logarithm.args[1:]), logarithm.value)
