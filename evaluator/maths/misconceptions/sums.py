"""Mistakes with brackets, signs, powers and the order of operations."""

from collections.abc import Callable, Iterator
from functools import partial

from evaluator.maths.calculus import add, mul, neg, power
from evaluator.maths.misconceptions.rewriting import signed_terms, spread, total
from evaluator.maths.sameform import alike
from evaluator.maths.tree import Node, number

TWO = number(2)


def sign_slip(node: Node) -> Iterator[Node]:
    """One term of a sum with the other sign."""
    if node.op == "add":
        pairs = signed_terms(node)
        for i in range(len(pairs)):
            yield total((-sign if i == j else sign, term) for j, (sign, term) in enumerate(pairs))


def distributes_power(node: Node) -> Iterator[Node]:
    """(a + b)^n as a^n + b^n."""
    if node.op == "pow" and node.args[1].fraction() not in (None, 1):
        yield from spread(node.args[0], lambda term: Node("pow", (term, node.args[1])))


def halves_middle_term(node: Node) -> Iterator[Node]:
    """(a + b)² as a² + ab + b²."""
    if node.op == "pow" and node.args[1] == TWO and node.args[0].op == "add" and len(node.args[0].args) == 2:
        a, b = node.args[0].args
        yield add(power(a, TWO), mul(a, b), power(b, TWO))


def distributes_partially(node: Node) -> Iterator[Node]:
    """k(a + b) as ka + b, and -(a + b) as -a + b."""
    if node.op == "neg":
        inner = node.args[0]
        yield from (_first_only(neg, inner) if inner.op == "add" else ())
        if inner.op == "div":
            yield from (Node("div", (made, inner.args[1])) for made in _first_only(neg, inner.args[0]))
        if inner.op == "mul":
            yield from distributes_partially(Node("mul", (neg(inner.args[0]), *inner.args[1:])))
    if node.op == "mul":
        for i, arg in enumerate(node.args):
            others = (*node.args[:i], *node.args[i + 1 :])
            yield from _first_only(partial(mul, *others), arg)
    if node.op == "div":
        yield from _first_only(lambda term: Node("div", (term, node.args[1])), node.args[0])


def _first_only(function: Callable[[Node], Node], node: Node) -> Iterator[Node]:
    if node.op == "add":
        first, *rest = node.args
        yield add(function(first), *rest)


def adds_exponents(node: Node) -> Iterator[Node]:
    """(a^m)^n as a^(m + n)."""
    if node.op == "pow" and node.args[0].op == "pow":
        base, inner = node.args[0].args
        yield Node("pow", (base, add(inner, node.args[1])))


def multiplies_exponents(node: Node) -> Iterator[Node]:
    """a^m·a^n as a^(mn), and a^m/a^n as a^(m/n)."""
    if node.op not in ("mul", "div"):
        return
    pairs = [arg.args if arg.op == "pow" else (arg, number(1)) for arg in node.args]
    for i, (base, m) in enumerate(pairs):
        for j in range(i + 1, len(pairs)):
            other, n = pairs[j]
            if alike(base, other) and (base.op != "num" or (m.value, n.value) != (1, 1)):
                made = Node("pow", (base, Node(node.op, (m, n))))
                yield mul(*(arg for k, arg in enumerate(node.args) if k not in (i, j)), made)


def negates_power(node: Node) -> Iterator[Node]:
    """a^(-n) as -a^n and as -na."""
    if node.op == "pow" and node.args[1].op == "neg":
        base, exponent = node.args[0], node.args[1].args[0]
        yield neg(power(base, exponent))
        yield neg(mul(exponent, base))


def ignores_precedence(node: Node) -> Iterator[Node]:
    """What comes first on the line is worked out first: a + bc as (a + b)c, ab^n as (ab)^n, -a^n as (-a)^n."""
    inner = node.args[0] if node.args else node
    if node.op == "neg" and inner.op == "pow":
        yield Node("pow", (neg(inner.args[0]), inner.args[1]))
    if node.op in ("mul", "div") and node.args[-1].op == "pow":
        base, exponent = node.args[-1].args
        yield Node("pow", (Node(node.op, (*node.args[:-1], base)), exponent))
    if node.op == "div" and node.args[1].op == "mul":
        first, *rest = node.args[1].args
        yield mul(Node("div", (node.args[0], first)), *rest)
    if node.op == "add":
        yield from _from_the_left(node)


def _from_the_left(node: Node) -> Iterator[Node]:
    pairs = signed_terms(node)
    for i in range(1, len(pairs)):
        sign, term = pairs[i]
        if term.op in ("mul", "div"):
            grown = total([*pairs[:i], (sign, term.args[0])])
            yield total([(1, Node(term.op, (grown, *term.args[1:]))), *pairs[i + 1 :]])
        if sign < 0 and i + 1 < len(pairs):
            # a - b + c as a - (b + c).
            yield total([*pairs[:i], (-1, total([(1, term), *pairs[i + 1 :]]))])
