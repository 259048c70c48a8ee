"""One submission in one box: load it, call it once a test, compare outside of the guest, say a verdict for each."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

from evaluator.code import reply
from evaluator.code.checkers import checker
from evaluator.code.guest import Box, Guest, Stopped
from evaluator.code.reply import Reply
from evaluator.code.verdicts import ACTUAL_LIMIT, result

# A submission may burn what this many tests may: one that hangs in all its tests is told so within seconds.
TESTS_WORTH = 2
# More digits than Python reads, and than any expected value has.
HUGE = re.compile(r"\d{4300}")


class Limits(Protocol):
    """What judging needs to know of a language."""

    @property
    def FUEL(self) -> int: ...  # noqa: N802 - a module's constant

    @property
    def ONE_NUMBER_TYPE(self) -> bool: ...  # noqa: N802


class Judging:
    """A submission on its way: the instance it runs in, and the fuel it has left."""

    def __init__(self, language: Limits, box: Box, submission: dict[str, Any]) -> None:
        self.language, self.box, self.submission = language, box, submission
        self.fuel = TESTS_WORTH * language.FUEL
        self.guest: Guest | None = None
        self.loaded = False
        self.ms = 0.0
        self.program = submission["code"], submission.get("kind", "function"), submission.get("entry", "")
        self.same = checker(submission["checker"], language.ONE_NUMBER_TYPE)

    def results(self) -> Iterator[dict[str, Any]]:
        """A TestResult for each test in order, or a single CE when the program never loaded."""
        try:
            for test in self.submission["tests"]:
                said = self.answer(json.dumps(test.get("args", []), separators=(",", ":")))
                judged = self.compared(said, test["expected"])
                yield judged
                if judged["verdict"] == "CE" or (self.submission.get("stop_on_failure") and judged["verdict"] != "AC"):
                    return
        finally:
            self.discard()

    def answer(self, input: str) -> Reply:
        """What the program answers; after a lost instance the next test gets a new one, while there is fuel."""
        self.ms = 0.0
        if self.fuel <= 0:
            return Reply("TLE", error="the submission's time is used up")
        try:
            if self.guest is None:
                self.guest = self.box.guest()
                said = self.step(self.guest, self.guest.load, *self.program)
                if said.kind != "OK":
                    self.discard()
                    # It did load before, for an earlier test.
                    return replace(said, kind="RTE") if said.kind == "CE" and self.loaded else said
                self.loaded = True
            said = self.step(self.guest, self.guest.call, input)
        except Stopped as stopped:
            self.discard()
            self.fuel -= stopped.burnt
            return Reply(stopped.verdict, error=str(stopped))
        if said.kind == "MLE":
            self.discard()
        return said

    def step(self, guest: Guest, run: Callable[..., str], *args: str) -> Reply:
        started = time.perf_counter()
        try:
            text, burnt = guest.step(min(self.language.FUEL, self.fuel), run, *args)
        finally:
            self.ms = (time.perf_counter() - started) * 1000
        self.fuel -= burnt
        return reply.read(text)

    def discard(self) -> None:
        if self.guest is not None:
            self.guest.close()
            self.guest = None

    def compared(self, said: Reply, expected: Any) -> dict[str, Any]:
        """The TestResult for what the program answered."""
        if said.kind != "OK":
            return result(said.kind, message=said.error, out=said.out, ms=self.ms)
        # The guest's own text decides the common case without being parsed.
        if self.submission["checker"]["kind"] == "exact" and said.value == json.dumps(expected, separators=(",", ":")):
            return result("AC", actual=said.value, out=said.out, ms=self.ms)
        try:
            actual = json.loads(said.value)
            right, text = self.same(actual, expected), readable(actual, said.value)
        except RecursionError:  # nested deeper than any expected value can be
            right, text = False, said.value
        except ValueError:
            if not HUGE.search(said.value):
                return result("RTE", message=reply.FORGED.error, out=said.out, ms=self.ms)
            right, text = False, said.value
        return result("AC" if right else "WA", actual=reply.clean(text), out=said.out, ms=self.ms)


def readable(actual: Any, text: str) -> str:
    """The value as a learner reads it: with its own letters where the guest escaped them."""
    if len(text) > 4 * ACTUAL_LIMIT or "\\u" not in text:
        return text
    return json.dumps(actual, ensure_ascii=False)
