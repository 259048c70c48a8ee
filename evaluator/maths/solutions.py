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
    proportional,
)
from evaluator.maths.solving import difference
from evaluator.maths.statement import Case, Relation, Statement
from evaluator.maths.tree import Node, show


def compare(new: Statement, old: Statement) -> tuple[str | None, str | None]:
    """(relation of `new` to `old`, witness); the relation is None where it could not be found out."""
    (new_cases, new_all), (old_cases, old_all) = _reduced(new.cases), _reduced(old.cases)
    names = new.names() | old.names()
    if not (new_all or old_all) and bool(new_cases) != bool(old_cases):
        return _against_nothing(new_cases, old_cases, names)
    if new_all or old_all or not new_cases:
        if (new_all and old_all) or not (new_cases or old_cases or new_all or old_all):
            return EQUIVALENT, None
        return (IMPLIED_BY if new_all or not (old_cases or old_all) else IMPLIES), None
    if any(r.op != "=" for case in (*new_cases, *old_cases) for r in case):
        return compare_regions(new_cases, old_cases, names)
    if all(len(case) == 1 for case in (*new_cases, *old_cases)):
        if len(names) == 1:
            return compare_roots(new_cases, old_cases, next(iter(names)))
        return _compare_curves(_residual(new_cases), _residual(old_cases))
    if len(names) == 1:
        return compare_regions(new_cases, old_cases, names)
    return _compare_systems(new_cases, old_cases)


def _against_nothing(
    new: tuple[Case, ...], old: tuple[Case, ...], names: frozenset[str]
) -> tuple[str | None, str | None]:
    """The relation of what has no solutions to equations, or the other way round."""
    if len(names) != 1 or any(len(case) > 1 or case[0].op != "=" for case in (*new, *old)):
        return (IMPLIED_BY if new else IMPLIES), None
    return compare_roots(new, old, next(iter(names)))


def contradiction(line: Statement) -> str | None:
    """Why no case of a line can hold, where each gives one variable two values; None for any other line."""
    clashes = [_clash(case) for case in line.cases]
    return clashes[0] if clashes and all(clashes) else None


def _clash(case: Case) -> str | None:
    found: dict[str, Node] = {}
    for name, value in (outright for r in case if (outright := r.solved()) and not outright[1].names()):
        if equal(found.setdefault(name, value), value).equal is False:
            both = f"{name} cannot be both {show(found[name])} and {show(value)}"
            return f"{both}, so this has no solutions. Write “or” between different solutions."
    return None


def _reduced(cases: tuple[Case, ...]) -> tuple[tuple[Case, ...], bool]:
    """The cases that say something, and whether one always holds.

    An equation without unknowns, once it is worked out, is dropped when it holds (x = 4/2 = 2) and takes its case with
    it when it does not (x = x + 1), as do two values for one unknown; what is said twice counts once.
    """
    kept: list[Case] = []
    always = False
    for case in cases:
        residuals = [sp.expand(build(difference(r))) if r.op == "=" else None for r in case]
        if any(f is not None and f.is_number and zero(f) is False for f in residuals):
            continue
        if _clash(case) is not None:
            continue
        rest = _once(tuple(r for r, f in zip(case, residuals, strict=True) if f is None or not f.is_number))
        always = always or not rest
        kept += [rest] if rest else []
    return tuple(kept), always


def _once(case: Case) -> Case:
    """A case without the second of two equations that give an unknown the same value."""
    kept: list[Relation] = []
    for relation in case:
        outright = relation.solved()
        known = [found[1] for r in kept if (found := r.solved()) and outright and found[0] == outright[0]]
        if not outright or not any(equal(outright[1], value).equal for value in known):
            kept.append(relation)
    return tuple(kept)


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
