"""A MathSubmission to a MathJudgement: reads every text first, and marks only when all of them can be read."""

import sys
from typing import Any

from evaluator.maths import BadSubmission, Fault, answer_tests
from evaluator.maths.answers import Match
from evaluator.maths.authored import Answer, authored, understood
from evaluator.maths.recognition import deadline, recognised
from evaluator.maths.remarks import Remark
from evaluator.maths.statement import Statement
from evaluator.maths.steps import follow

UNDECIDED = Remark("answer.undecided", "It could not be decided whether this is right; it is not held against you.")
UNDECIDED_TRUTH = Remark("answer.undecided", "It could not be decided whether this is true.")
WRONG = "This is not the right answer."

Judgement = dict[str, Any]
Check = dict[str, Any]


def judge(submission: dict[str, Any]) -> Judgement:
    """The judgement without `cpu_ms` and `evaluator_version`; BadSubmission when the request itself is at fault."""
    expression, steps = submission.get("expression"), submission.get("steps")
    texts = [expression] if steps is None else steps
    if (expression is None) == (steps is None) or not isinstance(texts, list) or not texts:
        raise BadSubmission("exactly one of expression and steps must be there")
    if not all(isinstance(text, str) for text in texts):
        raise BadSubmission("expression and steps are text")
    answer = authored(submission.get("answer"))
    answer_tests.check(answer)
    lines: list[Statement] = []
    for number, text in enumerate(texts, 1):
        try:
            lines.append(understood(text, answer.words))
        except Fault as fault:
            return _unreadable(fault, number if steps is not None else None, len(text))
    try:
        checks = mark(texts, lines, answer, steps is not None)
    except BadSubmission:
        raise
    except Exception as e:
        # SymPy raises errors of many kinds; that its algebra gave up must never count against a learner.
        print(f"undecided: {type(e).__name__}", file=sys.stderr)
        return undecided()
    outcomes = {check["outcome"] for check in checks}
    verdict = "incorrect" if "failed" in outcomes else "undetermined" if "undetermined" in outcomes else "correct"
    return {"verdict": verdict, "checks": checks, "message": None, "position": None, "suggestion": None}


def mark(texts: list[str], lines: list[Statement], answer: Answer, stepwise: bool) -> list[Check]:
    """The checks of lines that have been read."""
    until = deadline()
    return _steps(texts, lines, answer, until) if stepwise else _whole("equivalent", texts[0], lines[0], answer, until)


def undecided() -> Judgement:
    """The judgement of a submission that the algebra could not finish."""
    message = "This is too involved to be decided."
    return {"verdict": "undetermined", "checks": [], "message": message, "position": None, "suggestion": None}


def _unreadable(fault: Fault, step: int | None, length: int) -> Judgement:
    return {
        "verdict": "unreadable",
        "checks": [],
        "message": fault.message if step is None else f"Step {step}: {fault.message}",
        "position": min(max(fault.position, 0), length),
        "suggestion": fault.suggestion,
    }


def _steps(texts: list[str], lines: list[Statement], answer: Answer, until: float) -> list[Check]:
    """The check of each step, then those of the last line as an answer."""
    expression = answer.expected.kind == "expression"
    taken = answer.expected.names() | (answer.given.names() if answer.given is not None else frozenset())
    found, last = follow(lines, answer.given, expression, taken)
    checks = []
    for number, (text, line, step) in enumerate(zip(texts, lines, found, strict=True), 1):
        category: str | None = None
        remark = step.remark
        if step.outcome == "failed":
            category, known = "wrong-step", recognised(line, answer, until, step.before)
            if known is not None:
                category, remark = known.category, Remark("step.misconception", known.feedback)
        checks.append(_check(f"step {number}", text, step.outcome, line, remark, category, step.relation))
    sound = answer.given is not None and all(s.outcome == "passed" and s.relation == "equivalent" for s in found)
    return checks + _whole("answer", texts[-1], last, answer, until, unfinished=sound)


def _whole(
    name: str, text: str, line: Statement, answer: Answer, until: float, unfinished: bool = False
) -> list[Check]:
    """The check of an answer's worth, and where it passed and one is asked for, of how it is written.

    `unfinished` says that the line follows from the problem, so that if it is not the answer, the answer is missing.
    """
    found = answer_tests.value(line, answer)
    if found.equal is False:
        known = recognised(line, answer, until)
        category = "wrong-answer" if known is None else known.category
        wrong = _wrong(found, unfinished) if known is None else Remark("answer.misconception", known.feedback)
        return [_check(name, text, "failed", line, wrong, category)]
    remark = None if found.equal else UNDECIDED_TRUTH if found.unsolved else UNDECIDED
    checks = [_check(name, text, "passed" if found.equal else "undetermined", line, remark)]
    problem = answer_tests.writing(line, answer, found)
    if problem is not None:
        category = answer_tests.CATEGORIES.get(problem.note, "wrong-form")
        checks.append(_check("form", text, "failed", line, problem, category))
    elif answer_tests.asks_for_writing(answer):
        checks.append(_check("form", text, "passed", line))
    return checks


def _wrong(found: Match, unfinished: bool) -> Remark:
    if unfinished and found.remark is None:
        return Remark("answer.missing", "Your lines are right, but the last one is not yet the answer asked for.")
    if found.remark is None:
        return Remark("answer.wrong", WRONG)
    return Remark(found.remark.note, f"{WRONG} {found.remark.message}")


def _check(
    name: str,
    text: str,
    outcome: str,
    line: Statement,
    remark: Remark | None = None,
    category: str | None = None,
    relation: str | None = None,
) -> Check:
    return {
        "name": name,
        "text": text,
        "outcome": outcome,
        "relation": relation,
        "message": None if remark is None else remark.message,
        "category": category,
        "note": None if remark is None else remark.note,
        "read_as": line.read_as,
    }
