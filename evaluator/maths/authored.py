"""The authored side of a judgement, read: what is expected, by which test, from where, and which mistakes are known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from evaluator.maths import BadSubmission, Fault, forms
from evaluator.maths.build import build
from evaluator.maths.misconceptions import LIBRARY
from evaluator.maths.read import read
from evaluator.maths.statement import Statement
from evaluator.maths.vocabulary import Vocabulary

ROUNDED = ("significant-figures", "decimal-places")


@dataclass(frozen=True, slots=True)
class AnswerTest:
    """The contract's AnswerTest; 0 and "" stand for what is not said."""

    kind: str = "equivalent"
    digits: int = 0
    digits_at_most: int = 0
    absolute: float = 0
    relative: float = 0
    unit: str = ""
    variable: str = ""
    constant: str = ""
    same_direction: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A misconception that the problem knows: a wrong answer itself, or the name of the library and what it is done to.

    `of` is None where it is done to what the problem starts from and to what is expected.
    """

    category: str
    feedback: str
    matches: Statement | None = None
    of: Statement | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The authored side, read; `declared` has the problem's variables."""

    expected: Statement
    given: Statement | None
    test: AnswerTest
    form: str
    known: tuple[Known, ...]
    words: Vocabulary
    declared: frozenset[str]

    @property
    def rearranging(self) -> bool:
        """Whether the problem starts from an equation or inequality."""
        return self.given is not None and self.given.kind == "relations"


def authored(answer: Any) -> Answer:
    """A MathAnswer of the contract; BadSubmission where it cannot be read or does not fit together."""
    if not isinstance(answer, dict) or not isinstance(answer.get("expected"), str):
        raise BadSubmission("answer.expected is missing")
    declared = frozenset(answer.get("variables") or ())
    comma, form, test = bool(answer.get("decimal_comma", False)), answer.get("form") or "any", _test(answer.get("test"))
    if form not in forms.FORMS:
        raise BadSubmission(f"answer.form {form!r} is not known")
    measured, directed = test.kind == "units", test.kind in ("matrix", "vector-parallel")
    mixed = bool(answer.get("mixed_numbers", False))
    words = Vocabulary(declared, declared, comma, authored=True, units=measured, vectors=directed, mixed=mixed)

    def text(value: str, where: str) -> Statement:
        try:
            return understood(value, words)
        except Fault as fault:
            raise BadSubmission(f"answer.{where} cannot be read at {fault.position}: {fault.message}") from None

    expected = text(answer["expected"], "expected")
    given = text(answer["given"], "given") if answer.get("given") is not None else None
    known = tuple(_known(m, f"misconceptions[{i}]", text) for i, m in enumerate(answer.get("misconceptions") or ()))
    letters = {n for s in (expected, given) if s is not None for n in s.names() if len(n) == 1}
    return Answer(
        expected, given, test, form, known, replace(words, letters=declared | letters, authored=False), declared
    )


def understood(text: str, words: Vocabulary) -> Statement:
    """A statement whose every part also has a value, or could have one; Fault."""
    line = read(text, words)
    for node in line.nodes():
        build(node)
    return line


def _test(given: Any) -> AnswerTest:
    if given is None:
        return AnswerTest()
    if not isinstance(given, dict) or "kind" not in given:
        raise BadSubmission("answer.test has no kind")
    try:
        test = AnswerTest(**given)
    except TypeError:
        raise BadSubmission("answer.test has a part that is not known") from None
    if test.kind in ROUNDED and ("digits" not in given or test.digits < (test.kind == ROUNDED[0])):
        raise BadSubmission(f"answer.test: {test.kind} needs digits")
    if test.kind == "tolerance" and not (test.absolute > 0 or test.relative > 0):
        raise BadSubmission("answer.test: tolerance needs absolute or relative, above 0")
    if test.digits_at_most and test.digits_at_most < test.digits:
        raise BadSubmission("answer.test: digits_at_most is below digits")
    return test


def _known(entry: Any, where: str, text: Callable[[str, str], Statement]) -> Known:
    if isinstance(entry, dict) and "matches" in entry:
        matches = text(entry["matches"], f"{where}.matches")
        return Known(str(entry["category"]), str(entry["feedback"]), matches)
    name, of = (entry.get("name"), entry.get("of")) if isinstance(entry, dict) else (entry, None)
    if name not in LIBRARY:
        raise BadSubmission(f"answer.{where}: {name!r} is not in the library")
    return Known(name, LIBRARY[name].feedback, None, text(of, f"{where}.of") if of is not None else None)
