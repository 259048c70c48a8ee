"""Derivatives of trees, by the rules of school and nothing worked out beyond dropping zeros and ones."""

from collections.abc import Callable

from evaluator.maths.build import derived
from evaluator.maths.tree import Node, number

ZERO, ONE = number(0), number(1)


class NoDerivative(ValueError):
    """There is no rule for this operation here."""


def derivative(node: Node, name: str) -> Node:
    """The derivative with respect to a variable, every other letter held fixed; NoDerivative, Fault."""
    if name not in node.names():
        return ZERO
    args = node.args
    match node.op:
        case "name":
            return ONE
        case "add":
            return add(*(derivative(arg, name) for arg in args))
        case "neg":
            return neg(derivative(args[0], name))
        case "mul":
            return add(*(mul(*args[:i], derivative(arg, name), *args[i + 1 :]) for i, arg in enumerate(args)))
        case "div":
            top, bottom = args
            if name not in bottom.names():
                return div(derivative(top, name), bottom)
            rise = add(mul(derivative(top, name), bottom), neg(mul(top, derivative(bottom, name))))
            return div(rise, power(bottom, number(2)))
        case "pow":
            return _of_power(args[0], args[1], name)
        case "call" if len(args) == 1 and str(node.value) in OUTER:
            return mul(OUTER[str(node.value)](args[0]), derivative(args[0], name))
        case "call" if node.value == "log" and name not in args[1].names():
            return div(derivative(args[0], name), mul(args[0], call("ln", args[1])))
        case "integral" if len(args) == 1 and node.value == name:
            return args[0]
        case "call" if (by := derived(str(node.value))) is not None:
            return derivative(derivative(args[0], by), name)
        case "call" if node.value == "root" and name not in args[1].names():
            return derivative(power(args[0], div(ONE, args[1])), name)
        case _:
            raise NoDerivative(node.op)


def _of_power(base: Node, exponent: Node, name: str) -> Node:
    if name not in exponent.names():
        lowered = number(int(exponent.value) - 1) if _whole(exponent) else add(exponent, neg(ONE))
        return mul(exponent, power(base, lowered), derivative(base, name))
    if name not in base.names():
        return mul(Node("pow", (base, exponent)), call("ln", base), derivative(exponent, name))
    return mul(Node("pow", (base, exponent)), derivative(mul(exponent, call("ln", base)), name))


def add(*terms: Node) -> Node:
    """A sum without its zeros."""
    kept = tuple(term for term in terms if term != ZERO)
    return ZERO if not kept else kept[0] if len(kept) == 1 else Node("add", kept)


def mul(*factors: Node) -> Node:
    """A product without its ones; 0 where a factor is."""
    if ZERO in factors:
        return ZERO
    kept = tuple(factor for factor in factors if factor != ONE)
    return ONE if not kept else kept[0] if len(kept) == 1 else Node("mul", kept)


def neg(node: Node) -> Node:
    """The opposite; of an opposite, what it is the opposite of."""
    return ZERO if node == ZERO else node.args[0] if node.op == "neg" else Node("neg", (node,))


def div(top: Node, bottom: Node) -> Node:
    """A quotient."""
    return ZERO if top == ZERO else top if bottom == ONE else Node("div", (top, bottom))


def power(base: Node, exponent: Node) -> Node:
    """A power; the base alone where the exponent is 1."""
    return base if exponent == ONE else ONE if exponent == ZERO else Node("pow", (base, exponent))


def call(function: str, *args: Node) -> Node:
    """A function of its arguments."""
    return Node("call", args, function)


def _whole(node: Node) -> bool:
    return node.op == "num" and node.value.denominator == 1


def _square(node: Node) -> Node:
    return power(node, number(2))


OUTER: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: call("cos", u),
    "cos": lambda u: neg(call("sin", u)),
    "tan": lambda u: div(ONE, _square(call("cos", u))),
    "sec": lambda u: mul(call("sec", u), call("tan", u)),
    "csc": lambda u: neg(mul(call("csc", u), call("cot", u))),
    "cot": lambda u: neg(div(ONE, _square(call("sin", u)))),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: div(ONE, _square(call("cosh", u))),
    "arcsin": lambda u: div(ONE, call("sqrt", add(ONE, neg(_square(u))))),
    "arccos": lambda u: neg(div(ONE, call("sqrt", add(ONE, neg(_square(u)))))),
    "arctan": lambda u: div(ONE, add(ONE, _square(u))),
    "exp": lambda u: call("exp", u),
    "ln": lambda u: div(ONE, u),
    "lg": lambda u: div(ONE, mul(u, call("ln", number(10)))),
    "log": lambda u: div(ONE, mul(u, call("ln", number(10)))),
    "sqrt": lambda u: div(ONE, mul(number(2), call("sqrt", u))),
    "cbrt": lambda u: div(ONE, mul(number(3), _square(call("cbrt", u)))),
    "abs": lambda u: div(u, call("abs", u)),
}
