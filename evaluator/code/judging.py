"""One submission in one box: call its program once a test, compare outside of the guest, say a verdict for each."""

import json
import re
from collections.abc import Iterator
from typing import Any

from evaluator.code import reply
from evaluator.code.checkers import checker
from evaluator.code.guest import Box
from evaluator.code.kinds import compact, given, kind_of
from evaluator.code.predicate import Predicate
from evaluator.code.program import Limits, Program
from evaluator.code.reply import Reply
from evaluator.code.verdicts import ACTUAL_LIMIT, result

# More digits than Python reads, and than any expected value has.
# Looked for from where digits begin, or the search would be quadratic.
HUGE = re.compile(r"(?<!\d)\d{4300}")


class Judging:
    """A submission on its way; `predicate` is there when its checker asks for one."""

    def __init__(
        self, language: Limits, box: Box, submission: dict[str, Any], predicate: Predicate | None = None
    ) -> None:
        self.submission, self.kind = submission, kind_of(submission)
        self.program = Program(language, box, submission["code"], self.kind, submission.get("entry", ""))
        self.checker = predicate or checker(submission["checker"], self.kind, language.ONE_NUMBER_TYPE)
        self.exact = submission["checker"]["kind"] == "exact" and self.kind != "program"

    def results(self) -> Iterator[dict[str, Any]]:
        """A TestResult for each test in order, or a single CE when the program never loaded; BadPredicate at any."""
        try:
            for test in self.submission["tests"]:
                input = given(self.kind, test)
                judged = self.judged(self.program.answer(compact(input)), input, test["expected"])
                yield judged
                if judged["verdict"] == "CE" or (self.submission.get("stop_on_failure") and judged["verdict"] != "AC"):
                    return
        finally:
            self.program.discard()
            self.checker.close()

    def judged(self, said: Reply, input: Any, expected: Any) -> dict[str, Any]:
        """The TestResult for what the program answered."""
        found = self.compared(said, input, expected) if said.kind == "OK" else {"verdict": said.kind}
        return result(**{"message": said.error, **found}, out=said.out, **vars(self.program.cost))

    def compared(self, said: Reply, input: Any, expected: Any) -> dict[str, Any]:
        """What a TestResult says of an answer: its verdict, the value, where that parts from the expected one."""
        # The guest's own text decides the common case without being parsed.
        if self.exact and said.value == compact(expected):
            return {"verdict": "AC", "actual": said.value}
        try:
            actual, text = (said.out, said.out) if self.kind == "program" else parsed(said.value)
        except (ValueError, RecursionError) as error:
            # Nested deeper, or with more digits, than any expected value; or no JSON at all.
            if isinstance(error, RecursionError) or HUGE.search(said.value):
                return {"verdict": "WA", "actual": reply.clean(said.value)}
            return {"verdict": "RTE", "message": reply.FORGED.error}
        try:
            right = self.checker.same(input, actual, expected)
            diff = None if right else self.checker.diff(actual, expected)
        except RecursionError:
            right, diff = False, None
        return {"verdict": "AC" if right else "WA", "actual": reply.clean(text), "diff": diff and reply.clean(diff)}


def parsed(text: str) -> tuple[Any, str]:
    """The value, and its text as a learner reads it: with its own letters where the guest escaped them."""
    value = json.loads(text)
    if len(text) > 4 * ACTUAL_LIMIT or "\\u" not in text:
        return value, text
    return value, json.dumps(value, ensure_ascii=False)
