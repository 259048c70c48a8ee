"""What equations and inequalities say, compared as sets of solutions.

Equations in one unknown are compared by their roots (`roots`), inequalities by the reals that satisfy them
(`inequalities`), equations in several unknowns up to a constant factor, and solved systems point by point.
"""

from typing import Any

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.equivalence import equal, zero
from evaluator.maths.inequalities import compare_regions
from evaluator.maths.roots import (
    DIFFERENT,
    EQUIVALENT,
    IMPLIED_BY,
    IMPLIES,
    SAME_ROOTS,
    compare_roots,
    difference,
    proportional,
)
from evaluator.maths.statement import Case, Statement
from evaluator.maths.tree import Node


def compare(new: Statement, old: Statement) -> tuple[str | None, str | None]:
    """(relation of `new` to `old`, witness); the relation is None where it could not be found out."""
    (new_cases, new_all), (old_cases, old_all) = _reduced(new.cases), _reduced(old.cases)
    names = new.names() | old.names()
    if new_all or old_all or not new_cases or not old_cases:
        if (new_all and old_all) or not (new_cases or old_cases or new_all or old_all):
            return EQUIVALENT, None
        return (IMPLIED_BY if new_all or not (old_cases or old_all) else IMPLIES), None
    if any(r.op != "=" for case in (*new_cases, *old_cases) for r in case):
        return compare_regions(new_cases, old_cases, names)
    if all(len(case) == 1 for case in (*new_cases, *old_cases)):
        if len(names) == 1:
            return compare_roots(new_cases, old_cases, next(iter(names)))
        return _compare_curves(_residual(new_cases), _residual(old_cases))
    return _compare_systems(new_cases, old_cases)


def _reduced(cases: tuple[Case, ...]) -> tuple[tuple[Case, ...], bool]:
    """The cases that say something, and whether one always holds.

    An equation without unknowns, once it is worked out, is dropped when it holds (x = 4/2 = 2) and takes its case with
    it when it does not (x = x + 1).
    """
    kept: list[Case] = []
    always = False
    for case in cases:
        residuals = [sp.expand(build(difference(r))) if r.op == "=" else None for r in case]
        if any(f is not None and f.is_number and zero(f) is False for f in residuals):
            continue
        rest = tuple(r for r, f in zip(case, residuals, strict=True) if f is None or not f.is_number)
        always = always or not rest
        kept += [rest] if rest else []
    return tuple(kept), always


def _residual(cases: tuple[Case, ...]) -> Any:
    """One expression that is 0 where any of the equations holds."""
    return sp.Mul(*(sp.fraction(sp.together(build(difference(case[0]))))[0] for case in cases))


def _compare_curves(new: Any, old: Any) -> tuple[str | None, str | None]:
    if zero(new) or zero(old):
        return (EQUIVALENT, None) if zero(new) and zero(old) else (DIFFERENT, None)
    symbols = sorted(new.free_symbols | old.free_symbols, key=str)
    if proportional(new, old):
        return EQUIVALENT, None
    if not symbols or not (new.is_polynomial(*symbols) and old.is_polynomial(*symbols)):
        return (DIFFERENT, None) if new.free_symbols != old.free_symbols else (None, None)
    p, q = (sp.Poly(sp.sqf_part(f), *symbols) for f in (new, old))
    common = sp.gcd(p, q)
    if common.total_degree() == p.total_degree() == q.total_degree():
        return SAME_ROOTS, None
    if common.total_degree() == q.total_degree():
        return IMPLIED_BY, None
    return (IMPLIES if common.total_degree() == p.total_degree() and p.total_degree() else DIFFERENT), None


def _compare_systems(new: tuple[Case, ...], old: tuple[Case, ...]) -> tuple[str | None, str | None]:
    """Solved systems (x = 1 and y = 2), each case a point; anything else is not decided."""
    a, b = [point(case) for case in new], [point(case) for case in old]
    if not all(a) or not all(b):
        return None, None
    gained = [p for p in a if not any(_same_point(p, q) for q in b)]
    lost = [q for q in b if not any(_same_point(p, q) for p in a)]
    if not gained and not lost:
        return EQUIVALENT, None
    return (IMPLIED_BY if not lost else IMPLIES if not gained else DIFFERENT), None


def point(case: Case) -> dict[str, Node]:
    """The value of each variable, where a case says outright what it is; empty for any other case."""
    found = dict(outright for r in case if (outright := r.solved()) is not None and not outright[1].names())
    return found if len(found) == len(case) else {}


def _same_point(p: dict[str, Node], q: dict[str, Node]) -> bool:
    return p.keys() == q.keys() and all(equal(p[name], q[name]).equal for name in p)
