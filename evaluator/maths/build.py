"""Tree to SymPy, by its constructors only, with every number's size bounded before it is worked out."""

from collections.abc import Callable
from typing import Any

import sympy as sp

from evaluator.maths import Fault
from evaluator.maths.matrices import dimension, rows, worked_out
from evaluator.maths.tree import REGIONS, Node
from evaluator.maths.units import measured, quantity

MAX_BITS, MAX_EXPONENT, MAX_SUM_EXPONENT, MAX_FACTORIAL, MAX_BINOMIAL = 4096, 1000, 60, 100, 1000
MAX_CALLS = 12

TEN = sp.Integer(10)
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "sec": sp.sec, "csc": sp.csc, "cot": sp.cot,
    "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "arcsin": sp.asin, "arccos": sp.acos, "arctan": sp.atan,
    "sech": sp.sech, "csch": sp.csch, "coth": sp.coth, "arcsinh": sp.asinh, "arccosh": sp.acosh, "arctanh": sp.atanh,
    "arcsec": sp.asec, "arccsc": sp.acsc, "arccot": sp.acot, "arcsech": sp.asech, "arccsch": sp.acsch,
    "arccoth": sp.acoth, "binom": lambda n, k: binomial(n, k),
    "ln": sp.log, "exp": lambda x: raised(sp.E, x), "sqrt": lambda x: raised(x, sp.Rational(1, 2)), "abs": sp.Abs,
    "cbrt": lambda x: root(x, sp.Integer(3)), "lg": lambda x: logarithm(x, TEN),
    "log": lambda x, base=TEN: logarithm(x, base), "root": lambda x, n: root(x, n),
}  # fmt: skip
CONSTANTS = {"pi": sp.pi, "e": sp.E, "i": sp.I, "oo": sp.oo}


def build(node: Node, symbol: Callable[[str], Any] = lambda name: sp.Symbol(name, real=True)) -> Any:
    """The SymPy expression of a tree; Fault where it has no value (1/0) or is too large to be worked out.

    Of a matrix or a point, a SymPy matrix; of a quantity, its magnitude in SI units.
    """
    if _nested(node) > MAX_CALLS:
        raise Fault(f"Functions are nested more than {MAX_CALLS} deep.", node.at, "Write it flatter.")
    if measured(node):
        node = quantity(node).magnitude
    if rows(node):
        node = worked_out(node, dimension(node))
    return _built(node, symbol)


def _nested(node: Node) -> int:
    """How many functions act on one another."""
    return max(map(_nested, node.args), default=0) + (node.op == "call")


def _built(node: Node, symbol: Callable[[str], Any]) -> Any:
    made = _made(node, [_built(arg, symbol) for arg in node.args], symbol)
    infinite = node.op not in ("const", "neg", "matrix") and node.op not in REGIONS and made.has(sp.oo, -sp.oo)
    if infinite or made.has(sp.zoo, sp.nan):
        raise Fault("This has no value: it divides by zero or leaves the function's domain.", node.at, "Check it.")
    return made


def _made(node: Node, args: list[Any], symbol: Callable[[str], Any]) -> Any:
    match node.op:
        case "num":
            return sp.Rational(node.value.numerator, node.value.denominator)
        case "name":
            return symbol(str(node.value))
        case "const":
            return CONSTANTS[str(node.value)]
        case "add":
            return sp.Add(*args)
        case "neg":
            return sp.Mul(sp.S.NegativeOne, args[0])
        case "mul":
            return sp.Mul(*args)
        case "div":
            if args[1].is_zero:
                raise Fault("This divides by zero.", node.at, "Check the denominator.")
            return sp.Mul(args[0], raised(args[1], sp.S.NegativeOne))
        case "pow":
            try:
                return raised(*args)
            except Fault as fault:
                raise Fault(fault.message, node.at, fault.suggestion) from None
        case "fact":
            return factorial(args[0], node.at)
        case "matrix":
            return sp.ImmutableDenseMatrix(*node.value, args)
        case "integral":
            variable = symbol(str(node.value))
            return sp.Integral(args[0], (variable, *args[1:]))
        case "set" | "interval" | "union" | "intersection" | "without":
            return sp.Tuple(*args)
        case _:
            if (by := derived(str(node.value))) is not None:
                return sp.diff(args[0], symbol(by))
            return FUNCTIONS[str(node.value)](*args)


def derived(function: str) -> str | None:
    """The variable of d/dx; None for any other function."""
    return function.removeprefix("d/d") if function.startswith("d/d") else None


def factorial(n: Any, at: int = 0) -> Any:
    """n!, of a whole number that is not too large, or of letters."""
    if n.free_symbols or (n.is_Integer and 0 <= n <= MAX_FACTORIAL):
        return sp.factorial(n)
    raise Fault(f"Factorials go from 0! to {MAX_FACTORIAL}! here.", at, "Write the number itself.")


def binomial(n: Any, k: Any) -> Any:
    """n choose k."""
    if n.is_Integer and k.is_Integer and not 0 <= n <= MAX_BINOMIAL:
        raise Fault(f"Binomials go up to {MAX_BINOMIAL} here.", 0, "Write the number itself.")
    return sp.binomial(n, k)


def raised(base: Any, exponent: Any) -> Any:
    """base^exponent, refused when the result could not be written down."""
    too_large = Fault("This power is too large to be worked out.", 0, "Write it with a smaller exponent.")
    if base.is_zero and exponent.is_extended_nonpositive:
        raise Fault("This power of zero has no value.", 0, "Check the exponent.")
    if base.is_extended_negative and exponent.is_Rational and exponent.q > 1 and exponent.q % 2:
        # The real root, as schools mean it, and not the principal complex one.
        return sp.Mul(sp.Integer(-1) ** exponent.p, raised(sp.Mul(sp.S.NegativeOne, base), exponent))
    if exponent.is_Rational:
        size = abs(exponent)
        if base.is_Rational:
            bits = max(base.p.bit_length(), base.q.bit_length())
            if bits > 1 and (bits * size > MAX_BITS or exponent.q > MAX_EXPONENT):
                raise too_large
        elif size > MAX_EXPONENT or exponent.q > MAX_EXPONENT or (size > MAX_SUM_EXPONENT and _has_sum(base)):
            raise too_large
    elif not exponent.free_symbols and exponent.is_extended_real and abs(exponent.evalf(10)) > MAX_EXPONENT:
        raise too_large
    made = sp.Pow(base, exponent)
    if any(p.exp.is_Rational and abs(p.exp) > MAX_EXPONENT for p in made.atoms(sp.Pow)):
        raise too_large
    return made


def root(x: Any, n: Any) -> Any:
    """The n-th root."""
    if n.is_zero:
        raise Fault("There is no zeroth root.", 0, "Check the root's index.")
    return raised(x, sp.Pow(n, -1))


def logarithm(x: Any, base: Any) -> Any:
    """The logarithm to a base, as a quotient of natural ones."""
    if base.is_zero or base == 1:
        raise Fault("This base has no logarithm.", 0, "Check the base.")
    return sp.Mul(sp.log(x), sp.Pow(sp.log(base), -1))


def _has_sum(expr: Any) -> bool:
    return bool(expr.atoms(sp.Add))
