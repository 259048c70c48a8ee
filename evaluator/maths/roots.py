"""Equations in one unknown, compared by their solutions.

Real roots count, or all roots where the imaginary unit occurs. Polynomials are compared exactly and without solving
them, through square-free parts, common divisors and Sturm's count of real roots. A solution lies where both sides of
its equation have a value (`domain`): no denominator is 0, no logarithm is taken of a negative number.
"""

from typing import Any

import sympy as sp

from evaluator.maths.equivalence import zero
from evaluator.maths.solving import (
    MAX_DEGREE,
    Other,
    Roots,
    all_values,
    crosses,
    difference,
    fits,
    polynomial,
    roots,
    solves,
)
from evaluator.maths.statement import Case

EQUIVALENT, IMPLIES, IMPLIED_BY, SAME_ROOTS, DIFFERENT = (
    "equivalent",
    "implies",
    "implied-by",
    "same-roots",
    "not-equivalent",
)


def compare_roots(
    new_cases: tuple[Case, ...], old_cases: tuple[Case, ...], unknown: str
) -> tuple[str | None, str | None]:
    imaginary = any(
        n.op == "const" and n.value == "i"
        for case in (*new_cases, *old_cases)
        for r in case
        for n in difference(r).walk()
    )
    new, old = (roots(cases, unknown, imaginary) for cases in (new_cases, old_cases))
    if not new.decided or not old.decided:
        return None, None
    a, b = polynomial(new, unknown), polynomial(old, unknown)
    if a is not None and b is not None:
        return _compare_polynomials(a, b, _plain(new), _plain(old), imaginary)
    bare = not (new.values or old.values or new.poly or old.poly) and len(new.others) == len(old.others) == 1
    if bare and _same_equation(new.others[0], old.others[0]):
        return EQUIVALENT, None
    return _compare_values(new, old, unknown)


def _same_equation(a: Other, b: Other) -> bool:
    """Whether two equations differ by a constant factor only, and ask the same of their unknown."""
    alike = all(c in b.conditions for c in a.conditions) and all(c in a.conditions for c in b.conditions)
    return alike and proportional(a.residual, b.residual)


def _plain(found: Roots) -> bool:
    return found.poly is not None and not found.values and found.plain


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
        if not count(p) and p != q and p.degree() and q.degree():
            return DIFFERENT, None
        same = p == q and (not (a_plain and b_plain) or a.monic() == b.monic())
        return (EQUIVALENT if same else SAME_ROOTS), None
    # Of the new ones only: one of the old that was lost may be the answer.
    named = f"{a.gen} = {_example(gained)}" if extra else None
    if not missing:
        return IMPLIED_BY, named
    return (IMPLIES if not extra and count(p) else DIFFERENT), named


def _example(poly: Any) -> str:
    real = poly.real_roots(multiple=True)
    whole = [r for r in real if r.is_Rational]
    return str(whole[0]) if whole else f"{float(real[0]):.4g}" if real else "an imaginary value"


def _compare_values(new: Roots, old: Roots, unknown: str) -> tuple[str | None, str | None]:
    x = sp.Symbol(unknown, real=True)
    # Before solving anything: a value that does not fit settles it.
    if len(new.others) == 1 and not new.values and new.poly is None and not old.others and old.poly is None:
        misfit = next((v for v in old.values if solves(new.others[0], v, x) is False), None)
        if misfit is not None:
            return DIFFERENT, f"{unknown} = {shown(misfit)}"
    alien = []
    if not new.others and new.poly is None:
        alien = [value for value in new.values if fits(old, value, x) is False]
        # Where nothing fits, and something would, there is no need to find out what: solving can take seconds.
        if alien and len(alien) == len(new.values) and any(crosses(other, x) for other in old.others):
            return DIFFERENT, f"{unknown} = {shown(alien[0])}"
    a, b = all_values(new, unknown), all_values(old, unknown)
    if a is None or b is None:
        return (DIFFERENT, f"{unknown} = {shown(alien[0])}") if alien else (None, None)
    return compare_sets(a, b, unknown)


def shown(value: Any) -> str:
    """A value for a reader: as typed, or where it cannot be typed to four digits."""
    return f"{sp.N(value, 4)}" if value.atoms(sp.CRootOf) else str(value).replace("**", "^").replace("E", "e")


def proportional(a: Any, b: Any) -> bool:
    """Whether two expressions differ by a constant factor only; `b` is not identically 0."""
    ratio = sp.cancel(a / b)
    return bool(ratio.is_number) or bool(not ratio.is_rational_function() and sp.simplify(ratio).is_number)


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
    named = f"{unknown} = {shown(gained[0])}" if unknown and gained else None
    if not gained and not lost:
        return EQUIVALENT, None
    if not lost:
        return IMPLIED_BY, named
    return (IMPLIES if not gained and new else DIFFERENT), named
