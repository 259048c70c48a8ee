"""The form an answer is written in, judged on the tree as the learner wrote it; what is missing is said, never done."""

from collections.abc import Callable
from math import gcd
from typing import Any

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.remarks import Remark
from evaluator.maths.tree import Node, number

WORKED_OUT = Remark("lowest-terms.not-worked-out", "This can still be worked out to one fraction.")


def fault(form: str, node: Node) -> Remark | None:
    """What keeps an expression from being in `form`; None when it is in it."""
    return FORMS[form](node)


def _expanded(node: Node) -> Remark | None:
    for part in node.walk():
        if part.op == "mul" and any(_sum(arg) for arg in part.args):
            return Remark("expanded.product", "There is still a product with brackets to multiply out.")
        if part.op == "pow" and _sum(part.args[0]) and _natural(part.args[1]):
            return Remark("expanded.power", "There is still a power of a bracket to multiply out.")
        if part.op in ("neg", "add") and any(_sum(arg) for arg in part.args):
            return Remark("expanded.bracket", "There is still a bracket to remove.")
    if node.op == "add" and len(node.args) > len(sp.Add.make_args(sp.expand(build(node)))):
        return Remark("expanded.like-terms", "Some terms can still be put together.")
    return None


def _factored(node: Node) -> Remark | None:
    factors = _factors(node)
    if not sp.expand(build(node)).free_symbols:
        return None
    for factor in factors:
        whole = build(factor)
        if not whole.is_polynomial(*whole.free_symbols) or not whole.free_symbols:
            continue
        content, parts = sp.factor_list(whole)
        if sum(power for _, power in parts) > 1:
            if len(factors) > 1:
                return Remark("factored.splits-further", "One of the factors can be split further.")
            return Remark("factored.not-a-product", "This is not a product of factors yet.")
        if content not in (1, -1) and _sum(factor) and content.is_Integer:
            return Remark("factored.common-number", "A common number can still be taken out of a bracket.")
    return None


def _lowest_terms(node: Node) -> Remark | None:
    for part in node.walk():
        if part.op == "num" and part.text and "." in part.text:
            return Remark("lowest-terms.decimal", "Write a fraction and not a decimal.")
        if (part.op == "div" and not _reduced(*part.args)) or (part.op == "mul" and not _reduced(*_over(part))):
            return Remark("lowest-terms.cancels", "The fraction can still be cancelled.")
    if node.names():
        return _single_fraction(node)
    if not node.names() and node.op not in ("num", "neg", "div") and build(node).is_Rational:
        return WORKED_OUT
    if node.op == "neg" and not node.names() and node.args[0].op not in ("num", "div") and build(node).is_Rational:
        return WORKED_OUT
    return None


def _single_fraction(node: Node) -> Remark | None:
    inner = node.args[0] if node.op == "neg" else node
    parts = inner.args if inner.op in ("div", "mul") else (inner,)
    fractions = [part for part in _outside(inner) if part.op == "div" or _negative_power(part)]
    if inner.op == "add" and fractions:
        return Remark("single-fraction.sum", "This is still a sum; write it over one denominator.")
    if len(fractions) > 1 or (fractions and fractions[0] is not inner and fractions[0] not in parts):
        return Remark("single-fraction.several", "There is more than one fraction; write it as one.")
    return None


FORMS: dict[str, Callable[[Node], Remark | None]] = {
    "any": lambda _: None,
    "expanded": _expanded,
    "factored": _factored,
    "lowest-terms": _lowest_terms,
    "single-fraction": _single_fraction,
}


def _outside(node: Node) -> list[Node]:
    """This node and all below it, but for what functions act on and for exponents."""
    inner = () if node.op == "call" else node.args[:1] if node.op == "pow" else node.args
    return [node, *(part for arg in inner for part in _outside(arg))]


def _sum(node: Node) -> bool:
    return node.op == "add" or (node.op == "neg" and _sum(node.args[0]))


def _natural(node: Node) -> bool:
    return node.op == "num" and node.value.denominator == 1 and node.value > 1


def _negative_power(node: Node) -> bool:
    return node.op == "pow" and node.args[1].op == "neg"


def _factors(node: Node) -> list[Node]:
    """What is multiplied, powers by their bases; a fraction counts by numerator and denominator."""
    match node.op:
        case "mul" | "div":
            return [factor for arg in node.args for factor in _factors(arg)]
        case "neg":
            return _factors(node.args[0])
        case "pow" if _natural(node.args[1]):
            return _factors(node.args[0])
        case _:
            return [node]


def _reduced(top: Node, bottom: Node) -> bool:
    """Whether a numerator and a denominator have no factor in common, and the denominator is not 1 or negative."""
    a, b = build(top), build(bottom)
    if a.is_Integer and b.is_Integer:
        return gcd(int(a), int(b)) == 1 and b > 1
    symbols = a.free_symbols | b.free_symbols
    if symbols and a.is_polynomial(*symbols) and b.is_polynomial(*symbols):
        return _coprime(sp.Poly(a, *symbols), sp.Poly(b, *symbols))
    return bool(sp.gcd(a, b) == 1) if a.is_Rational and b.is_Rational else True


def _over(product: Node) -> tuple[Node, Node]:
    """A product with one fraction among its factors as numerator and denominator; over 1 for any other."""
    fractions = [arg for arg in product.args if arg.op == "div"]
    if len(fractions) != 1:
        return product, number(1)
    top, bottom = fractions[0].args
    return Node("mul", tuple(top if arg is fractions[0] else arg for arg in product.args)), bottom


def _coprime(p: Any, q: Any) -> bool:
    contents = [f.primitive()[0] for f in (p, q)]
    whole = all(c.is_Integer for c in contents)
    return p.gcd(q).total_degree() == 0 and (not whole or gcd(*(int(c) for c in contents)) == 1)
