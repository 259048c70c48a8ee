"""Values of trees at sample points, to 50 digits: what refutes a wrong answer before any algebra is done."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from mpmath import MPContext  # type: ignore[import-untyped]
from mpmath.libmp import ComplexResult  # type: ignore[import-untyped]

from evaluator.maths.tree import Node

Point = dict[str, Any]

mp = MPContext()
mp.dps = 50

TINY, CLOSE = mp.mpf(10) ** -28, mp.mpf(10) ** -12
CANCELLED = mp.mpf(2) ** 80
LARGEST = 4000


class Undefined(ArithmeticError):
    """There is no value at this point, or none that can be trusted: a pole, an overflow, digits cancelled."""


class NotReal(Undefined):
    """There is a value at this real point, but it is not real."""


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "sec": mp.sec, "csc": mp.csc, "cot": mp.cot, "sinh": mp.sinh,
    "cosh": mp.cosh, "tanh": mp.tanh, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan, "ln": mp.log,
    "exp": lambda x: _power(mp.e, x), "sqrt": mp.sqrt, "abs": abs, "lg": lambda x: _log(x, mp.mpf(10)),
    "log": lambda x, base=None: _log(x, mp.mpf(10) if base is None else base),
    "cbrt": lambda x: _root(x, mp.mpf(3)), "root": lambda x, n: _root(x, n), "sech": mp.sech, "csch": mp.csch,
    "coth": mp.coth, "arcsinh": mp.asinh, "arccosh": mp.acosh, "arctanh": mp.atanh, "arcsec": mp.asec,
    "arccsc": mp.acsc, "arccot": mp.acot, "arcsech": mp.asech, "arccsch": mp.acsch, "arccoth": mp.acoth,
    "binom": lambda n, k: mp.binomial(n, k) if max(abs(n), abs(k)) < LARGEST else _raise(),
}  # fmt: skip


def value(node: Node, at: Point, real: bool) -> Any:
    """The value of a tree at a point; Undefined where there is none, or with `real` where any part is not real."""
    try:
        found = _value(node, at, real)
    except Undefined:
        raise
    except (ArithmeticError, ComplexResult, ValueError, TypeError) as e:
        raise Undefined from e
    if not mp.isfinite(found):
        raise Undefined
    if isinstance(found, mp.mpc) and abs(found.imag) <= TINY * (1 + abs(found.real)):
        return found.real
    return found


def _value(node: Node, at: Point, real: bool) -> Any:
    args = [_value(arg, at, real) for arg in node.args]
    found = _made(node, args, at)
    if real and isinstance(found, mp.mpc):
        raise NotReal
    return found


def _made(node: Node, args: list[Any], at: Point) -> Any:
    match node.op:
        case "num":
            return mp.mpf(node.value.numerator) / node.value.denominator
        case "name":
            return at[str(node.value)]
        case "const":
            return {"pi": mp.pi, "e": mp.e, "i": mp.j, "oo": mp.inf}[str(node.value)] * mp.mpf(1)
        case "add":
            total = sum(args)
            if max(abs(a) for a in args) > CANCELLED * max(abs(total), TINY):
                return mp.mpf(0) if _exact_zero(total, args) else _raise()
            return total
        case "neg":
            return -args[0]
        case "mul":
            product = args[0]
            for arg in args[1:]:
                product = product * arg
            return product
        case "div":
            return args[0] / (args[1] if abs(args[1]) > TINY else _raise())
        case "pow":
            exponent = node.args[1].fraction()
            if exponent is not None and exponent.denominator % 2 and mp.im(args[0]) == 0 and args[0] < 0:
                return _power(-args[0], args[1]) * (-1) ** exponent.numerator
            return _power(*args)
        case "fact":
            return mp.factorial(args[0]) if abs(args[0]) < LARGEST else _raise()
        case _:
            function = FUNCTIONS.get(str(node.value))
            return function(*args) if function is not None else _raise()


def _exact_zero(total: Any, args: list[Any]) -> bool:
    """Whether a sum is nothing but rounding, so that it may stand for zero."""
    return bool(abs(total) <= mp.mpf(10) ** -45 * max(abs(a) for a in args) and max(abs(a) for a in args) < 1e12)


def _raise() -> Any:
    raise Undefined


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > LARGEST or (base == 0 and mp.re(exponent) <= 0 and exponent != 0):
        raise Undefined
    return mp.power(base, exponent)


def _root(x: Any, n: Any) -> Any:
    if mp.im(x) == 0 and x < 0 and mp.im(n) == 0 and n % 2 == 1:
        return -mp.power(-x, 1 / n)
    return mp.power(x, 1 / n)


def _log(x: Any, base: Any) -> Any:
    return mp.log(x) / mp.log(base)


def nice_points(names: frozenset[str]) -> Iterator[Point]:
    """Small whole numbers, to name a difference with."""
    order, whole = sorted(names), (2, 3, -1, 5, -2, 7, 4, -3)
    for start in range(len(whole)):
        yield {name: mp.mpf(whole[(start + 3 * i) % len(whole)]) for i, name in enumerate(order)}


def points(names: frozenset[str]) -> Iterator[Point]:
    """Generic real points, the same at every run: of mixed sign, positive and negative, from near 0 to a million."""
    near: list[tuple[float, float, int]] = [
        (0.1, 1, 0),
        (1, 4, 0),
        (0.1, 3, 1),
        (0.1, 3, -1),
        (3, 12, 0),
        (1, 4, 1),
        (0, 1, 0),
        (10, 90, 0),
    ]
    far: list[tuple[float, float, int]] = [(100, 900, 0), (100, 900, 1), (2000, 9000, 0), (1e5, 9e5, 1), (1e5, 9e5, -1)]
    inner: list[tuple[float, float, int]] = [(0, 1, 0)] * 12
    large: list[tuple[float, float, int]] = [(5, 90, 1)] * 4
    for k, (low, high, sign) in enumerate(near * 3 + far + inner + large):
        yield {name: _generic(f"{name} {k}", low, high, sign) for name in names}


def complex_points(names: frozenset[str]) -> Iterator[Point]:
    """Generic points off the real axis."""
    for k in range(8):
        yield {n: mp.mpc(_generic(f"re {n} {k}", 0.1, 2, 0), _generic(f"im {n} {k}", 0.1, 2, 0)) for n in names}


def _generic(seed: str, low: float, high: float, sign: int) -> Any:
    """A number between low and high without a pattern, of the sign asked or, for 0, of either."""
    digest = sha256(seed.encode()).digest()
    size = low + (high - low) * mp.mpf(int.from_bytes(digest[:16], "big")) / mp.mpf(2) ** 128
    return size * (sign or (1 if digest[16] % 2 else -1))
