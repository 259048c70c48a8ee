"""A MathSubmission to a MathJudgement: reads every text first, and marks only when all of them can be read."""

import sys
from dataclasses import dataclass
from typing import Any

from evaluator.maths import BadSubmission, Fault, forms
from evaluator.maths.answers import Match, match, solved
from evaluator.maths.build import build
from evaluator.maths.read import read
from evaluator.maths.statement import Statement
from evaluator.maths.steps import follow
from evaluator.maths.vocabulary import Vocabulary

UNDECIDED = "It could not be decided whether this is right; it is not held against you."

Judgement = dict[str, Any]
Check = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The authored side, read: what is expected, in which form, from where, and which mistakes are known."""

    expected: Statement
    given: Statement | None
    form: str
    misconceptions: tuple[tuple[Statement, str, str], ...]
    words: Vocabulary

    @property
    def rearranging(self) -> bool:
        """Whether the problem starts from an equation or inequality."""
        return self.given is not None and self.given.kind == "relations"


def judge(submission: dict[str, Any]) -> Judgement:
    """The judgement without `cpu_ms` and `evaluator_version`; BadSubmission when the request itself is at fault."""
    expression, steps = submission.get("expression"), submission.get("steps")
    texts = [expression] if steps is None else steps
    if (expression is None) == (steps is None) or not isinstance(texts, list) or not texts:
        raise BadSubmission("exactly one of expression and steps must be there")
    if not all(isinstance(text, str) for text in texts):
        raise BadSubmission("expression and steps are text")
    answer = _authored(submission.get("answer"))
    lines: list[Statement] = []
    for number, text in enumerate(texts, 1):
        try:
            lines.append(_read(text, answer.words))
        except Fault as fault:
            return _unreadable(fault, number if steps is not None else None, len(text))
    try:
        checks = mark(texts, lines, answer, steps is not None)
    except Exception as e:
        # SymPy raises errors of many kinds; that its algebra gave up must never count against a learner.
        print(f"undecided: {type(e).__name__}", file=sys.stderr)
        return undecided()
    outcomes = {check["outcome"] for check in checks}
    verdict = "incorrect" if "failed" in outcomes else "undetermined" if "undetermined" in outcomes else "correct"
    return {"verdict": verdict, "checks": checks, "message": None, "position": None, "suggestion": None}


def mark(texts: list[str], lines: list[Statement], answer: Answer, stepwise: bool) -> list[Check]:
    """The checks of lines that have been read."""
    return _steps(texts, lines, answer) if stepwise else _whole("equivalent", texts[0], lines[0], answer)


def undecided() -> Judgement:
    """The judgement of a submission that the algebra could not finish."""
    message = "This is too involved to be decided."
    return {"verdict": "undetermined", "checks": [], "message": message, "position": None, "suggestion": None}


def _read(text: str, words: Vocabulary) -> Statement:
    """A statement whose every part also has a value, or could have one."""
    line = read(text, words)
    for node in line.nodes():
        build(node)
    return line


def _authored(answer: Any) -> Answer:
    if not isinstance(answer, dict) or not isinstance(answer.get("expected"), str):
        raise BadSubmission("answer.expected is missing")
    declared = frozenset(answer.get("variables") or ())
    comma, form = bool(answer.get("decimal_comma", False)), answer.get("form") or "any"
    if form not in forms.FORMS:
        raise BadSubmission(f"answer.form {form!r} is not known")
    words = Vocabulary(declared, declared, comma, authored=True)

    def text(value: str, where: str) -> Statement:
        try:
            return _read(value, words)
        except Fault as fault:
            raise BadSubmission(f"answer.{where} cannot be read at {fault.position}: {fault.message}") from None

    expected = text(answer["expected"], "expected")
    given = text(answer["given"], "given") if answer.get("given") is not None else None
    known = tuple(
        (text(m["matches"], f"misconceptions[{i}].matches"), str(m["category"]), str(m["feedback"]))
        for i, m in enumerate(answer.get("misconceptions") or ())
    )
    letters = {n for s in (expected, given) if s is not None for n in s.names() if len(n) == 1}
    return Answer(expected, given, form, known, Vocabulary(declared | letters, declared, comma))


def _unreadable(fault: Fault, step: int | None, length: int) -> Judgement:
    return {
        "verdict": "unreadable",
        "checks": [],
        "message": fault.message if step is None else f"Step {step}: {fault.message}",
        "position": min(max(fault.position, 0), length),
        "suggestion": fault.suggestion,
    }


def _steps(texts: list[str], lines: list[Statement], answer: Answer) -> list[Check]:
    expression = answer.expected.kind == "expression"
    taken = answer.expected.names() | (answer.given.names() if answer.given is not None else frozenset())
    found, last = follow(lines, answer.given, expression, taken)
    checks = []
    for number, (text, line, step) in enumerate(zip(texts, lines, found, strict=True), 1):
        category, message = None, step.message
        if step.outcome == "failed":
            category, message = _misconception(line, answer) or ("wrong-step", step.message)
        checks.append(_check(f"step {number}", text, step.outcome, message, category, line, step.relation))
    return checks + _whole("answer", texts[-1], last, answer)


def _whole(name: str, text: str, line: Statement, answer: Answer) -> list[Check]:
    """The check of an answer's worth, and where it passed and one is asked for, of its form."""
    found = match(line, answer.expected, answer.rearranging)
    if found.equal is False:
        category, message = _misconception(line, answer) or ("wrong-answer", _wrong(found))
        return [_check(name, text, "failed", message, category, line)]
    outcome = "passed" if found.equal else "undetermined"
    message = None if found.equal else UNDECIDED
    if found.equal is None and found.unsolved:
        message = "It could not be decided whether this is true."
    checks = [_check(name, text, outcome, message, None, line)]
    problem = _missing(found) or _form(line, answer)
    if problem is not None:
        checks.append(_check("form", text, "failed", problem, "wrong-form", line))
    elif answer.form != "any":
        checks.append(_check("form", text, "passed", None, None, line))
    return checks


def _missing(found: Match) -> str | None:
    """What keeps a right value, or one that could not be decided, from being an answer at all."""
    if found.surplus:
        return "Only the value is asked for: leave out what stands before =."
    if found.unsolved:
        return "This is true, but not solved yet." if found.equal else "This is not solved yet."
    return None


def _wrong(found: Match) -> str:
    return f"This is not the right answer. {found.hint}" if found.hint else "This is not the right answer."


def _form(line: Statement, answer: Answer) -> str | None:
    if line.kind != "relations":
        nodes = list(line.values)
    elif solved(line, True):
        nodes = [r.right if r.left.op == "name" else r.left for case in line.cases for r in case]
    else:
        nodes = line.nodes()
    return next((problem for node in nodes if (problem := forms.fault(answer.form, node)) is not None), None)


def _misconception(line: Statement, answer: Answer) -> tuple[str | None, str | None] | None:
    for wrong, category, feedback in answer.misconceptions:
        if match(line, wrong, False).equal:
            return category, feedback
    return None


def _check(
    name: str,
    text: str,
    outcome: str,
    message: str | None,
    category: str | None,
    line: Statement,
    relation: str | None = None,
) -> Check:
    return {
        "name": name,
        "text": text,
        "outcome": outcome,
        "relation": relation,
        "message": message,
        "category": category,
        "read_as": line.read_as,
    }
