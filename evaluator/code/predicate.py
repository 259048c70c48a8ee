"""A problem's own checker: Python in a guest of its own, which never meets the learner's instance."""

from typing import Any

from evaluator.code.guest import Box
from evaluator.code.kinds import compact
from evaluator.code.program import Limits, Program
from evaluator.errors import BadPredicate

LANGUAGE = "python"
ENTRY = "check"
ANSWERS = {"true": True, "false": False}
TEXT_LIMIT = 1000


class Predicate:
    """`check(args, actual, expected)`, with as much fuel as a submission has; keeps `checkers.Checker`."""

    def __init__(self, language: Limits, box: Box, code: str) -> None:
        self.program = Program(language, box, code, "function", ENTRY)

    def same(self, input: Any, actual: Any, expected: Any) -> bool:
        """What it answers; BadPredicate for all but True and False."""
        said = self.program.answer(compact([input, actual, expected]))
        if said.kind != "OK":
            raise BadPredicate(f"the predicate failed: {(said.error or said.kind)[:TEXT_LIMIT]}")
        if said.value not in ANSWERS:
            raise BadPredicate("the predicate failed: it answered neither True nor False")
        return ANSWERS[said.value]

    def diff(self, actual: Any, expected: Any) -> str | None:
        """None: what it looks at is its own affair."""
        return None

    def close(self) -> None:
        self.program.discard()
