"""What was read, as a tree that keeps the learner's own shape: nothing is cancelled, ordered or worked out."""

# ruff: noqa: RUF001 (maths has characters that look alike)

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from evaluator.maths import Fault

MAX_NODES, MAX_TREE_DEPTH = 400, 60
REGIONS = frozenset({"set", "interval", "union", "intersection", "without"})
_LEVEL = {"add": 1, "pm": 1, "neg": 2, "mul": 3, "div": 3, "pow": 5, "integral": 2}
_ATOM = 6
ROWS = frozenset({"matrix", "tuple", "basis"})
_TAKES_ROWS = frozenset({"add", "neg", "pm", "mul", "div", "pow", "set", "union", "intersection", "without"})


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: num, name, const, add, neg, mul, div, pow, call (value = the function), fact, pm (value ±1).

    Of several parts: matrix (args row by row, value = (rows, columns)), tuple and interval (value = the two brackets),
    set, union, intersection, without (the first but not the second). Also unit, basis (a unit vector: i, j or k),
    integral (args = the integrand and perhaps two bounds, value = its variable).
    `value` is a Fraction for num, a str for name, const, unit and call, an int for pm; `at` is the place in the text.
    """

    op: str
    args: tuple["Node", ...] = ()
    value: Any = ""
    at: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)
    size: int = field(default=1, init=False, compare=False)
    depth: int = field(default=1, init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a tree that is too large while it is being made, so that nothing later can recurse too deep."""
        size, depth = 1 + sum(a.size for a in self.args), 1 + max((a.depth for a in self.args), default=0)
        if size > MAX_NODES or depth > MAX_TREE_DEPTH:
            raise Fault("This is too large to be judged.", self.at, "Write it shorter.")
        if any(a.op in REGIONS for a in self.args) and self.op not in REGIONS:
            raise Fault("A set or an interval cannot be worked with like a number.", self.at, "Write it by itself.")
        if self.op not in _TAKES_ROWS and any(a.op in ROWS for a in self.args):
            raise Fault("A point or a matrix cannot stand here.", self.at, "Write each of its values by itself.")
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "depth", depth)

    def walk(self) -> "list[Node]":
        """This node and all below it."""
        found = [self]
        for node in found:
            found.extend(node.args)
        return found

    def fraction(self) -> Fraction | None:
        """The value of a number, or of a fraction of two, as written; None for anything else."""
        if self.op == "neg":
            inner = self.args[0].fraction()
            return None if inner is None else -inner
        if self.op == "div":
            top, bottom = self.args[0].fraction(), self.args[1].fraction()
            return top / bottom if top is not None and bottom else None
        return self.value if self.op == "num" else None

    def has(self, *ops: str) -> bool:
        """Whether one of these operations occurs."""
        return any(node.op in ops for node in self.walk())

    def names(self) -> frozenset[str]:
        """The variables that occur."""
        return frozenset(str(n.value) for n in self.walk() if n.op == "name")


def number(value: int, at: int = 0) -> Node:
    """A whole number that nobody typed."""
    return Node("num", (), Fraction(value), at, str(value))


def signed(node: Node, sign: int) -> Node:
    """The tree with each ± taken as `sign` and each ∓ as its opposite."""
    if not any(n.op == "pm" for n in node.walk()):
        return node
    args = tuple(signed(a, sign) for a in node.args)
    if node.op != "pm":
        return Node(node.op, args, node.value, node.at, node.text)
    last = args[-1] if int(node.value) * sign > 0 else Node("neg", args[-1:], "", node.at)
    return last if len(args) == 1 else Node("add", (args[0], last), "", node.at)


def show(node: Node, comma: bool = False) -> str:
    """The tree as one line of plain text that reads back as the same tree."""
    text = _show(node)
    return text.replace(", ", "; ").replace(".", ",") if comma else text


def _level(node: Node) -> int:
    return _LEVEL.get(node.op, _ATOM)


def _within(node: Node, level: int) -> str:
    text = _show(node)
    return f"({text})" if _level(node) < level else text


def _show(node: Node) -> str:
    args = node.args
    match node.op:
        case "num":
            return node.text
        case "name" | "unit" | "basis":
            return str(node.value)
        case "const":
            return {"pi": "π", "oo": "∞"}.get(str(node.value), str(node.value))
        case "neg":
            return "-" + _within(args[0], 3)
        case "add":
            first, *rest = args
            shown = _within(first, 2)
            for arg in rest:
                shown += f" - {_within(arg.args[0], 3)}" if arg.op == "neg" else f" + {_within(arg, 3)}"
            return shown
        case "pm":
            sign = "±" if int(node.value) > 0 else "∓"
            return (
                (_within(args[0], 2) + " " if len(args) > 1 else "")
                + sign
                + " " * (len(args) > 1)
                + _within(args[-1], 3)
            )
        case "mul":
            return "·".join(_within(a, 4) for a in args)
        case "div":
            return f"{_within(args[0], 3)}/{_within(args[1], 4)}"
        case "pow":
            return f"{_within(args[0], _ATOM)}^{_within(args[1], _ATOM)}"
        case "fact":
            return f"{_within(args[0], _ATOM)}!"
        case "tuple" | "interval" | "set" | "matrix":
            return _listed(node)
        case "union" | "intersection" | "without":
            sign = {"union": "∪", "intersection": "∩", "without": "∖"}[node.op]
            return f" {sign} ".join(_show(a) for a in args)
        case "integral":
            bounds = f"_{{{_show(args[1])}}}^{{{_show(args[2])}}}" if len(args) > 1 else ""
            return f"∫{bounds} {_show(args[0])} d{node.value}"
        case _:
            if node.value == "log" and len(args) > 1:
                return f"log_{_show(args[1])}({_show(args[0])})"
            if node.value == "binom":
                return f"binom({_show(args[0])}, {_show(args[1])})"
            if node.value == "root":
                return f"sqrt[{_show(args[1])}]{{{_show(args[0])}}}"
            return f"{node.value}({_show(args[0])})"


def _listed(node: Node) -> str:
    shown = [_show(arg) for arg in node.args]
    if node.op == "set":
        return f"{{{', '.join(shown)}}}"
    if node.op != "matrix":
        return f"{node.value[0]}{', '.join(shown)}{node.value[1]}"
    rows, columns = node.value
    if columns == 1:
        return f"<{', '.join(shown)}>"
    lines = (", ".join(shown[r * columns : (r + 1) * columns]) for r in range(rows))
    return f"[{', '.join(f'[{line}]' for line in lines)}]"
