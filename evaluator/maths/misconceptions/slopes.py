"""Mistakes in differentiating; each is done to the function that is differentiated."""

from collections.abc import Callable, Iterator

from evaluator.maths.calculus import NoDerivative, add, call, derivative, div, mul, neg, power
from evaluator.maths.misconceptions.rewriting import LineRule
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node, number

Slip = Callable[[Node, str], Iterator[Node]]


def of_functions(slip: Slip) -> LineRule:
    """The wrong derivatives of one expression in one letter."""

    def slipped(line: Statement) -> Iterator[Statement]:
        names = sorted(line.names())
        if line.kind == "expression" and len(names) == 1:
            try:
                for made in slip(line.values[0], names[0]):
                    yield Statement("expression", (made,))
            except NoDerivative:
                return

    return slipped


def multiplies_derivatives(node: Node, x: str) -> Iterator[Node]:
    """(fg)' as f'g', (f/g)' as f'/g'."""
    if node.op in ("mul", "div") and sum(x in arg.names() for arg in node.args) > 1:
        fixed = [arg for arg in node.args if x not in arg.names()]
        slopes = [derivative(arg, x) for arg in node.args if x in arg.names()]
        yield mul(*fixed, *slopes) if node.op == "mul" else div(*slopes)
    yield from _within_sums(node, x, multiplies_derivatives)


def forgets_chain_rule(node: Node, x: str) -> Iterator[Node]:
    """f(g(x))' as f'(g(x)), and as f'(g'(x))."""
    if node.op == "pow" and node.args[0].op != "name" and x not in node.args[1].names():
        base, exponent = node.args
        lowered = add(exponent, neg(number(1)))
        yield mul(exponent, power(base, lowered))
        yield mul(exponent, power(derivative(base, x), lowered))
    if node.op == "pow" and x not in node.args[0].names() and node.args[1].op != "name":
        yield mul(node, call("ln", node.args[0]))
    if node.op == "call" and node.args[0].op != "name":
        # The outer derivative, taken where the inner one is 1.
        inner = Node("name", (), x)
        outer = derivative(Node("call", (inner, *node.args[1:]), node.value), x)
        yield _put(outer, x, node.args[0])
    yield from _within(node, x, forgets_chain_rule)


def wrong_power_rule(node: Node, x: str) -> Iterator[Node]:
    """(x^n)' as nx^n, as x^(n - 1), and (e^x)' as xe^(x - 1)."""
    if node.op == "pow":
        base, exponent = node.args
        lowered = add(exponent, neg(number(1)))
        inner = derivative(base, x) if x in base.names() else derivative(exponent, x)
        yield mul(exponent, node, inner)
        yield mul(power(base, lowered), inner)
    if node.op == "call" and node.value == "exp":
        yield mul(node.args[0], call("exp", add(node.args[0], neg(number(1)))))
    yield from _within(node, x, wrong_power_rule)


def _within(node: Node, x: str, slip: Slip) -> Iterator[Node]:
    """The slip in one factor, the product rule kept; then in the terms of a sum."""
    if node.op == "mul":
        for i, arg in enumerate(node.args):
            others = mul(*node.args[:i], *node.args[i + 1 :])
            for made in slip(arg, x):
                yield add(mul(derivative(others, x), arg), mul(others, made))
    yield from _within_sums(node, x, slip)


def _within_sums(node: Node, x: str, slip: Slip) -> Iterator[Node]:
    """The slip in one term, the other terms differentiated well; then in every term that has one."""
    if node.op == "neg":
        yield from (neg(made) for made in slip(node.args[0], x))
    if node.op != "add":
        return
    right = [derivative(arg, x) for arg in node.args]
    wrong = [next(slip(arg, x), slope) for arg, slope in zip(node.args, right, strict=True)]
    for i, arg in enumerate(node.args):
        for made in slip(arg, x):
            yield add(*right[:i], made, *right[i + 1 :])
    yield add(*wrong)


def _put(node: Node, x: str, inner: Node) -> Node:
    """The tree with an expression in the place of a variable."""
    if node.op == "name" and node.value == x:
        return inner
    return Node(node.op, tuple(_put(arg, x, inner) for arg in node.args), node.value, node.at, node.text)
