"""What the evaluator itself can fail at; a learner's faults are verdicts and never raised."""


class Unavailable(Exception):
    """The platform cannot judge right now; `retry_after` is in whole seconds, at least 1."""

    def __init__(self, detail: str, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class BadPredicate(Exception):
    """A problem's own checker failed, which says nothing about the learner's work; the message says how."""


class NoSecondWall(Exception):
    """The second wall cannot be raised around the workers; the message says why and what to do."""


class CutOff(Exception):
    """The evaluator had to end before all that it had accepted was judged; the message says how much."""
