"""Equations in one unknown, compared by their solutions.

Real roots count, or all roots where the imaginary unit occurs. Polynomials are compared exactly and without solving
them, through square-free parts, common divisors and Sturm's count of real roots. Values that make a denominator 0 are
no solutions.
"""

from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.equivalence import zero
from evaluator.maths.statement import Case, Relation
from evaluator.maths.tree import Node

EQUIVALENT, IMPLIES, IMPLIED_BY, SAME_ROOTS, DIFFERENT = (
    "equivalent",
    "implies",
    "implied-by",
    "same-roots",
    "not-equivalent",
)
MAX_DEGREE = 24


@dataclass(slots=True)
class Roots:
    """Equations in one unknown: outright `values`, a polynomial for the rest, and `others` that are neither."""

    values: list[Any] = field(default_factory=list)
    poly: Any = None
    others: list[Any] = field(default_factory=list)
    excluded: Any = None


def difference(relation: Relation) -> Node:
    """What is 0 where the equation holds."""
    return Node("add", (relation.left, Node("neg", (relation.right,))))


def _denominators(relation: Relation) -> list[Node]:
    """What is divided by, as written: SymPy would have cancelled x/x already."""
    nodes = [*relation.left.walk(), *relation.right.walk()]
    return [n.args[1] for n in nodes if n.op == "div"] + [
        n.args[0] for n in nodes if n.op == "pow" and n.args[1].op == "neg"
    ]


def roots(cases: tuple[Case, ...], unknown: str) -> Roots:
    """The equations' solutions in `unknown`, as far as they can be had without solving."""
    x, found = sp.Symbol(unknown, real=True), Roots()
    product: Any = None
    holes: Any = sp.Integer(1)
    for (relation,) in cases:
        outright = relation.solved()
        if outright and not outright[1].names():
            value = build(outright[1])
            if not any(zero(value - known) for known in found.values):
                found.values.append(value)
            continue
        residual = sp.fraction(sp.together(build(difference(relation))))[0]
        for node in _denominators(relation):
            if node.names():
                holes = holes * sp.fraction(sp.together(build(node)))[0]
        if residual.is_polynomial(x) and residual.has(x) and all(c.is_Rational for c in sp.Poly(residual, x).coeffs()):
            product = residual if product is None else product * residual
        else:
            found.others.append(residual)
    if product is not None:
        found.poly = sp.Poly(product, x, domain="QQ")
        if holes != 1 and holes.is_polynomial(x):
            found.excluded = sp.Poly(holes, x)
    return found


def compare_roots(
    new_cases: tuple[Case, ...], old_cases: tuple[Case, ...], unknown: str
) -> tuple[str | None, str | None]:
    imaginary = any(
        n.op == "const" and n.value == "i"
        for case in (*new_cases, *old_cases)
        for r in case
        for n in difference(r).walk()
    )
    new, old = roots(new_cases, unknown), roots(old_cases, unknown)
    a, b = _polynomial(new, unknown), _polynomial(old, unknown)
    if a is not None and b is not None:
        return _compare_polynomials(a, b, _plain(new), _plain(old), imaginary)
    bare = not (new.values or old.values or new.poly or old.poly) and len(new.others) == len(old.others) == 1
    if bare and proportional(new.others[0], old.others[0]):
        return EQUIVALENT, None
    return _compare_values(new, old, unknown, imaginary)


def _plain(found: Roots) -> bool:
    return found.poly is not None and not found.values


def _polynomial(found: Roots, unknown: str) -> Any:
    """One polynomial whose roots are the solutions, where all are roots of polynomials over the rationals."""
    if found.others or not all(v.is_Rational for v in found.values):
        return None
    x = sp.Symbol(unknown, real=True)
    factors = [sp.Poly(v.q * x - v.p, x, domain="QQ") for v in found.values]
    poly = reduce(lambda p, q: p * q, factors, found.poly if found.poly is not None else sp.Poly(1, x, domain="QQ"))
    if found.excluded is not None:
        while (common := sp.gcd(poly, found.excluded)).degree() > 0:
            poly = sp.quo(poly, common)
    return poly


def _compare_polynomials(
    a: Any, b: Any, a_plain: bool, b_plain: bool, imaginary: bool
) -> tuple[str | None, str | None]:
    if max(a.degree(), b.degree()) > MAX_DEGREE:
        return (EQUIVALENT, None) if a.monic() == b.monic() else (None, None)
    p, q = sp.sqf_part(a).monic(), sp.sqf_part(b).monic()
    common = sp.gcd(p, q)
    gained, lost = sp.quo(p, common), sp.quo(q, common)
    count = (lambda f: f.degree()) if imaginary else (lambda f: int(f.count_roots()) if f.degree() > 0 else 0)
    extra, missing = count(gained), count(lost)
    if not extra and not missing:
        if not count(p) and p != q:
            return DIFFERENT, None
        same = p == q and (not (a_plain and b_plain) or a.monic() == b.monic())
        return (EQUIVALENT if same else SAME_ROOTS), None
    named = f"{a.gen} = {_example(gained if extra else lost)}"
    if not missing:
        return IMPLIED_BY, named
    return (IMPLIES if not extra and count(p) else DIFFERENT), named


def _example(poly: Any) -> str:
    real = poly.real_roots(multiple=True)
    whole = [r for r in real if r.is_Rational]
    return str(whole[0]) if whole else f"{float(real[0]):.4g}" if real else "an imaginary value"


def _all_values(found: Roots, unknown: str, imaginary: bool) -> list[Any] | None:
    """Every solution outright, or None where they cannot all be had."""
    x, values = sp.Symbol(unknown, real=True), list(found.values)
    poly = _polynomial(Roots([], found.poly, [], found.excluded), unknown) if found.poly is not None else None
    if poly is not None and poly.degree() > 0:
        if poly.degree() > MAX_DEGREE:
            return None
        part = sp.sqf_part(poly)
        values += part.all_roots() if imaginary else part.real_roots()
    for other in found.others:
        try:
            solved = sp.solveset(other, x, sp.S.Complexes if imaginary else sp.S.Reals)
        except (NotImplementedError, ValueError, TypeError):
            return None
        if solved is sp.S.EmptySet:
            continue
        if not isinstance(solved, sp.FiniteSet):
            return None
        values += list(solved)
    kept: list[Any] = []
    for value in values:
        if not any(zero(value - k) for k in kept):
            kept.append(value)
    return kept


def _compare_values(new: Roots, old: Roots, unknown: str, imaginary: bool) -> tuple[str | None, str | None]:
    x = sp.Symbol(unknown, real=True)
    # Before solving anything: a value that does not fit settles it.
    if not new.values and new.poly is None and len(new.others) == 1 and not old.others and old.poly is None:
        for value in old.values:
            if zero(new.others[0].subs(x, value)) is False:
                return DIFFERENT, f"{unknown} = {value}"
    if not (new.others or new.poly is not None):
        for value in new.values:
            if (
                all(zero(other.subs(x, value)) is False for other in old.others)
                and old.others
                and not _holds(old, value, x)
            ):
                return DIFFERENT, f"{unknown} = {value}"
    a, b = _all_values(new, unknown, imaginary), _all_values(old, unknown, imaginary)
    if a is None or b is None:
        return None, None
    return compare_sets(a, b, unknown)


def proportional(a: Any, b: Any) -> bool:
    """Whether two expressions differ by a constant factor only; `b` is not identically 0."""
    ratio = sp.cancel(a / b)
    return bool(ratio.is_number) or bool(not ratio.is_rational_function() and sp.simplify(ratio).is_number)


def _holds(found: Roots, value: Any, x: Any) -> bool:
    """Whether a value may solve the rest of the equations."""
    if any(zero(value - v) is not False for v in found.values):
        return True
    return found.poly is not None and zero(found.poly.as_expr().subs(x, value)) is not False


def compare_sets(new: list[Any], old: list[Any], unknown: str = "") -> tuple[str | None, str | None]:
    """The relation between two finite sets of values."""
    unsure = False
    gained, lost = list(new), list(old)
    for value in new:
        for other in old:
            same = zero(value - other)
            unsure = unsure or same is None
            if same:
                gained = [v for v in gained if v is not value]
                lost = [v for v in lost if v is not other]
    if unsure and (gained or lost):
        return None, None
    named = f"{unknown} = {(gained or lost)[0]}" if unknown and (gained or lost) else None
    if not gained and not lost:
        return EQUIVALENT, None
    if not lost:
        return IMPLIED_BY, named
    return (IMPLIES if not gained and new else DIFFERENT), named
