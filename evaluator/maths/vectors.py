"""Vectors that need only be parallel to the expected one."""

from itertools import combinations

from evaluator.maths import BadSubmission
from evaluator.maths.answers import Match, all_of, coordinates
from evaluator.maths.authored import Answer
from evaluator.maths.build import build
from evaluator.maths.calculus import ZERO, add, mul, neg
from evaluator.maths.equivalence import equal
from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

NO_VECTOR = Remark("vector-parallel.no-vector", "A vector is asked for here, such as (1, 2).")
NULL = Remark("vector-parallel.null", "The vector of zeros has no direction.")
OPPOSITE = Remark("vector-parallel.opposite", "It lies on the right line, but points the other way.")
ELSEWHERE = Remark("vector-parallel.direction", "It has another direction.")


def parallel(line: Statement, answer: Answer) -> Match:
    """Whether a vector is a multiple, other than 0, of the expected one."""
    expected, found = coordinates(answer.expected), coordinates(line)
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


def _minor(a: Node, b: Node, c: Node, d: Node) -> Node:
    return add(mul(a, d), neg(mul(b, c)))
