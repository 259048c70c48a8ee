"""Antiderivatives: equal up to a constant, which must be there as a letter.

The derivatives are compared, so that any constant will do: C, c/2, ln(K). Where the expected answer holds ln|x|, the
answer must have a value wherever it has one.
"""

from evaluator.maths import BadSubmission, Fault, numeric
from evaluator.maths.answers import Match
from evaluator.maths.calculus import ZERO, NoDerivative, derivative
from evaluator.maths.equivalence import equal
from evaluator.maths.remarks import Remark
from evaluator.maths.tree import Node

FORGOTTEN = Remark("up-to-constant.no-constant", "One thing is missing: many functions have this derivative.")
WRONG = Remark("up-to-constant.derivative", "Differentiate it and compare.")
NARROW = Remark("up-to-constant.domain", "It has no value for some x where the function to be integrated has one.")


def own_constants(expected: Node, known: frozenset[str]) -> frozenset[str]:
    """The letters that an authored antiderivative only adds: the C of x^2 + C, where it is not a declared variable."""
    terms = expected.args if expected.op == "add" else (expected,)
    loose = [str(term.value) for term in terms if term.op == "name" and term.value not in known]
    every = [str(node.value) for node in expected.walk() if node.op == "name"]
    return frozenset(name for name in loose if every.count(name) == 1 and len(terms) > 1)


def variable(expected: Node, declared: frozenset[str], chosen: str | None) -> str:
    """What is integrated over; BadSubmission where it cannot be told."""
    names = expected.names() - own_constants(expected, declared)
    options = [chosen] if chosen else sorted(declared) if len(declared) == 1 else sorted(names)
    if len(options) != 1:
        raise BadSubmission("answer.test.variable must say what is integrated over")
    return str(options[0])


def compare(answer: Node, expected: Node, over: str) -> Match:
    """How an answer compares with an antiderivative over a variable."""
    try:
        found = equal(derivative(answer, over), derivative(expected, over))
    except (NoDerivative, Fault):
        return Match(None)
    if found.equal is not True:
        return Match(found.equal, WRONG if found.equal is False else None)
    return Match(False, NARROW) if _narrower(answer, expected, over) else Match(True)


def fault(answer: Node, expected: Node, known: frozenset[str], over: str, named: str | None) -> Remark | None:
    """What is wrong with the constant of a right antiderivative; `known` are letters that are no constant."""
    fixed = known | (expected.names() - own_constants(expected, known)) | {over}
    free = answer.names() - fixed
    if not free or all(equal(derivative(answer, name), ZERO).equal for name in free):
        return FORGOTTEN
    if named is not None and free != {named}:
        return Remark("up-to-constant.other-letter", f"Call the constant {named} here.")
    return None


def _narrower(answer: Node, expected: Node, over: str) -> bool:
    """Whether the expected antiderivative uses |...| and has a real value where the answer has none."""
    if not any(node.value == "abs" for node in expected.walk()):
        return False
    for found in numeric.nice_points(answer.names() | expected.names() | {over}):
        # Constants may be taken to be positive, as the K of ln(K|x|).
        point = {name: value if name == over else abs(value) for name, value in found.items()}
        try:
            numeric.value(expected, point, True)
        except numeric.Undefined:
            continue
        try:
            numeric.value(answer, point, True)
        except numeric.NotReal:
            return True
        except numeric.Undefined:
            continue
    return False
