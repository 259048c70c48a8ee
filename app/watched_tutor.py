"""The model, with an eye on what it costs and how it fails."""

import time

import aiohttp

from app import metrics
from app.settings import Settings
from upstreams.chat import Usage
from upstreams.tutor import Patience, Tutor

MILLION = 1_000_000


class WatchedTutor(Tutor):
    """Answers as the model does."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, patience: Patience | None = None) -> None:
        super().__init__(settings.TUTOR_BASE, settings.TUTOR_MODEL, settings.TUTOR_API_KEY, session, patience)
        self.prices = {"input": settings.CO_TUTOR_PRICE_IN, "output": settings.CO_TUTOR_PRICE_OUT}
        metrics.TUTOR_BREAKER.set_function(self._is_open)

    def spent(self, usage: Usage) -> None:
        """Counted, and priced."""
        for direction, tokens in usage.items():
            metrics.TUTOR_TOKENS.labels(direction).inc(tokens)
            metrics.TUTOR_COST.inc(tokens * self.prices[direction] / MILLION)

    def failed(self, why: str) -> None:
        """Counted by what it was."""
        metrics.TUTOR_FAILURES.labels(why).inc()

    def _is_open(self) -> float:
        return float(self.breaker.state(time.monotonic()) == "open")


def of(settings: Settings, session: aiohttp.ClientSession, patience: Patience | None = None) -> WatchedTutor | None:
    """The model that the settings name, if any."""
    return WatchedTutor(settings, session, patience) if settings.TUTOR_BASE else None
