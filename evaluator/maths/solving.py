"""The solutions of equations in one unknown, each only where its own equation has a value."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy as sp

from evaluator.maths import domain
from evaluator.maths.build import build, raised
from evaluator.maths.equivalence import zero
from evaluator.maths.statement import Case, Relation
from evaluator.maths.tree import Node

MAX_DEGREE = 24


@dataclass(frozen=True, slots=True)
class Other:
    """An equation that is no polynomial: residual = 0, where the conditions are met."""

    residual: Any
    conditions: list[domain.Condition]

    def at(self, x: Any, value: Any) -> Any:
        """The residual at a value, where odd roots of negative numbers are real ones."""
        rooted = {p: raised(p.base.subs(x, value), p.exp) for p in odd_roots(self.residual, x)}
        return self.residual.xreplace(rooted).subs(x, value)

    def solutions(self, x: Any, imaginary: bool) -> list[Any] | None:
        """What SymPy finds, not yet tested; None where it does not find all of them."""
        reals, powers = sp.S.Complexes if imaginary else sp.S.Reals, odd_roots(self.residual, x)
        if not powers:
            return _solved(self.residual, x, reals)
        base, index = powers[0].base, sp.ilcm(1, *(p.exp.q for p in powers))
        if imaginary or any(p.base != base for p in powers) or not base.is_polynomial(x) or sp.degree(base, x) != 1:
            return None
        # x -> t, the one real root of its linear radicand, takes each real number once.
        t = sp.Symbol("t", real=True)
        slope, start = sp.Poly(base, x).all_coeffs()
        back = (t**index - start) / slope
        made = self.residual.xreplace({p: t ** (p.exp * index) for p in powers}).subs(x, back)
        found = _solved(made, t, reals)
        return None if found is None else [back.subs(t, value) for value in found]


@dataclass(slots=True)
class Roots:
    """Equations in one unknown: outright `values`, a polynomial for the rest, and `others` that are neither.

    `imaginary` says that all roots count and not only real ones, `plain` that the polynomial is as it was written, and
    `decided` that every root is known to be in its equation's domain or out of it.
    """

    imaginary: bool
    values: list[Any] = field(default_factory=list)
    poly: Any = None
    others: list[Other] = field(default_factory=list)
    plain: bool = True
    decided: bool = True

    def add(self, value: Any) -> None:
        """Take a value in, once."""
        if not any(zero(value - known) for known in self.values):
            self.values.append(value)


def difference(relation: Relation) -> Node:
    """What is 0 where the equation holds."""
    return Node("add", (relation.left, Node("neg", (relation.right,))))


def odd_roots(expr: Any, x: Any) -> list[Any]:
    """The powers with an odd root of something that holds the unknown."""
    return [p for p in expr.atoms(sp.Pow) if p.exp.is_Rational and p.exp.q > 1 and p.exp.q % 2 and p.base.has(x)]


def _solved(expr: Any, x: Any, over: Any) -> list[Any] | None:
    try:
        found = sp.solveset(expr, x, over)
    except (NotImplementedError, ValueError, TypeError):
        return None
    return list(found) if isinstance(found, sp.FiniteSet) else [] if found is sp.S.EmptySet else None


def roots(cases: tuple[Case, ...], unknown: str, imaginary: bool) -> Roots:
    """The equations' solutions in `unknown`, as far as they can be had without solving."""
    x, found = sp.Symbol(unknown, real=True), Roots(imaginary)
    for (relation,) in cases:
        outright = relation.solved()
        if outright and not outright[1].names():
            found.add(build(outright[1]))
            continue
        residual = sp.fraction(sp.together(build(difference(relation))))[0]
        needed = domain.conditions(relation, imaginary)
        if _rational_polynomial(residual, x):
            _add_polynomial(found, sp.Poly(residual, x, domain="QQ"), needed)
        else:
            found.others.append(Other(residual, needed))
    return found


def _rational_polynomial(expr: Any, x: Any) -> bool:
    return bool(expr.is_polynomial(x) and expr.has(x) and all(c.is_Rational for c in sp.Poly(expr, x).coeffs()))


def _add_polynomial(found: Roots, poly: Any, needed: list[domain.Condition]) -> None:
    """Take a polynomial's roots in: what is a root of a denominator as well is divided out, the rest is tested."""
    x, rest = poly.gen, []
    for sign, part in needed:
        top = sp.fraction(sp.together(part))[0]
        if sign == domain.NONZERO and top.is_polynomial(x):
            while top.has(x) and (common := sp.gcd(poly, sp.Poly(top, x))).degree() > 0:
                poly, found.plain = sp.quo(poly, common), False
        else:
            rest.append((sign, part))
    if rest and poly.degree() > 0:
        values = _poly_roots(poly, found.imaginary) if poly.degree() <= MAX_DEGREE else [None]
        fits = [None if v is None else domain.met(rest, x, v) for v in values]
        found.decided = found.decided and None not in fits
        if not all(fits):
            for value, fit in zip(values, fits, strict=True):
                if fit:
                    found.add(value)
            found.plain = False
            return
    found.poly = poly if found.poly is None else found.poly * poly


def _poly_roots(poly: Any, imaginary: bool) -> list[Any]:
    part = sp.sqf_part(poly)
    return list(part.all_roots() if imaginary else part.real_roots())


def polynomial(found: Roots, unknown: str) -> Any:
    """One polynomial whose roots are the solutions, where all are roots of polynomials over the rationals."""
    if found.others or not all(v.is_Rational for v in found.values):
        return None
    x = sp.Symbol(unknown, real=True)
    factors = [sp.Poly(v.q * x - v.p, x, domain="QQ") for v in found.values]
    return reduce(lambda p, q: p * q, factors, found.poly if found.poly is not None else sp.Poly(1, x, domain="QQ"))


def all_values(found: Roots, unknown: str) -> list[Any] | None:
    """Every solution outright, or None where they cannot all be had."""
    x, values = sp.Symbol(unknown, real=True), list(found.values)
    if found.poly is not None and found.poly.degree() > 0:
        if found.poly.degree() > MAX_DEGREE:
            return None
        values += _poly_roots(found.poly, found.imaginary)
    for other in found.others:
        solved = other.solutions(x, found.imaginary)
        if solved is None:
            return None
        fits = [solves(other, value, x) for value in solved]
        if None in fits:
            return None
        values += [value for value, fit in zip(solved, fits, strict=True) if fit]
    kept: list[Any] = []
    for value in values:
        if not any(zero(value - k) for k in kept):
            kept.append(value)
    return kept


def solves(other: Other, value: Any, x: Any) -> bool | None:
    """Whether a value solves an equation, as far as numbers and the domain can say."""
    inside = domain.met(other.conditions, x, value)
    if not inside:
        return inside
    left = other.at(x, value)
    if left.has(sp.zoo, sp.nan):
        return None
    return bool(abs(left.evalf(40)) < sp.Float("1e-25"))


def crosses(other: Other, x: Any) -> bool:
    """Whether an equation changes its sign between near whole numbers: quick to see, and no proof of a root."""
    found = [other.residual.subs(x, n).evalf(15) for n in range(-12, 13)]
    above = [bool(value > 0) if value.is_real and value.is_finite else None for value in found]
    return any(a is not None and b is not None and a != b for a, b in pairwise(above))


def fits(found: Roots, value: Any, x: Any) -> bool | None:
    """Whether a value solves one of the equations; None when that is not known."""
    known = [zero(value - v) for v in found.values] + [solves(other, value, x) for other in found.others]
    if found.poly is not None:
        known.append(zero(found.poly.as_expr().subs(x, value)))
    return True if True in known else None if None in known else False
