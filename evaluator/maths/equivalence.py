"""Whether two expressions are equal: canonical forms, then sample points, then proof; undecided stays undecided.

Two expressions are equal when they agree wherever both have a real value (ln(x^2) and 2ln(x), x/x and 1); where an
imaginary unit occurs, or nothing real exists, principal complex values are compared. When the expected expression
holds an absolute value, the answer must have a value wherever the expected one has (ln(x) is not ln|x|).
Agreement to 28 digits at a dozen or more generic points is taken for proof between expressions without absolute
values, which cannot agree on some stretch and part elsewhere, unless the algebra before it has shown otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from typing import Any

import sympy as sp

from evaluator.maths import matrices, numeric, units
from evaluator.maths.build import build
from evaluator.maths.tree import Node

ENOUGH, MAX_TERMS, MAX_OPERATIONS, FAINT, ZERO = 12, 2000, 120, 1e-20, 1e-40
DIGITS = 1500
MANY_VALUED = {"ln", "log", "lg", "sqrt", "cbrt", "root", "abs", "arcsin", "arccos", "arctan"}


@dataclass(frozen=True, slots=True)
class Finding:
    """equal is True, False or None (undecided); `witness` says where two expressions differ, for a reader."""

    equal: bool | None
    witness: str | None = None


def equal(answer: Node, expected: Node, names: tuple[str, str] = ("your answer", "the right one")) -> Finding:
    """Whether `answer` equals `expected`; `names` are what a witness calls the two."""
    if answer == expected:
        return Finding(True)
    if units.measured(answer) or units.measured(expected):
        return _equal_quantities(answer, expected, names)
    if matrices.rows(answer) or matrices.rows(expected):
        return _equal_entries(answer, expected, names)
    if answer.has("integral") or expected.has("integral"):
        return _equal_integrals(answer, expected, names)
    a, b = build(answer), build(expected)
    if a.is_infinite or b.is_infinite:
        return Finding(bool(a == b))
    if a == b:
        return Finding(True)
    agreed, witness = sampled(answer, expected, names)
    if witness is not None:
        return Finding(False, witness)
    decided = rational(a, b) if max(terms(answer), terms(expected)) <= MAX_TERMS else None
    if decided is not None:
        return Finding(decided)
    if not (answer.names() or expected.names()) and _same_number(answer, expected):
        return Finding(True)
    if agreed >= ENOUGH and not _piecewise(answer) and not _piecewise(expected):
        return Finding(True)
    return Finding(True if zero(a - b) else None)


def _equal_quantities(answer: Node, expected: Node, names: tuple[str, str]) -> Finding:
    a, b = units.quantity(answer), units.quantity(expected)
    if a.dimension != b.dimension:
        return Finding(False, "the units do not measure the same thing")
    return equal(a.magnitude, b.magnitude, names)


def _equal_integrals(answer: Node, expected: Node, names: tuple[str, str]) -> Finding:
    """Integrals are equal where what they hold is; none is worked out."""
    if (answer.op, answer.value, len(answer.args)) != (expected.op, expected.value, len(expected.args)):
        return Finding(None)
    same = all(equal(*pair, names).equal for pair in zip(answer.args, expected.args, strict=True))
    return Finding(True if same else None)


def _equal_entries(answer: Node, expected: Node, names: tuple[str, str]) -> Finding:
    size = matrices.dimension(answer, expected)
    a, b = matrices.worked_out(answer, size), matrices.worked_out(expected, size)
    if matrices.shape(a) != matrices.shape(b):
        return Finding(False, "the number of entries is another one")
    found = [equal(*pair, names) for pair in zip(a.args, b.args, strict=True)]
    wrong = next((f for f in found if f.equal is False), None)
    return wrong or Finding(None if any(f.equal is None for f in found) else True)


def _piecewise(node: Node, within_logarithm: bool = False) -> bool:
    """Whether agreement on one stretch says nothing of another; the real part of a logarithm, ln|u|, is exempt."""
    if node.value == "abs" and not within_logarithm:
        return True
    return any(_piecewise(arg, node.value in ("ln", "log", "lg")) for arg in node.args)


def sampled(answer: Node, expected: Node, names: tuple[str, str]) -> tuple[int, str | None]:
    """How many generic points agree, and in words where a difference was found."""
    variables = answer.names() | expected.names()
    both = [*answer.walk(), *expected.walk()]
    imaginary = any(n.op == "const" and n.value == "i" for n in both)
    strict = any(n.value == "abs" for n in expected.walk())
    if not variables:
        return _compare(answer, expected, iter([{}]), names, real=False)
    if not imaginary:
        agreed, witness = _compare(answer, expected, _real_points(variables), names, real=True, strict=strict)
        many_valued = any(n.value in MANY_VALUED or (n.op == "pow" and not _whole(n.args[1])) for n in both)
        if witness is not None or (agreed and many_valued):
            return agreed, witness
    more, witness = _compare(answer, expected, numeric.complex_points(variables), names, real=False)
    return (0 if imaginary else agreed) + more * (2 if imaginary else 1), witness


def _whole(exponent: Node) -> bool:
    inner = exponent.args[0] if exponent.op == "neg" else exponent
    return inner.op == "num" and inner.value.denominator == 1


def _real_points(variables: frozenset[str]) -> Iterator[numeric.Point]:
    yield from numeric.nice_points(variables)
    yield from numeric.points(variables)


def _compare(
    answer: Node,
    expected: Node,
    at: Iterator[numeric.Point],
    names: tuple[str, str],
    *,
    real: bool,
    strict: bool = False,
) -> tuple[int, str | None]:
    agreed = 0
    for point in at:
        try:
            b = numeric.value(expected, point, real)
        except numeric.Undefined:
            continue
        try:
            a = numeric.value(answer, point, real)
        except numeric.NotReal:
            if strict:
                return agreed, f"{_where(point)}{names[0]} has no real value, but {names[1]} has one"
            continue
        except numeric.Undefined:
            continue
        gap, size = abs(a - b), max(abs(a), abs(b))
        if gap > numeric.CLOSE * size:
            if gap < FAINT or not (_steady(answer, point, real, a) and _steady(expected, point, real, b)):
                continue
            return agreed, f"{_where(point)}{names[0]} is {_short(a)}, but {names[1]} is {_short(b)}"
        agreed += bool(gap <= numeric.TINY * size or size <= ZERO)
    return agreed, None


def _same_number(answer: Node, expected: Node) -> bool:
    """Whether two numbers agree to so many digits that nothing a learner can write tells them apart."""
    with numeric.mp.workdps(DIGITS):
        try:
            a, b = (numeric.value(node, {}, False) for node in (answer, expected))
        except numeric.Undefined:
            return False
        return bool(abs(a - b) <= numeric.mp.mpf(10) ** -(DIGITS - 60) * max(abs(a), abs(b)))


def _steady(node: Node, point: numeric.Point, real: bool, found: Any) -> bool:
    """Whether a value stays when it is worked out to more digits: what refutes must not be rounding."""
    with numeric.mp.workdps(4 * numeric.mp.dps):
        try:
            again = numeric.value(node, point, real)
        except numeric.Undefined:
            return False
    return bool(abs(again - found) <= numeric.CLOSE * abs(again))


def _where(point: numeric.Point) -> str:
    return "for " + ", ".join(f"{n} = {_short(v)}" for n, v in sorted(point.items())) + " " if point else ""


def _short(number: Any) -> str:
    """A value for a reader: whole where it is whole, else four digits."""
    if isinstance(number, numeric.mp.mpc):
        return f"{_short(number.real)} + {_short(number.imag)}i".replace("+ -", "- ")
    text = str(numeric.mp.nstr(number, 4, min_fixed=-6, max_fixed=12))
    return text.removesuffix(".0")


def rational(a: Any, b: Any) -> bool | None:
    """The answer of exact algebra for rational functions over the rationals; None where that does not decide."""
    difference = sp.expand(a - b)
    if difference.is_zero or difference.is_Rational:
        return bool(difference.is_zero)
    if not difference.is_rational_function(*difference.free_symbols) or not difference.free_symbols:
        return None
    top = sp.expand(sp.fraction(sp.together(a - b))[0])
    if top.is_zero:
        return True
    symbols = difference.free_symbols
    if not top.is_polynomial(*symbols):
        return None
    poly = sp.Poly(top, *symbols)
    return True if poly.is_zero else False if all(c.is_Rational for c in poly.coeffs()) else None


def zero(expr: Any) -> bool | None:
    """Whether an expression is identically 0, by SymPy's own simplification; None when it does not find out."""
    if expr.is_zero:
        return True
    if expr.is_number:
        try:
            if abs(expr.evalf(40)) > sp.Float("1e-25"):
                return False
        except (TypeError, ValueError):
            return None
    elif (decided := rational(expr, sp.S.Zero)) is not None:
        return decided
    if expr.count_ops() > MAX_OPERATIONS:
        return None
    for attempt in (sp.radsimp, sp.simplify, lambda e: sp.simplify(sp.expand_log(e, force=True))):
        try:
            if attempt(expr).is_zero:
                return True
        except (TypeError, ValueError, NotImplementedError, RecursionError):
            continue
    return True if expr.is_number and expr.is_algebraic and sp.minimal_polynomial(expr) == sp.Symbol("x") else None


def terms(node: Node) -> int:
    """At most how many terms the tree has once it is multiplied out."""
    below = [min(terms(arg), MAX_TERMS + 1) for arg in node.args]
    match node.op:
        case "add" | "pm":
            return sum(below)
        case "neg":
            return below[0]
        case "mul" | "div":
            product = 1
            for count in below:
                product *= count
            return product
        case "pow" if _whole(node.args[1]):
            exponent = node.args[1].args[0] if node.args[1].op == "neg" else node.args[1]
            n = min(int(exponent.value), 1000)
            return comb(n + below[0] - 1, below[0] - 1) if below[0] > 1 else 1
        case _:
            return 1
