"""Everything that can be wrong with a request, raised anywhere below the handlers; app.problems words it for HTTP."""

from collections.abc import Sequence


class DomainError(Exception):
    """The message is written for the caller of the API."""


class BadInput(DomainError):
    """The request keeps the contract and still cannot be meant; `errors` are (pointer, message) pairs."""

    def __init__(self, message: str, errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class Unauthorized(DomainError):
    """No valid credentials."""


class Refused(DomainError):
    """Known, but not allowed."""


class NotFound(DomainError):
    """Not there, or not the caller's own: the two are not told apart."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class Conflict(DomainError):
    """Not in this state."""


class Changed(DomainError):
    """No longer as the caller knew it when they asked for this, and asked for it only if it was."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} was changed meanwhile.")


class TooMany(DomainError):
    """Over a limit; `retry_after` in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThere(DomainError):
    """The contract has this operation, and the handler is a stub yet."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} is not there yet.")


class Unavailable(DomainError):
    """A service that this needs is away and nothing was recorded: come back after `retry_after` seconds."""

    def __init__(self, what: str, retry_after: int = 2) -> None:
        super().__init__(f"The {what} is away; nothing was recorded.")
        self.retry_after = retry_after


class Unusable(Unavailable):
    """The model answered, but with nothing that can be used: another answer may be asked for at once."""

    def __init__(self) -> None:
        super().__init__("tutor")


class Unjudgeable(Unavailable):
    """The problem's own checker broke; `fault` says how, for those who keep the content and never for a learner."""

    def __init__(self, fault: str) -> None:
        super().__init__("evaluator")
        self.fault = fault
