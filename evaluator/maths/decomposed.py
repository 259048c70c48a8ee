"""Two forms of sums: partial fractions, and completed squares."""

from itertools import combinations

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.remarks import Remark
from evaluator.maths.tree import Node

BRACKET = Remark("partial-fractions.bracket", "Write a plain sum of fractions, without brackets around them.")
SPLITS = Remark("partial-fractions.splits-further", "One of the denominators can be split into factors.")
NUMERATOR = Remark(
    "partial-fractions.numerator", "The degree of one of the numerators is too high for its denominator."
)
LIKE = Remark("partial-fractions.like-terms", "Two of the fractions have the same denominator.")
SQUARE = Remark("completed-square.no-square", "Write it with one square of a bracket and a number.")
OUTSIDE = Remark("completed-square.letter-outside", "There is still a term with a letter besides the square.")


def partial_fractions(node: Node) -> Remark | None:
    """What keeps a sum from being one of a polynomial and fractions over powers of what cannot be factored."""
    denominators = []
    for term in terms(node):
        top, bottom = sp.fraction(build(term))
        symbols = sorted(top.free_symbols | bottom.free_symbols, key=str)
        if not top.is_polynomial(*symbols) or not bottom.is_polynomial(*symbols):
            return BRACKET
        if not bottom.free_symbols:
            continue
        factors = sp.factor_list(bottom)[1]
        if len(factors) > 1:
            return SPLITS
        base, gens = factors[0][0], sorted(bottom.free_symbols, key=str)
        if sp.Poly(top, *gens).total_degree() >= sp.Poly(base, *gens).total_degree():
            return NUMERATOR
        denominators.append(bottom)
    if any(sp.cancel(a / b).is_number for a, b in combinations(denominators, 2)):
        return LIKE
    return None


def completed_square(node: Node) -> Remark | None:
    """What keeps a polynomial from being squares of linear brackets, each letter in one of them alone, and numbers."""
    lettered = [term for term in terms(node) if term.names()]
    squares = [term for term in lettered if _square(term)]
    if len(squares) < len(lettered):
        return OUTSIDE if squares else SQUARE
    names = [name for term in squares for name in term.names()]
    return OUTSIDE if len(names) > len(set(names)) else None


def terms(node: Node) -> list[Node]:
    """What is added or subtracted, each with its sign."""
    if node.op == "add":
        return [term for arg in node.args for term in terms(arg)]
    return [node]


def _square(term: Node) -> bool:
    """Whether a term is a number times the square of something linear."""
    if term.op in ("neg", "mul"):
        lettered = [arg for arg in term.args if arg.names()]
        return len(lettered) == 1 and _square(lettered[0])
    if term.op == "div":
        return not term.args[1].names() and _square(term.args[0])
    if term.op != "pow" or term.args[1].fraction() != 2:
        return False
    base = build(term.args[0])
    symbols = base.free_symbols
    return bool(base.is_polynomial(*symbols)) and sp.Poly(base, *symbols).total_degree() == 1
