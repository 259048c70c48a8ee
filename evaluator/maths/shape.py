"""Grammar to tree, from sums and points to a whole line."""

from typing import Any, cast

from lark import Token

from evaluator.maths import Fault
from evaluator.maths.operands import Children, Operands, exponent, product
from evaluator.maths.tree import REGIONS, Node

COMBINED = {"UNION": "union", "INTER": "intersection", "WITHOUT": "without"}


class Shape(Operands):
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

    def set(self, c: Children) -> Node:
        """Values whose order does not matter."""
        return Node("set", tuple(self._list(c)), "", c[0].start_pos)

    def reals(self, c: Children) -> Node:
        """Every real number."""
        everything = Node("const", (), "oo", c[0].start_pos)
        return Node("interval", (Node("neg", (everything,), "", c[0].start_pos), everything), "()", c[0].start_pos)

    def combined(self, c: Children) -> Node:
        """A union, an intersection or a difference of sets."""
        for side in (c[0], c[2]):
            if side.op not in REGIONS and side.op != "tuple":
                raise Fault("Only sets and intervals can be joined here.", side.at, "Write for example (1, 3] ∪ {5}.")
        return Node(COMBINED[c[1].type], (c[0], c[2]), "", c[0].at)

    def collection(self, c: Children) -> Node:
        """A point, a vector or an interval, told apart by the brackets: ( ) and [ ] may be either."""
        first, last = c[0], c[-1]
        rows: list[list[Node]] = [[]]
        for item in c[1:-1]:
            if isinstance(item, Token) and item == ";":
                rows.append([])
            elif isinstance(item, Node):
                rows[-1].append(item)
        parts = tuple(node for row in rows for node in row)
        brackets = ("(" if first.type in ("LPAR", "LOPEN") else "[") + (")" if last.type in ("RPAR", "ROPEN") else "]")
        # ]1, 2[ is open at both ends, ]1, 2] at the first only.
        turned = first.type == "LOPEN" or last.type == "ROPEN"
        if not turned and brackets in ("()", "[]"):
            if len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])} and len(rows[0]) > 1:
                return Node("matrix", parts, (len(rows), len(rows[0])), first.start_pos)
            return Node("tuple", parts, brackets, first.start_pos)
        if len(parts) != 2:
            raise Fault("An interval has two ends.", first.start_pos, "Write for example (1, 3].")
        return Node("interval", parts, brackets, first.start_pos)

    def vector(self, c: Children) -> Node:
        """<1, 2, 3>"""
        entries = tuple(self._list(c))
        return Node("matrix", entries, (len(entries), 1), c[0].start_pos)

    def row(self, c: Children) -> Children:
        """One row of a matrix."""
        return self._list(c)

    def matrix(self, c: Children) -> Node:
        """[[1, 2], [3, 4]]"""
        rows = self._list(c)
        if len({len(row) for row in rows}) != 1:
            raise Fault("The rows of this matrix are not equally long.", c[0].start_pos, "Check each row.")
        return Node("matrix", tuple(entry for row in rows for entry in row), (len(rows), len(rows[0])), c[0].start_pos)

    def integral(self, c: Children) -> Node:
        """∫ f dx, with or without bounds."""
        bounds = (c[2], c[4]) if len(c) > 3 else ()
        return Node("integral", (c[-2], *bounds), str(c[-1]), c[0].start_pos)

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
                flat = [Node("div", (product(flat), item), "", item.at)]
            else:
                flat.append(item)
            previous, operation = item, None
        whole = product(flat)
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
        return Node("pow", (c[0], exponent(c[1:])), "", c[0].at)
