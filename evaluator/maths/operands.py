"""Grammar to tree, from numbers to function calls: one method per rule, called while the parser runs."""

from typing import Any, cast

from lark import Token, Transformer

from evaluator.maths import Fault
from evaluator.maths.recurring import exact
from evaluator.maths.tree import Node, number
from evaluator.maths.vocabulary import INVERSES

Children = list[Any]


class Operands(Transformer[Token, Any]):
    """What can stand between two operators."""

    def number(self, c: Children) -> Node:
        """A number as typed, exactly."""
        token = c[0]
        return Node("num", (), exact(str(token)), token.start_pos, str(token))

    def name(self, c: Children) -> Node:
        """A variable."""
        return Node("name", (), str(c[0]), c[0].start_pos)

    def const(self, c: Children) -> Node:
        """π, e, i or ∞."""
        return Node("const", (), str(c[0]), c[0].start_pos)

    def unit(self, c: Children) -> Node:
        """A unit."""
        return Node("unit", (), str(c[0]), c[0].start_pos)

    def basis(self, c: Children) -> Node:
        """A unit vector."""
        return Node("basis", (), str(c[0]), c[0].start_pos)

    def factorial(self, c: Children) -> Node:
        """n!"""
        return Node("fact", (c[0],), "", c[0].at)

    def percent(self, c: Children) -> Node:
        """Hundredths."""
        return Node("div", (c[0], number(100)), "", c[0].at)

    def degree(self, c: Children) -> Node:
        """An angle in degrees, as radians."""
        return Node("div", (Node("mul", (c[0], Node("const", (), "pi"))), number(180)), "", c[0].at)

    def group(self, c: Children) -> Node:
        """Brackets."""
        return cast(Node, c[1])

    def absolute(self, c: Children) -> Node:
        """|x|"""
        return Node("call", (c[1],), "abs", c[0].start_pos)

    def call(self, c: Children) -> Node:
        """A function with its argument in brackets."""
        return _call(c[0], c[2])

    def call_absolute(self, c: Children) -> Node:
        """A function straight before |x|."""
        return _call(c[0], Node("call", (c[2],), "abs", c[1].start_pos))

    def call_two(self, c: Children) -> Node:
        """log(8, 2), root(27, 3) or binom(5, 2)."""
        if c[0] not in ("log", "root", "binom"):
            raise Fault(f"{c[0]} acts on one thing.", c[3].start_pos, "Write one argument in brackets.")
        return Node("call", (c[2], c[4]), str(c[0]), c[0].start_pos)

    def rooted(self, c: Children) -> Node:
        r"""\sqrt[n]{x}"""
        return Node("call", (c[5], c[2]), "root", c[0].start_pos)

    def fraction(self, c: Children) -> Node:
        r"""\frac{a}{b} or \binom{n}{k}"""
        if c[0] == "binom":
            return Node("call", (c[2], c[5]), "binom", c[0].start_pos)
        return Node("div", (c[2], c[5]), "", c[0].start_pos, "frac")

    def call_raised(self, c: Children) -> Node:
        """sin^2(x)"""
        return _power_of_call(c[0], c[1:-3], c[-2])

    def call_raised_absolute(self, c: Children) -> Node:
        """ln^2|x|"""
        return _power_of_call(c[0], c[1:-3], Node("call", (c[-2],), "abs", c[-3].start_pos))

    def bare(self, c: Children) -> Node:
        """A function without brackets; a root takes only what stands first."""
        if c[0] in ("sqrt", "cbrt"):
            return product([_call(c[0], c[1]), *c[2:]])
        return _call(c[0], product(c[1:]))

    def bare_raised(self, c: Children) -> Node:
        """sin^2 x"""
        exponent = 1 if c[1].type == "SUP" else 2
        return _power_of_call(c[0], c[1 : 1 + exponent], product(c[1 + exponent :]))


def product(factors: Children) -> Node:
    """One factor itself, several as a product."""
    return cast(Node, factors[0]) if len(factors) == 1 else Node("mul", tuple(factors), "", factors[0].at)


def _call(function: Token, argument: Node) -> Node:
    at = function.start_pos or 0
    name, _, base = str(function).partition("_")
    if name in ("root", "binom"):
        if name == "binom":
            raise Fault("This takes two numbers.", at, "Write binom(5, 2).")
        name = "sqrt"
    if name == "cis":
        turned = Node("mul", (Node("const", (), "i", at), Node("call", (argument,), "sin", at)), "", at)
        return Node("add", (Node("call", (argument,), "cos", at), turned), "", at)
    if not base:
        return Node("call", (argument,), name, at)
    node = number(int(base), at) if base.isdigit() else Node("name", (), base, at)
    return Node("call", (argument, node), name, at)


def _power_of_call(function: Token, raised: Children, argument: Node) -> Node:
    """sin^2(x) as a square; sin^-1(x) as the inverse function, as it is printed in schools and on calculators."""
    power = exponent(raised)
    if power.op != "neg":
        return Node("pow", (_call(function, argument), power), "", function.start_pos or 0)
    if function in INVERSES and power.args[0].fraction() == 1:
        return Node("call", (argument,), INVERSES[function], function.start_pos or 0)
    raise Fault(
        f"{function} to a negative power has two meanings.",
        function.start_pos or 0,
        f"Write 1/{function}(x), or the name of the inverse function.",
    )


def exponent(c: Children) -> Node:
    """The exponent after `^`, or in superscript characters."""
    if c[0].type != "SUP":
        return cast(Node, c[1])
    token = c[0]
    digits, at = str(token), token.start_pos or 0
    if digits.lstrip("+-") == "n":
        power = Node("name", (), "n", at)
    elif digits.lstrip("+-").isdigit():
        power = number(int(digits.lstrip("+-")), at)
    else:
        raise Fault("This exponent is not understood.", at, "Write it with ^, for example x^(n-1).")
    return Node("neg", (power,), "", at) if digits.startswith("-") else power
