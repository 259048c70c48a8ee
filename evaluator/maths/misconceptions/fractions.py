"""Mistakes with fractions."""

from collections.abc import Iterator
from math import lcm

from evaluator.maths.calculus import ONE, div, mul
from evaluator.maths.misconceptions.rewriting import signed_terms, spread, total
from evaluator.maths.sameform import alike
from evaluator.maths.tree import Node, number

Signed = list[tuple[int, Node]]


def splits_denominator(node: Node) -> Iterator[Node]:
    """a/(b + c) as a/b + a/c."""
    if node.op == "div":
        yield from spread(node.args[1], lambda term: Node("div", (node.args[0], term)))


def cancels_terms(node: Node) -> Iterator[Node]:
    """(a + b)/(a + c) as b/c; (ab + c)/a as b + c."""
    if node.op != "div":
        return
    top, bottom = (signed_terms(part) for part in node.args)
    for i, (sign, a) in enumerate(top):
        for j, (other, b) in enumerate(bottom):
            if len(top) + len(bottom) > 2 and alike(a, b):
                same = 1 if sign == other else -1
                left, right = top[:i] + top[i + 1 :], bottom[:j] + bottom[j + 1 :]
                yield div(total(left or [(1, ONE)]), total(right or [(1, ONE)]))
                if left and right:
                    yield div(total([(same, ONE), *left]), total([(1, ONE), *right]))
    if len(top) > 1 and len(bottom) == 1:
        (below, divisor), *_ = bottom
        for i, (sign, term) in enumerate(top):
            yield total([*top[:i], (sign * below, div(term, divisor)), *top[i + 1 :]])


def adds_denominators(node: Node) -> Iterator[Node]:
    """a/b + c/d as (a + c)/(b + d)."""
    for before, (s, a, b), (t, c, d), after in _pairs(node):
        tops = total([(s, a), (t, c)])
        for bottoms in ([(1, b), (s * t, d)], [(1, b), (1, d)]):
            yield total([*before, (1, div(tops, total(bottoms))), *after])


def forgets_to_scale(node: Node) -> Iterator[Node]:
    """a/b + c/d as (a + c)/bd, or over their least common multiple."""
    for before, (s, a, b), (t, c, d), after in _pairs(node):
        tops, bottoms = total([(s, a), (t, c)]), [mul(b, d)]
        p, q = b.fraction(), d.fraction()
        if p is not None and q is not None and p.denominator == q.denominator == 1:
            bottoms.append(number(lcm(int(p), int(q))))
        for bottom in bottoms:
            yield total([*before, (1, div(tops, bottom)), *after])


def _pairs(
    node: Node,
) -> Iterator[tuple[Signed, tuple[int, Node, Node], tuple[int, Node, Node], Signed]]:
    """Two terms that stand side by side in a sum, one a fraction at least, as (sign, top, bottom), and the rest."""
    pairs = signed_terms(node) if node.op == "add" else []
    for i in range(len(pairs) - 1):
        (s, a), (t, c) = pairs[i], pairs[i + 1]
        if "div" in (a.op, c.op):
            yield pairs[:i], (s, *_fraction(a)), (t, *_fraction(c)), pairs[i + 2 :]


def _fraction(node: Node) -> tuple[Node, Node]:
    return (node.args[0], node.args[1]) if node.op == "div" else (node, ONE)
