"""Matrices, vectors and points worked out entry by entry, as trees: what remains are equalities between numbers."""

from collections.abc import Callable
from functools import reduce

from evaluator.maths import Fault
from evaluator.maths.tree import ROWS, Node, number

MAX_POWER, MAX_ENTRIES = 6, 64
Shape = tuple[int, int]


def rows(node: Node) -> bool:
    """Whether the value of a tree is a matrix, a vector or a point."""
    return node.has(*ROWS)


def worked_out(node: Node, dimension: int = 3) -> Node:
    """The tree with one matrix at its top at most, whose entries are numbers; Fault where sizes do not fit.

    A point or vector is a matrix of one column; i, j and k are unit vectors of `dimension` entries.
    """
    if not rows(node):
        return node
    if node.op == "basis":
        place = "ijk".index(str(node.value))
        return _matrix([number(int(place == n), node.at) for n in range(dimension)], (dimension, 1), node.at)
    if node.op == "tuple":
        return _matrix(list(node.args), (len(node.args), 1), node.at)
    if node.op == "matrix":
        return node
    args = [worked_out(arg, dimension) for arg in node.args]
    match node.op:
        case "add":
            return reduce(lambda a, b: _sum(a, b, node.at), args)
        case "neg":
            return _each(args[0], lambda entry: Node("neg", (entry,), "", node.at))
        case "mul":
            return reduce(lambda a, b: _product(a, b, node.at), args)
        case "div" if args[1].op != "matrix":
            return _each(args[0], lambda entry: Node("div", (entry, args[1]), "", node.at))
        case "pow" if args[0].op == "matrix":
            return _power(args[0], args[1], node.at)
    raise Fault("This cannot be worked out with points or matrices.", node.at, "Write every entry by itself.")


def dimension(*nodes: Node) -> int:
    """How many entries the unit vectors of these trees have: two where no k occurs and the rest has two."""
    parts = [part for node in nodes for part in node.walk()]
    flat = any((p.op == "tuple" and len(p.args) == 2) or (p.op == "matrix" and p.value == (2, 1)) for p in parts)
    return 2 if flat and not any(p.op == "basis" and p.value == "k" for p in parts) else 3


def shape(node: Node) -> Shape:
    """(rows, columns) of a worked out tree, (0, 0) for a number."""
    return (node.value[0], node.value[1]) if node.op == "matrix" else (0, 0)


def _matrix(entries: list[Node], size: Shape, at: int) -> Node:
    return Node("matrix", tuple(entries), size, at)


def _each(node: Node, made: Callable[[Node], Node]) -> Node:
    return _matrix([made(entry) for entry in node.args], shape(node), node.at)


def _sum(a: Node, b: Node, at: int) -> Node:
    if shape(a) != shape(b):
        raise Fault("Only what has the same size can be added.", at, "Check the number of entries.")
    return _matrix([Node("add", pair, "", at) for pair in zip(a.args, b.args, strict=True)], shape(a), at)


def _product(a: Node, b: Node, at: int) -> Node:
    if a.op != "matrix" and b.op != "matrix":
        return Node("mul", (a, b), "", at)
    if a.op != "matrix" or b.op != "matrix":
        scalar, matrix = (a, b) if b.op == "matrix" else (b, a)
        return _each(matrix, lambda entry: Node("mul", (scalar, entry), "", at))
    (height, inner), (across, width) = shape(a), shape(b)
    if inner != across or height * width * inner > MAX_ENTRIES:
        raise Fault("These two cannot be multiplied.", at, "Check the number of rows and columns.")
    entries = [
        _dot([a.args[r * inner + n] for n in range(inner)], [b.args[n * width + c] for n in range(inner)], at)
        for r in range(height)
        for c in range(width)
    ]
    return _matrix(entries, (height, width), at)


def _dot(row: list[Node], column: list[Node], at: int) -> Node:
    products = tuple(Node("mul", pair, "", at) for pair in zip(row, column, strict=True))
    return products[0] if len(products) == 1 else Node("add", products, "", at)


def _power(matrix: Node, exponent: Node, at: int) -> Node:
    value = exponent.fraction()
    if value is None or value.denominator != 1 or not 1 <= value <= MAX_POWER or shape(matrix)[0] != shape(matrix)[1]:
        raise Fault("This power of a matrix is not worked out here.", at, "Write the matrix itself.")
    return reduce(lambda a, b: _product(a, b, at), [matrix] * int(value))
