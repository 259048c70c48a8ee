"""Matrices, entry by entry, and vectors that need only be parallel to the expected one."""

from itertools import combinations

from evaluator.maths import BadSubmission
from evaluator.maths.answers import Match, all_of, coordinates
from evaluator.maths.authored import Answer
from evaluator.maths.build import build
from evaluator.maths.calculus import ZERO, add, mul, neg
from evaluator.maths.equivalence import equal
from evaluator.maths.matrices import dimension, rows, shape, worked_out
from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

NO_MATRIX = Remark("matrix.no-matrix", "A matrix is asked for here, such as [[1, 2], [3, 4]].")
NO_VECTOR = Remark("vector-parallel.no-vector", "A vector is asked for here, such as (1, 2).")
NULL = Remark("vector-parallel.null", "The vector of zeros has no direction.")
OPPOSITE = Remark("vector-parallel.opposite", "It lies on the right line, but points the other way.")
ELSEWHERE = Remark("vector-parallel.direction", "It has another direction.")


def matrix(line: Statement, answer: Answer) -> Match:
    """Whether a matrix has the expected entries; how many of them are wrong is said, and not which."""
    expected, found = _matrices(answer.expected, line)
    if expected is None:
        raise BadSubmission("answer.test: matrix needs a matrix in expected")
    if found is None:
        return Match(False, NO_MATRIX)
    (height, width), size = shape(expected), shape(found)
    if size != (height, width):
        return Match(False, Remark("matrix.size", f"A matrix with {height} rows and {width} columns is asked for."))
    same = [equal(a, b).equal for a, b in zip(found.args, expected.args, strict=True)]
    wrong = same.count(False)
    told = "One entry is wrong." if wrong == 1 else f"{wrong} of the entries are wrong."
    return Match(all_of(same), Remark("matrix.entries", told) if wrong else None)


def parallel(line: Statement, answer: Answer) -> Match:
    """Whether a vector is a multiple, other than 0, of the expected one."""
    expected, found = (_entries(node) for node in _matrices(answer.expected, line))
    if not expected:
        raise BadSubmission("answer.test: vector-parallel needs a vector in expected")
    if not found:
        return Match(False, NO_VECTOR)
    if len(found) != len(expected):
        return Match(False, Remark("answer.size", f"A vector with {len(expected)} entries is asked for."))
    if all(equal(entry, ZERO).equal for entry in found):
        return Match(False, NULL)
    minors = [_minor(found[i], found[j], expected[i], expected[j]) for i, j in combinations(range(len(found)), 2)]
    along = all_of([equal(minor, ZERO).equal for minor in minors])
    if along and answer.test.same_direction:
        product = build(add(*(mul(a, b) for a, b in zip(found, expected, strict=True))))
        return Match(None) if not product.is_number else Match(True) if product > 0 else Match(False, OPPOSITE)
    return Match(along, None if along is not False else ELSEWHERE)


def _matrices(*lines: Statement) -> list[Node | None]:
    """Each line's matrix, worked out; None for a line without one."""
    nodes = [_tree(line) for line in lines]
    size = dimension(*(node for node in nodes if node is not None))
    return [None if node is None else worked_out(node, size) for node in nodes]


def _tree(line: Statement) -> Node | None:
    if line.kind == "expression" and rows(line.values[0]):
        return line.values[0]
    found = coordinates(line)
    return Node("tuple", found, "()") if found else None


def _entries(node: Node | None) -> tuple[Node, ...]:
    """The entries of a row or a column."""
    return node.args if node is not None and 1 in shape(node) else ()


def _minor(a: Node, b: Node, c: Node, d: Node) -> Node:
    return add(mul(a, d), neg(mul(b, c)))
