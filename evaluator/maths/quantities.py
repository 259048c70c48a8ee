"""Values with units: converted before they are compared, and in the unit asked for where one is."""

from evaluator.maths import BadSubmission, Fault, rounding
from evaluator.maths.answers import EQUATION, ONE_VALUE, Match, defined
from evaluator.maths.authored import Answer
from evaluator.maths.equivalence import equal
from evaluator.maths.read import read
from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node
from evaluator.maths.units import measured, quantity, written

MISSING = Remark("units.missing", "A unit is missing.")
ANOTHER_KIND = Remark("units.another-kind", "This unit measures something else than what is asked for.")
CONVERSION = Remark("units.conversion", "The digits are right, but the number does not fit its unit.")


def compare(line: Statement, answer: Answer) -> Match:
    """Whether a line has the expected magnitude and dimension, whatever its unit."""
    if answer.expected.kind != "expression" or not measured(answer.expected.values[0]):
        raise BadSubmission("answer.test: units needs a value with a unit in expected")
    line = defined(line, answer.expected.names())
    if line.kind != "expression":
        return Match(False, EQUATION if line.kind == "relations" else ONE_VALUE)
    expected, found = quantity(answer.expected.values[0]), quantity(line.values[0])
    if not measured(line.values[0]) and found.dimension != expected.dimension:
        return Match(False, MISSING)
    if found.dimension != expected.dimension:
        return Match(False, ANOTHER_KIND)
    same = rounding.within(0, answer.test.relative) if answer.test.relative else equal
    right = same(found.magnitude, expected.magnitude).equal
    return Match(right, CONVERSION if right is False and _shifted(found.magnitude, expected.magnitude) else None)


def unit_fault(line: Statement, answer: Answer) -> Remark | None:
    """What keeps a right quantity from being in the one unit that is taken."""
    if not answer.test.unit:
        return None
    try:
        asked = read(f"1 {answer.test.unit}", answer.words)
    except Fault as fault:
        raise BadSubmission(f"answer.test.unit cannot be read: {fault.message}") from None
    node = defined(line, answer.expected.names()).values[0]
    if written(node) == written(asked.values[0]):
        return None
    return Remark("units.another-unit", f"Give it in {answer.test.unit}.")


def _shifted(found: Node, expected: Node) -> bool:
    """Whether two magnitudes have the same digits, apart from the place of the point, or are some 60s apart."""
    a, b = rounding.value(found), rounding.value(expected)
    if not a or not b or (a > 0) != (b > 0):
        return False
    steps = [rounding.mp.log(a / b, base) for base in (10, 60)] + [rounding.mp.log(a / b) / rounding.mp.log(3.6)]
    return any(abs(step - rounding.mp.nint(step)) < 1e-9 for step in steps)
