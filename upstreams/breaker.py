"""A circuit breaker: a service that fails again and again is left alone for a while, then asked once."""


class Breaker:
    """closed → open after so many failures in a row → half-open after so many seconds, for one call at a time."""

    def __init__(self, failures: int, rest_s: float) -> None:
        self.failures, self.rest_s = failures, rest_s
        self.failed_in_a_row = 0
        self.open_until = 0.0
        self.probing = False

    def state(self, now: float) -> str:
        """closed, open or half-open; `now` in seconds of any one clock."""
        if self.failed_in_a_row < self.failures:
            return "closed"
        return "open" if now < self.open_until else "half-open"

    def admits(self, now: float) -> bool:
        """Whether a call may be made; whoever makes it says afterwards how it went."""
        state = self.state(now)
        if state == "half-open" and not self.probing:
            self.probing = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        self.failed_in_a_row, self.probing = 0, False

    def failed(self, now: float) -> None:
        self.failed_in_a_row, self.probing = self.failed_in_a_row + 1, False
        self.open_until = now + self.rest_s

    def dropped(self) -> None:
        """The caller went away before the call had shown anything."""
        self.probing = False
