"""The answer tests: what each asks of an answer's value, and what of the way it is written."""

from collections.abc import Callable
from dataclasses import replace

from evaluator.maths import BadSubmission, antiderivatives, decomposed, forms, quantities, rounding, sameform, vectors
from evaluator.maths.answers import EQUATION, ONE_VALUE, RELATION, Match, defined, match, outright, solved
from evaluator.maths.authored import Answer
from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Statement
from evaluator.maths.tree import Node

UNSOLVED = Remark("answer.not-solved", "This is true, but not solved yet.")
UNDECIDED = Remark("answer.not-solved", "This is not solved yet.")
SURPLUS = Remark("answer.surplus", "Only the value is asked for: leave out what stands before =.")


def check(answer: Answer) -> None:
    """BadSubmission where the test is not known or does not go with what is expected."""
    if answer.test.kind not in KINDS:
        raise BadSubmission(f"answer.test: there is no test {answer.test.kind!r}")


def value(line: Statement, answer: Answer) -> Match:
    """Whether a line has the expected value; BadSubmission where the test does not go with what is expected."""
    return VALUES.get(answer.test.kind, _equivalent)(line, answer)


def writing(line: Statement, answer: Answer, found: Match) -> Remark | None:
    """What keeps an answer with the right value, or one that could not be decided, from being written as asked."""
    if found.surplus:
        return SURPLUS
    if found.unsolved:
        return UNSOLVED if found.equal else UNDECIDED
    nodes = written_values(line)
    own = WRITINGS.get(answer.test.kind)
    remark = own(line, nodes, answer) if own is not None else None
    return remark or next((r for node in nodes if (r := forms.fault(answer.form, node)) is not None), None)


def asks_for_writing(answer: Answer) -> bool:
    """Whether the way an answer is written is judged at all."""
    return answer.form != "any" or answer.test.kind in WRITINGS


def written_values(line: Statement) -> list[Node]:
    """The trees whose form counts: the values, where a line says outright what they are."""
    if line.kind != "relations":
        return list(line.values)
    if solved(line, True):
        return [r.right if r.left.op == "name" else r.left for case in line.cases for r in case]
    return line.nodes()


def _equivalent(line: Statement, answer: Answer) -> Match:
    return match(line, answer.expected, answer.rearranging)


def _equation(line: Statement, answer: Answer) -> Match:
    if answer.expected.kind != "relations":
        raise BadSubmission("answer.test: equation needs an equation or inequality in expected")
    if line.kind != "relations":
        return Match(False, RELATION)
    return replace(match(line, answer.expected, False), unsolved=False)


def _set(line: Statement, answer: Answer) -> Match:
    found = match(line, answer.expected, answer.rearranging)
    loose = line.kind == "relations" and not solved(line, True)
    return replace(found, unsolved=loose and found.equal is not False)


def _near(line: Statement, answer: Answer) -> Match:
    test, expected = answer.test, answer.expected
    numbers = expected.values or outright(expected, frozenset())
    if not numbers or any(rounding.value(number) is None for number in numbers):
        raise BadSubmission(f"answer.test: {test.kind} needs numbers in expected")
    return match(line, expected, answer.rearranging, rounding.nearness(test))


def _antiderivative(line: Statement, answer: Answer) -> Match:
    expected, over = _integrated(answer)
    line = defined(line, expected.names() | {over})
    if line.kind != "expression":
        return Match(False, EQUATION if line.kind == "relations" else ONE_VALUE)
    return antiderivatives.compare(line.values[0], expected, over)


def _constant(line: Statement, nodes: list[Node], answer: Answer) -> Remark | None:
    expected, over = _integrated(answer)
    value = defined(line, expected.names() | {over}).values
    return antiderivatives.fault(value[0], expected, answer.declared, over, answer.test.constant or None)


def _integrated(answer: Answer) -> tuple[Node, str]:
    """The expected antiderivative and what is integrated over."""
    if answer.expected.kind != "expression":
        raise BadSubmission("answer.test: up-to-constant needs one expression in expected")
    expected = answer.expected.values[0]
    return expected, antiderivatives.variable(expected, answer.declared, answer.test.variable or None)


def _figures(_: Statement, nodes: list[Node], answer: Answer) -> Remark | None:
    test = answer.test
    faults = rounding.figures_fault if test.kind == "significant-figures" else rounding.places_fault
    found = (faults(node, test.digits, test.digits_at_most or test.digits) for node in nodes)
    return next((remark for remark in found if remark is not None), None)


def _form(judged: Callable[[Node], Remark | None]) -> Callable[[Statement, list[Node], Answer], Remark | None]:
    return lambda _, nodes, __: next((r for node in nodes if (r := judged(node)) is not None), None)


Value = Callable[[Statement, Answer], Match]
Writing = Callable[[Statement, list[Node], Answer], Remark | None]
VALUES: dict[str, Value] = {
    "equation": _equation,
    "set": _set,
    "up-to-constant": _antiderivative,
    "units": quantities.compare,
    "matrix": vectors.matrix,
    "vector-parallel": vectors.parallel,
    **dict.fromkeys(("significant-figures", "decimal-places", "tolerance"), _near),
}
WRITINGS: dict[str, Writing] = {
    "same-form": lambda line, _, answer: sameform.fault(line, answer.expected),
    "partial-fractions": _form(decomposed.partial_fractions),
    "completed-square": _form(decomposed.completed_square),
    "up-to-constant": _constant,
    "units": lambda line, _, answer: quantities.unit_fault(line, answer),
    **dict.fromkeys(("significant-figures", "decimal-places"), _figures),
    **{name: _form(judged) for name, judged in forms.FORMS.items() if name != "any"},
}
PLAIN = ("equivalent", "same-form", "partial-fractions", "completed-square")
CATEGORIES = {antiderivatives.FORGOTTEN.note: "forgets-constant"}
KINDS = frozenset({*PLAIN, *VALUES, *WRITINGS})
