"""A line against the authored answer: values with values, solutions with solutions.

A bare value is taken for `x = value` where solutions are expected; `y = value` for a value where y occurs in no
authored text; a point for a solved system, its coordinates in the alphabetical order of the variables. Where the
authored answer is solved for its variable, an equation that is only equivalent to it is true but not yet the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from evaluator.maths import solutions
from evaluator.maths.equivalence import Finding, equal
from evaluator.maths.readings import alike
from evaluator.maths.remarks import Remark
from evaluator.maths.roots import EQUIVALENT, IMPLIED_BY, IMPLIES, SAME_ROOTS
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

Same = Callable[[Node, Node], Finding]
ROUNDING = "This is close: look at how the last digit is rounded."
EQUATION = Remark("answer.equation", "An equation is not what is asked for here.")
RELATION = Remark("answer.no-equation", "An equation or inequality is asked for here.")
ONE_VALUE = Remark("answer.several", "One value is asked for here.")
NO_POINT = Remark("answer.point", "A point is not asked for here.")
CLOSED = {"<": "<=", ">": ">="}
ENDS = Remark("answer.ends", "The ends are right: look again at which of them belong to it.")
MISSING = Remark("answer.missing-some", "What you give is right, but something is missing.")


@dataclass(frozen=True, slots=True)
class Match:
    """equal is True, False or None (undecided); `remark` says more, and helps without the answer.

    `unsolved` as the module says; `surplus` where the value is right, and stands after an equals sign too many.
    """

    equal: bool | None
    remark: Remark | None = None
    unsolved: bool = False
    surplus: bool = False


def match(line: Statement, expected: Statement, rearranging: bool, same: Same = equal) -> Match:
    """How a line compares with the expected one, its values by `same`.

    `rearranging` says that the problem starts from an equation.
    """
    line, expected = alike(line, expected)
    if expected.kind == "relations":
        return _match_relations(line, expected, rearranging, same)
    if expected.kind == "tuple":
        return _match_points(coordinates(line), expected.values, same)
    values = defined(line, expected.names()).values if line.kind == "relations" else line.values
    if line.kind == "relations" and not values:
        values = outright(line, expected.names()) if expected.kind == "list" else ()
        if not values and expected.kind == "expression" and _ends_in(line, expected):
            return Match(True, surplus=True)
        if not values:
            return Match(False, EQUATION)
    if line.kind == "tuple" or (expected.kind == "expression" and len(values) != 1):
        return Match(False, ONE_VALUE if expected.kind == "expression" else None)
    if expected.kind == "list":
        return same_set(values, expected.values, same)
    found = same(values[0], expected.values[0])
    return Match(found.equal, _without_values(found.witness))


def _ends_in(line: Statement, expected: Statement) -> bool:
    """Whether a line is a chain of equalities that comes to the expected value, and claims nothing that is false.

    What a side with letters of its own says, as in sin(2t) = 1/2, cannot be tested, and is believed.
    """
    if not chained(line):
        return False
    value, sides = line.cases[0][-1].right, [r.left for r in line.cases[0]]
    testable = [side for side in sides if side.names() <= expected.names()]
    return equal(value, expected.values[0]).equal is True and all(equal(s, value).equal for s in testable)


def coordinates(line: Statement) -> tuple[Node, ...]:
    """The values of a point, or of a solved system in the alphabetical order of its variables; else nothing."""
    if line.kind == "tuple":
        return line.values
    found = solutions.point(line.cases[0]) if len(line.cases) == 1 else {}
    return tuple(value for _, value in sorted(found.items()))


def _match_points(values: tuple[Node, ...], expected: tuple[Node, ...], same: Same) -> Match:
    if len(values) != len(expected):
        return Match(False, Remark("answer.size", f"A point with {len(expected)} coordinates is asked for."))
    return Match(all_of([same(a, b).equal for a, b in zip(values, expected, strict=True)]))


def _without_values(witness: str | None) -> Remark | None:
    """Where the values differ, but not what they are: that could be the answer."""
    if witness is None:
        return None
    if witness.startswith("for "):
        where = witness.partition("your answer")[0]
        return Remark("answer.another-value", f"{where}it has another value.".capitalize())
    return Remark("answer.rounding", ROUNDING) if witness == ROUNDING else None


def defined(line: Statement, taken: frozenset[str]) -> Statement:
    """`y = value` or `f(x) = value` as the value, where y or f is not among the letters taken; else the line itself."""
    if line.kind != "relations" or len(line.cases) != 1 or any(r.op != "=" for r in line.cases[0]):
        return line
    name, value = line.cases[0][0].left, line.cases[0][-1].right
    if name.op == "mul" and len(name.args) == 2 and all(arg.op == "name" for arg in name.args):
        name = name.args[0]
    if name.op != "name" or name.value in taken or name.value in value.names() or not chained(line):
        return line
    if any(equal(r.left, r.right).equal is not True for r in line.cases[0][1:]):
        return line
    return Statement("expression", (value,), (), line.read_as)


def chained(line: Statement) -> bool:
    """Whether the line is one chain of equalities, a = b = c."""
    if len(line.cases) != 1:
        return False
    case = line.cases[0]
    return all(r.op == "=" for r in case) and all(a.right is b.left for a, b in pairwise(case))


def _match_relations(line: Statement, expected: Statement, rearranging: bool, same: Same) -> Match:
    if line.kind == "tuple":
        point = coordinates(expected)
        return _match_points(line.values, point, same) if point else Match(False, NO_POINT)
    values = outright(expected, frozenset())
    if line.kind != "relations":
        return same_set(line.values, values, same) if values else Match(False, RELATION)
    if same is not equal and values:
        return _match_values(line, expected, values, same)
    relation, _ = solutions.compare(line, expected)
    clash = solutions.contradiction(line)
    if clash is not None and relation != EQUIVALENT:
        return Match(False, Remark("answer.contradiction", clash))
    unsolved = solved(expected, rearranging) and not solved(line, rearranging)
    if relation is None:
        return Match(None, None, unsolved)
    if relation != EQUIVALENT and not (relation == SAME_ROOTS and solved(expected, rearranging)):
        return Match(False, ENDS if _same_but_for_ends(line, expected) else _gap(relation))
    return Match(True, None, unsolved)


def _same_but_for_ends(line: Statement, expected: Statement) -> bool:
    """Whether two sets differ at most by which of their ends belong to them."""
    strict = any(r.op in CLOSED for s in (line, expected) for case in s.cases for r in case)
    return strict and solutions.compare(_closed(line), _closed(expected))[0] == EQUIVALENT


def _closed(line: Statement) -> Statement:
    return replace(line, cases=tuple(tuple(replace(r, op=CLOSED.get(r.op, r.op)) for r in c) for c in line.cases))


def _match_values(line: Statement, expected: Statement, values: tuple[Node, ...], same: Same) -> Match:
    """Solutions that need only be near: one value for each that is expected."""
    found = outright(line, frozenset())
    if not found:
        return Match(None, None, unsolved=True)
    return same_set(found, values, same) if line.names() == expected.names() else Match(False)


def _gap(relation: str) -> Remark | None:
    return {IMPLIES: MISSING, IMPLIED_BY: Remark("answer.too-much", "Not everything that you give is a solution.")}.get(
        relation
    )


def outright(line: Statement, taken: frozenset[str]) -> tuple[Node, ...]:
    """The values of a line that only says what one variable is; empty for any other line."""
    found = [case[0].solved() if len(case) == 1 else None for case in line.cases]
    names = {f[0] for f in found if f}
    return tuple(f[1] for f in found if f) if found and all(found) and len(names) == 1 and not names & taken else ()


def solved(line: Statement, rearranging: bool) -> bool:
    """Whether each relation says outright what a variable is, or where it lies."""
    for case in line.cases:
        for relation in case:
            sides = ((relation.left, relation.right), (relation.right, relation.left))
            alone = any(
                a.op == "name" and a.value not in b.names() and (rearranging or not b.names()) for a, b in sides
            )
            if not alone and (relation.left.names() or relation.right.names()):
                return False
    return bool(line.cases)


def same_set(values: tuple[Node, ...], expected: tuple[Node, ...], same: Same = equal) -> Match:
    """Whether the same values are there, in any order and however often."""
    table = [[same(a, b).equal for b in expected] for a in values]
    rows = [_any(row) for row in table]
    columns = [_any([row[i] for row in table]) for i in range(len(expected))]
    if False not in rows and False in columns:
        return Match(False, MISSING if None not in rows and values else None)
    if False in rows and False not in columns and None not in columns:
        return Match(False, Remark("answer.too-much", "Not everything that you give is right."))
    return Match(all_of(rows + columns))


def all_of(found: list[bool | None]) -> bool | None:
    """Whether all hold: no as soon as one does not, and unknown where one is."""
    return False if False in found else None if None in found else True


def _any(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False
