"""Grammar to tree: one method per rule, called while the parser runs."""

from fractions import Fraction
from typing import Any, cast

from lark import Token, Transformer

from evaluator.maths import Fault
from evaluator.maths.tree import Node, number

Children = list[Any]


class Shape(Transformer[Token, Any]):
    """Builds `tree.Node`s; what joins them into a line is left as plain tuples for `statement`."""

    def start(self, c: Children) -> Any:
        """The whole line: alternatives of parts of joined chains."""
        return c[0]

    def _list(self, c: Children) -> Children:
        return [x for x in c if not isinstance(x, Token)]

    alternatives = parts = joined = _list

    def chain(self, c: Children) -> tuple[str, Children]:
        """Sides with the relation signs between them."""
        return "chain", c

    def continued(self, c: Children) -> tuple[str, Children]:
        """A line that goes on from the one before."""
        if c[0] != "=":
            raise Fault("Something is missing before this sign.", c[0].start_pos, "Write the left-hand side.")
        return "continued", c[1:]

    def membership(self, c: Children) -> tuple[str, Children]:
        """A variable and the set it is in."""
        return "in", [c[0], c[2]]

    def set(self, c: Children) -> tuple[str, Children]:
        """Values whose order does not matter."""
        return "set", self._list(c)

    def tuple(self, c: Children) -> tuple[str, Children]:
        """Values whose order matters."""
        return "tuple", self._list(c)

    def sum(self, c: Children) -> Node:
        """Terms with their signs."""
        terms = [c[0]]
        for sign, term in zip(c[1::2], c[2::2], strict=True):
            if sign.type == "PM":
                left = terms[0] if len(terms) == 1 else Node("add", tuple(terms), "", terms[0].at)
                terms = [Node("pm", (left, term), 1 if sign == "±" else -1, term.at)]
            else:
                terms.append(term if sign.type == "PLUS" else Node("neg", (term,), "", term.at))
        return terms[0] if len(terms) == 1 else Node("add", tuple(terms), "", terms[0].at)

    def product(self, c: Children) -> Node:
        """Factors from left to right; a leading minus belongs to the whole product."""
        first, minus, flat = c[0], False, [c[0]]
        if len(c) > 1 and first.op == "neg":
            first, minus = first.args[0], True
            flat = [first]
        operation: Token | None = None
        previous: Node = first
        for item in c[1:]:
            if isinstance(item, Token):
                operation = item
                continue
            if operation is None and item.text == "frac" and previous.op == "num":
                raise Fault(
                    "It is not clear whether this is a mixed number.", item.at, "Write + or * between the two parts."
                )
            if operation is not None and operation.type == "DIV":
                flat = [Node("div", (_product(flat), item), "", item.at)]
            else:
                flat.append(item)
            previous, operation = item, None
        whole = _product(flat)
        return Node("neg", (whole,), "", whole.at) if minus else whole

    def signed(self, c: Children) -> Node:
        """A sign before an operand."""
        sign, operand = c
        if sign.type == "PLUS":
            return cast(Node, operand)
        if sign.type == "MINUS":
            return Node("neg", (operand,), "", sign.start_pos)
        return Node("pm", (operand,), 1 if sign == "±" else -1, sign.start_pos)

    def raised(self, c: Children) -> Node:
        """A base and its exponent."""
        return Node("pow", (c[0], _exponent(c[1:])), "", c[0].at)

    def number(self, c: Children) -> Node:
        """A number as typed, exactly."""
        token = c[0]
        return Node("num", (), Fraction(str(token)), token.start_pos, str(token))

    def name(self, c: Children) -> Node:
        """A variable."""
        return Node("name", (), str(c[0]), c[0].start_pos)

    def const(self, c: Children) -> Node:
        """π, e, i or ∞."""
        return Node("const", (), str(c[0]), c[0].start_pos)

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

    def rooted(self, c: Children) -> Node:
        r"""\sqrt[n]{x}"""
        if c[0] != "sqrt":
            raise Fault("Only a root takes two arguments.", c[0].start_pos, "Write one argument in brackets.")
        return Node("call", (c[5], c[2]), "root", c[0].start_pos)

    def fraction(self, c: Children) -> Node:
        r"""\frac{a}{b}"""
        return Node("div", (c[2], c[5]), "", c[0].start_pos, "frac")

    def call_raised(self, c: Children) -> Node:
        """sin^2(x)"""
        return _power_of_call(c[0], c[1:-3], c[-2])

    def bare(self, c: Children) -> Node:
        """A function without brackets; a root takes only what stands first."""
        if c[0] in ("sqrt", "cbrt"):
            return _product([_call(c[0], c[1]), *c[2:]])
        return _call(c[0], _product(c[1:]))

    def bare_raised(self, c: Children) -> Node:
        """sin^2 x"""
        exponent = 1 if c[1].type == "SUP" else 2
        return _power_of_call(c[0], c[1 : 1 + exponent], _product(c[1 + exponent :]))


def _product(factors: Children) -> Node:
    return cast(Node, factors[0]) if len(factors) == 1 else Node("mul", tuple(factors), "", factors[0].at)


def _call(function: Token, argument: Node) -> Node:
    at = function.start_pos or 0
    name, _, base = str(function).partition("_")
    if not base:
        return Node("call", (argument,), name, at)
    node = number(int(base), at) if base.isdigit() else Node("name", (), base, at)
    return Node("call", (argument, node), name, at)


def _power_of_call(function: Token, exponent: Children, argument: Node) -> Node:
    power = _exponent(exponent)
    if power.op == "neg":
        raise Fault(
            f"{function} to a negative power has two meanings.",
            function.start_pos or 0,
            f"Write arc{function}(x) for the inverse function, or 1/{function}(x).",
        )
    return Node("pow", (_call(function, argument), power), "", function.start_pos or 0)


def _exponent(c: Children) -> Node:
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
