"""Our schedule and the others, as a competent user would set them up: when to see an item again.

Each is one item: `due` is the day of its next review, None once it is retired; `reviewed` moves it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fsrs import Card, Rating, Scheduler

from domain.rules import reviews

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


class Schedule(Protocol):
    """An item's schedule; days are whole and counted from the start."""

    due: float | None
    interval: float

    def reviewed(self, day: int, known: bool) -> None: ...


class Ours:
    """What the API does with an item that was failed when it was first met."""

    def __init__(self, day: int) -> None:
        self.card: dict[str, Any] | None = None
        self.reviewed(day, known=False)

    def reviewed(self, day: int, known: bool) -> None:
        rating, _ = reviews.rate(known, hint_level=0, slow=False)
        after = reviews.review(self.card, rating, START + timedelta(days=day))
        self.card, self.interval = after["card"], after["interval_days"]
        self.due: float | None = day + self.interval


class Fsrs:
    """The `fsrs` library as its own page shows it, at a retention of .85 and steps of whole days."""

    SCHEDULER = Scheduler(desired_retention=0.85, learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def __init__(self, day: int) -> None:
        self.card = Card(card_id=1)
        self.reviewed(day, known=False)

    def reviewed(self, day: int, known: bool) -> None:
        now = START + timedelta(days=day)
        self.card, _ = self.SCHEDULER.review_card(self.card, Rating.Good if known else Rating.Again, now)
        self.interval: float = (self.card.due - now).days
        self.due: float | None = day + self.interval


class Buckets:
    """1, 3, 7 and 21 days, then never again: what the seed's columns suggest."""

    DAYS = (1, 3, 7, 21)

    def __init__(self, day: int) -> None:
        self.passed = 0
        self.interval: float = self.DAYS[0]
        self.due: float | None = day + self.interval

    def reviewed(self, day: int, known: bool) -> None:
        self.passed = self.passed + 1 if known else 0
        if self.passed == len(self.DAYS):
            self.due = None
        else:
            self.interval = self.DAYS[self.passed]
            self.due = day + self.interval


class Leitner:
    """Five boxes of 1, 2, 4, 8 and 16 days; back to the first after a failure."""

    DAYS = (1, 2, 4, 8, 16)

    def __init__(self, day: int) -> None:
        self.box = 0
        self.interval: float = self.DAYS[0]
        self.due: float | None = day + self.interval

    def reviewed(self, day: int, known: bool) -> None:
        self.box = min(self.box + 1, len(self.DAYS) - 1) if known else 0
        self.interval = self.DAYS[self.box]
        self.due = day + self.interval


class Sm2:
    """SuperMemo 2 (Wozniak, 1990): 1 day, 6 days, then by the easiness; grade 4 when known, 2 when not."""

    def __init__(self, day: int) -> None:
        self.known, self.easiness = 0, 2.5
        self.interval: float = 1
        self.due: float | None = day + self.interval

    def reviewed(self, day: int, known: bool) -> None:
        grade = 4 if known else 2
        self.easiness = max(1.3, self.easiness + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
        self.known = self.known + 1 if known else 0
        first = {0: 1.0, 1: 1.0, 2: 6.0}
        self.interval = first.get(self.known) or float(round(self.interval * self.easiness))
        self.due = day + self.interval


SCHEDULES: dict[str, Callable[[int], Schedule]] = {
    "ours": Ours,
    "FSRS .85": Fsrs,
    "buckets, then retired": Buckets,
    "Leitner": Leitner,
    "SM-2": Sm2,
}
