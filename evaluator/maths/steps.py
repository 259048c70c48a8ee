"""A chain of lines, each against the one before: what follows, what is lost, what comes in."""

from dataclasses import dataclass, replace
from itertools import pairwise

from evaluator.maths import changes, solutions
from evaluator.maths.answers import chained, defined, same_set
from evaluator.maths.equivalence import Finding, equal
from evaluator.maths.readings import alike
from evaluator.maths.remarks import Remark
from evaluator.maths.roots import DIFFERENT, EQUIVALENT, IMPLIED_BY, IMPLIES, SAME_ROOTS
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

NAMES = ("this line", "the line before")
UNDECIDED = Remark("step.undecided", "It could not be decided whether this line follows.")
DISCARDED = Remark("step.discarded", "The solutions that came in earlier are discarded here.")
SAME_SOLUTIONS = Remark("step.same-solutions", "The solutions are the same, though the equation is another one.")
ANOTHER_KIND = Remark("step.another-kind", "This line says another kind of thing than the line before.")


@dataclass(frozen=True, slots=True)
class Step:
    """A line's outcome (passed, failed, undetermined), its relation to the line `before`, and what is said of it."""

    outcome: str
    relation: str | None = None
    remark: Remark | None = None
    before: Statement | None = None


def follow(
    lines: list[Statement], given: Statement | None, expression: bool, taken: frozenset[str]
) -> tuple[list[Step], Statement]:
    """Each line's step, and what the last one comes to.

    `expression` says that a value is asked for, and `taken` which letters are not free to name it.
    """
    before, base, found = given, None, []
    for line in lines:
        if expression:
            line = defined(line, taken)
        step, after = _step(line, before, taken if expression else None)
        if step.relation == IMPLIED_BY and base is None:
            base = before
        elif step.relation == IMPLIES and base is not None and _restores(after, base):
            step, base = Step("passed", IMPLIES, DISCARDED), None
        found.append(replace(step, before=before))
        before = after
    return found, before if before is not None else lines[-1]


def _restores(line: Statement, base: Statement) -> bool:
    """Whether a line is back at the solutions from before some came in."""
    if line.kind == "list" and not line.values:
        line = Statement("relations")
    if not line.kind == base.kind == "relations":
        return False
    return solutions.compare(line, base)[0] in (EQUIVALENT, SAME_ROOTS)


def _step(line: Statement, before: Statement | None, taken: frozenset[str] | None) -> tuple[Step, Statement]:
    """The step to a line, and what the line comes to: of a = b = c where values are asked for, c.

    Where they are, `taken` has the letters that mean something: sin(2t) in front of 2/3 is what the value is called.
    """
    if line.kind == "relations" and chained(line) and (line.continued or taken is not None or _value(before)):
        case = line.cases[0]
        sides = [case[0].left, *(r.right for r in case)]
        if taken is not None and sides[-1].names() <= taken:
            sides = [side for side in sides if side.names() <= taken]
        start = [before.values[0]] if before is not None and _value(before) else []
        return _chain([*start, *sides]), Statement("expression", (sides[-1],), (), line.read_as)
    if before is None:
        return Step("passed"), line
    if (line.kind, line.values, line.cases) == (before.kind, before.values, before.cases):
        return Step("passed", EQUIVALENT), line
    if "region" in (line.kind, before.kind) or (line.kind == "tuple" and before.kind == "relations"):
        line, before = alike(line, before)
    if _value(before) and _value(line):
        return _chain([before.values[0], line.values[0]]), line
    if before.kind == line.kind == "relations" and (clash := solutions.contradiction(line)) is not None:
        return Step("failed", DIFFERENT, Remark("step.contradiction", clash)), line
    if before.kind == line.kind == "relations":
        return _named(*solutions.compare(line, before), line, before), line
    if line.kind == "list" and not line.values and before.kind == "relations":
        nothing = Statement("relations")
        relation, witness = solutions.compare(nothing, before)
        return _named(IMPLIES if relation == DIFFERENT else relation, witness, nothing, before), line
    values = [_values(s) for s in (line, before)]
    if values[0] and values[1]:
        same = same_set(values[0], values[1])
        return _found(Finding(same.equal), same.remark), line
    return Step("failed", DIFFERENT, ANOTHER_KIND), line


def _value(line: Statement | None) -> bool:
    return line is not None and line.kind == "expression"


def _values(line: Statement) -> tuple[Node, ...]:
    if line.kind != "relations":
        return line.values
    found = [case[0].solved() if len(case) == 1 else None for case in line.cases]
    return tuple(f[1] for f in found if f) if all(found) else ()


def _chain(values: list[Node]) -> Step:
    """Values that should all be equal, each to the next."""
    step = Step("passed", EQUIVALENT)
    for old, new in pairwise(values):
        finding = equal(new, old, NAMES)
        if finding.equal is False:
            # Without a letter in it, what the line before comes to may be what is asked for.
            return _found(finding if old.names() else Finding(False), None)
        if finding.equal is None:
            step = Step("undetermined", None, UNDECIDED)
    return step


def _found(finding: Finding, remark: Remark | None) -> Step:
    if finding.equal is None:
        return Step("undetermined", None, UNDECIDED)
    if finding.equal:
        return Step("passed", EQUIVALENT)
    witness = f" {finding.witness[0].upper()}{finding.witness[1:]}." if finding.witness else ""
    another = Remark("step.not-equal", f"This is not equal to the line before.{witness}")
    return Step("failed", DIFFERENT, remark or another)


def _named(relation: str | None, witness: str | None, line: Statement, before: Statement) -> Step:
    """The step that a relation makes, with what was done named where it can be seen."""
    match relation:
        case None:
            return Step("undetermined", None, UNDECIDED)
        case "equivalent":
            return Step("passed", relation)
        case "same-roots":
            return Step("passed", relation, SAME_SOLUTIONS)
        case "implied-by":
            return Step("passed", relation, changes.gained(line, before, witness))
        case "implies":
            return Step("failed", relation, changes.lost(line, before, witness))
        case _:
            tested = f" Try {witness} in both." if witness else ""
            message = f"This line does not have the solutions of the line before.{tested}"
            return Step("failed", relation, Remark("step.other-solutions", message))
