"""Which misconception a wrong line shows, if any: looked for in the problem's own order, by algebra, and not for long.

A wrong line that the author or the library foresees is compared with the learner's as answers are, never as text.
Values at a few points come first, since nearly all foreseen lines are other ones.
"""

from collections.abc import Iterator
from time import process_time

from evaluator.maths import Fault, numeric, rounding
from evaluator.maths.answers import Same, match, outright
from evaluator.maths.authored import Answer, Known
from evaluator.maths.build import build, derived
from evaluator.maths.equivalence import equal
from evaluator.maths.misconceptions import LIBRARY
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

SECONDS = 0.5


def recognised(line: Statement, answer: Answer, before: Statement | None = None) -> Known | None:
    """The first known misconception that leads to `line`, from the line before or else from the authored texts."""
    until, same = process_time() + SECONDS, rounding.nearness(answer.test)
    for known in answer.known:
        if known.matches is not None:
            if match(line, known.matches, False, same).equal:
                return known
        elif any(_same(line, wrong, same) for wrong in _wrong(known, answer, before, until)):
            return known
    return None


def _wrong(known: Known, answer: Answer, before: Statement | None, until: float) -> Iterator[Statement]:
    """What a misconception of the library makes of its sources, as long as there is time."""
    misconception = LIBRARY[known.category]
    sources = [before] if before is not None else [answer.given, answer.expected]
    if misconception.differentiating:
        sources = [_differentiated(source) for source in sources]
    for source in sources if known.of is None else [known.of]:
        made = iter(misconception.makes(source)) if source is not None else iter(())
        while process_time() < until:
            try:
                yield next(made)
            except (StopIteration, Fault):
                # A tree that has grown too large ends the search there.
                break


def _differentiated(line: Statement | None) -> Statement | None:
    """The function of d/dx(...); None for any other line."""
    node = line.values[0] if line is not None and line.kind == "expression" else None
    if node is None or node.op != "call" or derived(str(node.value)) is None:
        return None
    return Statement("expression", node.args[:1])


def _same(line: Statement, wrong: Statement, same: Same) -> bool:
    """Whether two lines say the same."""
    try:
        if same is equal and _unlike(line, wrong):
            return False
        for node in wrong.nodes():
            build(node)
        return match(line, wrong, False, same).equal is True
    except (Fault, NotImplementedError, ValueError, TypeError, ArithmeticError):
        return False


def _unlike(line: Statement, wrong: Statement) -> bool:
    """Whether numbers alone show that two lines differ."""
    if line.kind == wrong.kind == "expression":
        return _differ(line.values[0], wrong.values[0])
    if wrong.kind != "relations" or any(r.op != "=" for case in wrong.cases for r in case):
        return False
    names = wrong.names()
    values = (line.values if line.kind != "relations" else outright(line, frozenset())) if len(names) == 1 else ()
    return any(not value.names() and not _solves(value, wrong, next(iter(names))) for value in values)


def _differ(a: Node, b: Node) -> bool:
    for point in numeric.nice_points(a.names() | b.names()):
        x, y = _value(a, point), _value(b, point)
        if x is not None and y is not None:
            return bool(abs(x - y) > numeric.CLOSE * max(abs(x), abs(y)))
    return False


def _solves(value: Node, line: Statement, name: str) -> bool:
    """Whether a value fits one of the cases, as far as numbers can tell."""
    x = _value(value, {})
    if x is None:
        return True
    sides = [[(_value(r.left, {name: x}), _value(r.right, {name: x})) for r in case] for case in line.cases]
    return any(
        all(a is None or b is None or abs(a - b) <= numeric.CLOSE * (1 + abs(a) + abs(b)) for a, b in case)
        for case in sides
    )


def _value(node: Node, point: numeric.Point) -> numeric.mp.mpf | None:
    try:
        return numeric.value(node, point, False)
    except (numeric.Undefined, KeyError):
        return None
