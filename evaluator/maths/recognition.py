"""Which misconception a wrong line shows, if any: looked for in the problem's own order, by algebra, and not for long.

A wrong line that the author or the library foresees is compared with the learner's as answers are, never as text.
Values at a few points come first, since nearly all foreseen lines are other ones.
"""

from collections.abc import Iterator
from time import process_time

from evaluator.maths import Fault, rounding
from evaluator.maths.answers import Same, match
from evaluator.maths.authored import Answer, Known
from evaluator.maths.build import build, derived
from evaluator.maths.equivalence import equal
from evaluator.maths.glance import unlike
from evaluator.maths.misconceptions import LIBRARY
from evaluator.maths.readings import alike
from evaluator.maths.statement import Statement

SECONDS = 0.3


def deadline() -> float:
    """When to stop looking, for all lines of one submission together, in seconds of `process_time`."""
    return process_time() + SECONDS


def recognised(line: Statement, answer: Answer, until: float, before: Statement | None = None) -> Known | None:
    """The first known misconception that leads to `line`, from the line before or else from the authored texts."""
    same = rounding.nearness(answer.test)
    for known in answer.known:
        if known.matches is not None:
            if _same(line, known.matches, same):
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
        if same is equal and unlike(*alike(line, wrong)):
            return False
        for node in wrong.nodes():
            build(node)
        return match(line, wrong, False, same).equal is True
    except (Fault, NotImplementedError, ValueError, TypeError, ArithmeticError):
        return False
