"""Inequalities in one unknown as sets of reals; in several, up to a positive factor."""

from typing import Any

import sympy as sp

from evaluator.maths import domain
from evaluator.maths.build import build
from evaluator.maths.solving import odd_roots
from evaluator.maths.statement import Case, Relation
from evaluator.maths.tree import Node

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
PLAIN = (0, 1, -1, 2, -2, 5, -5, 10, -10, 100, -100, 1000, -1000)
TURNED = {"<": ">", "<=": ">=", "=": "=", "!=": "!="}


def compare_regions(
    new: tuple[Case, ...], old: tuple[Case, ...], names: frozenset[str]
) -> tuple[str | None, str | None]:
    """(relation of `new` to `old`, witness), by the sets of reals that satisfy them."""
    if len(names) != 1:
        return _compare_planes(new, old)
    x = sp.Symbol(next(iter(names)), real=True)
    try:
        a, b = _region(new, x), _region(old, x)
        gained, lost = a - b, b - a
        extra, missing = gained is not sp.S.EmptySet, lost is not sp.S.EmptySet
    except (NotImplementedError, ValueError, TypeError, RecursionError):
        return None, None
    if any(not isinstance(s, sp.Interval | sp.Union | sp.FiniteSet | type(sp.S.EmptySet)) for s in (gained, lost)):
        return None, None
    if not extra and not missing:
        return "equivalent", None
    member = _member(gained if extra else lost)
    witness = None if member is None else f"{x} = {member}"
    return ("not-equivalent" if extra and missing else "implied-by" if extra else "implies"), witness


def _region(cases: tuple[Case, ...], x: Any) -> Any:
    return sp.Union(*(sp.Intersection(*(_solution(r, x) for r in case), sp.S.Reals) for case in cases))


def _solution(relation: Relation, x: Any) -> Any:
    """The reals that satisfy a relation, as far as both sides have a value there."""
    found = _satisfying(relation, x)
    for sign, part in domain.conditions(relation):
        found = sp.Intersection(found, _where(sign, part, x))
    return found


def _where(sign: str, part: Any, x: Any) -> Any:
    if sign == domain.NONZERO:
        return sp.S.Reals - sp.solveset(part, x, sp.S.Reals)
    made = sp.Gt(part, 0) if sign == domain.POSITIVE else sp.Ge(part, 0)
    if made in (sp.true, sp.false):
        return sp.S.Reals if made == sp.true else sp.S.EmptySet
    return sp.solve_univariate_inequality(made, x, relational=False)


def _satisfying(relation: Relation, x: Any) -> Any:
    left, right = build(relation.left), build(relation.right)
    if odd_roots(left - right, x):
        raise NotImplementedError("SymPy has no real odd roots of negative numbers")
    plain = _bounded(relation.op, left, right, x)
    if plain is not None:
        return plain
    if relation.op == "=":
        return sp.solveset(left - right, x, sp.S.Reals)
    made = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge, "!=": sp.Ne}[relation.op](left, right)
    if made in (sp.true, sp.false):
        return sp.S.Reals if made == sp.true else sp.S.EmptySet
    if relation.op == "!=":
        return sp.S.Reals - sp.solveset(left - right, x, sp.S.Reals)
    return sp.solve_univariate_inequality(made, x, relational=False)


def _bounded(op: str, left: Any, right: Any, x: Any) -> Any:
    """The reals of an inequality that is solved, without solving; None for any other."""
    if right == x:
        left, right, op = right, left, MIRRORED[op]
    if left != x or right.free_symbols or not right.is_extended_real:
        return None
    return {
        "<": sp.Interval.open(-sp.oo, right), "<=": sp.Interval(-sp.oo, right), ">": sp.Interval.open(right, sp.oo),
        ">=": sp.Interval(right, sp.oo), "=": sp.FiniteSet(right), "!=": sp.S.Reals - sp.FiniteSet(right),
    }[op]  # fmt: skip


def _member(region: Any) -> int | None:
    """One of a few plain values, if one is inside: any other could tell where the region ends, which may be asked for.

    A single point is all end.
    """
    parts = region.args if isinstance(region, sp.Union) else (region,)
    wide = [part for part in parts if not isinstance(part, sp.FiniteSet)]
    return next((value for value in PLAIN if any(value in part for part in wide)), None)


def _compare_planes(new: tuple[Case, ...], old: tuple[Case, ...]) -> tuple[str | None, str | None]:
    if len(new) != 1 or len(old) != 1 or len(new[0]) != 1 or len(old[0]) != 1:
        return None, None
    (a, above), (b, over) = _oriented(new[0][0]), _oriented(old[0][0])
    ratio = sp.cancel(a / b) if not b.is_zero else sp.nan
    if ratio.is_number and ratio.is_extended_positive and above == over:
        return "equivalent", None
    polynomials = a.is_polynomial() and b.is_polynomial()
    return ("not-equivalent", None) if ratio.is_number or polynomials else (None, None)


def _oriented(relation: Relation) -> tuple[Any, str]:
    """(expression, op) with the relation turned into expression op 0, op one of > >= = !=."""
    left, right = relation.left, relation.right
    if relation.op in ("<", "<="):
        left, right = right, left
    return sp.expand(build(Node("add", (left, Node("neg", (right,)))))), TURNED.get(relation.op, relation.op)
