"""Maths: reads what a learner typed and judges it against an authored answer."""


class BadSubmission(ValueError):
    """The request, not the learner's text, is at fault: an authored text is unreadable, or the shape is wrong."""


class Fault(Exception):
    """A text that cannot be read: what is wrong, the index of the character where, and what to type instead."""

    def __init__(self, message: str, position: int = 0, suggestion: str | None = None) -> None:
        """Hold what the learner is told; `position` counts characters of the text as it was sent."""
        super().__init__(message)
        self.message, self.position, self.suggestion = message, position, suggestion
