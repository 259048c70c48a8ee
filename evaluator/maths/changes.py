"""What was done between two equations that do not have the same solutions, and which solutions came in or were lost."""

from typing import Any

import sympy as sp

from evaluator.maths import domain
from evaluator.maths.build import build
from evaluator.maths.equivalence import zero
from evaluator.maths.remarks import Remark
from evaluator.maths.roots import proportional, shown
from evaluator.maths.solving import all_values, difference, roots
from evaluator.maths.statement import Relation, Statement

MOST_NAMED, MOST_OPERATIONS = 4, 60
ASKS = {domain.NONZERO: "≠", domain.POSITIVE: ">", domain.NONNEGATIVE: "≥"}


def gained(line: Statement, before: Statement, witness: str | None) -> Remark:
    """A step that lets solutions in: what lets them in, where it can be seen, and which they are."""
    note, cause = _cause(line, before, gaining=True)
    more = "This line also has solutions that the line before has not"
    named = _named(line, before)
    told = f": {named}" if named else f", for example {witness}" if witness else ""
    return Remark(note or "step.solutions-gained", f"{cause}{more}{told}. Check them in the line before.")


def lost(line: Statement, before: Statement, witness: str | None) -> Remark:
    """A step that loses solutions: what loses them, where it can be seen, and then which they are.

    Whoever only drops solutions is not told them: they may be the answer.
    """
    note, cause = _cause(line, before, gaining=False)
    named = _named(before, line) if cause else None
    told = f": {named}" if named else f", for example {witness}" if witness else ""
    return Remark(note or "step.solutions-lost", f"{cause}Solutions of the line before are lost here{told}.")


def _cause(line: Statement, before: Statement, gaining: bool) -> tuple[str, str]:
    """(note, sentence) of what was done; empty where it cannot be seen."""
    new, old = _only(line), _only(before)
    try:
        if new is not None and old is not None:
            found = _operation(new, old, gaining)
            if found[0]:
                return found
        return _restriction(line, before, gaining)
    except (ValueError, TypeError, NotImplementedError, ArithmeticError):
        return "", ""


def _only(line: Statement) -> Relation | None:
    """The one equation of a line."""
    single = len(line.cases) == 1 and len(line.cases[0]) == 1 and line.cases[0][0].op == "="
    return line.cases[0][0] if single else None


def _operation(new: Relation, old: Relation, gaining: bool) -> tuple[str, str]:
    a, b = build(difference(new)), build(difference(old))
    if a.is_zero or b.is_zero or a.count_ops() + b.count_ops() > MOST_OPERATIONS:
        return "", ""
    if gaining and _alike(a, _squares(old)):
        return "step.squared", "Both sides were squared. "
    if not gaining and _alike(b, _squares(new)):
        return "step.root-taken", "A square root was taken, and a number and its opposite have the same square. "
    ratio = sp.cancel(sp.together(a / b if gaining else b / a))
    if not ratio.free_symbols or not ratio.is_polynomial(*ratio.free_symbols):
        return "", ""
    if not gaining and not _written(ratio, old):
        return "", ""
    done, note = ("multiplied", "step.multiplied-by-zero") if gaining else ("divided", "step.divided-by-zero")
    return note, f"Both sides were {done} by {_text(sp.factor(ratio))}, which may be 0. "


def _written(ratio: Any, relation: Relation) -> bool:
    """Whether each factor of `ratio` stands in the equation as it is written: to find one is to have solved it."""
    parts = {part for side in (relation.left, relation.right) for part in sp.preorder_traversal(build(side))}
    return all(factor in parts or -factor in parts for factor, _ in sp.factor_list(ratio)[1])


def _squares(relation: Relation) -> Any:
    return sp.expand(build(relation.left) ** 2 - build(relation.right) ** 2)


def _alike(a: Any, b: Any) -> bool:
    return not b.is_zero and proportional(sp.expand(a), b)


def _restriction(line: Statement, before: Statement, gaining: bool) -> tuple[str, str]:
    """What one of the lines asks of its letters and the other does not, as logarithms and roots do."""
    here, there = _conditions(line), _conditions(before)
    if gaining and (dropped := [c for c in there if c not in here]):
        return "step.domain-widened", f"The line before needs {_asked(dropped[0])}, and this line does not. "
    if not gaining and (added := [c for c in here if c not in there]):
        return "step.domain-narrowed", f"This line needs {_asked(added[0])}, and the line before does not. "
    return "", ""


def _conditions(line: Statement) -> list[domain.Condition]:
    return [condition for case in line.cases for r in case for condition in domain.conditions(r)]


def _asked(condition: domain.Condition) -> str:
    sign, part = condition
    return f"{_text(part)} {ASKS[sign]} 0"


def _text(expr: Any) -> str:
    return shown(expr).replace("*", "·")


def _named(more: Statement, fewer: Statement) -> str | None:
    """The solutions of one line that the other has not, where there are a few and all are known."""
    names = more.names() | fewer.names()
    if len(names) != 1:
        return None
    name = next(iter(names))
    every, kept = _solutions(more, name), _solutions(fewer, name)
    if every is None or kept is None:
        return None
    extra = [value for value in every if not any(zero(value - other) for other in kept)]
    if not 0 < len(extra) <= MOST_NAMED:
        return None
    return " and ".join(f"{name} = {_text(value)}" for value in extra)


def _solutions(line: Statement, name: str) -> list[Any] | None:
    """All solutions of equations in one letter; None where they are not known, or too costly to find."""
    if any(len(case) > 1 or case[0].op != "=" for case in line.cases):
        return None
    found = roots(line.cases, name, imaginary=False)
    return all_values(found, name) if found.decided and len(found.others) < 2 else None
