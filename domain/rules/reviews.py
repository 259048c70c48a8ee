"""Reviews: FSRS-6 behind the seed's buckets."""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fsrs import Card, Rating, Scheduler

BUCKET_DAYS = (1, 3, 7, 21)
SLOW_FOR_THE_PROBLEM = 3.0
"""Times the expected minutes."""

SLOW_FOR_THE_LEARNER = 2.0
"""Times the learner's own usual pace."""

HEAVY_HINT = 3
AGAIN = Rating.Again.value

RETENTION = 0.86
"""A problem is due when its chance of recall has sunk to this; a little over .85, at which FSRS leaves too little of a
memory that fades faster than it expects (bench/reviews)."""

# No fuzzing and no steps within a day: the same history gives the same due date, and an interval is a day or more.
SCHEDULER = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def is_slow(duration_ms: int, expected_minutes: int, usual_pace: float | None) -> bool:
    """Whether an answer took too long, for the problem or for this learner; paces are times taken to times expected."""
    pace = duration_ms / (expected_minutes * 60_000)
    return pace > SLOW_FOR_THE_PROBLEM or (
        usual_pace is not None and pace > max(1.0, SLOW_FOR_THE_LEARNER * usual_pace)
    )


def rate(correct: bool, hint_level: int, slow: bool) -> tuple[int, str | None]:
    """The rating (1 again, 2 hard, 3 good) and the reason to queue; a clean pass is no reason."""
    if not correct:
        return AGAIN, "fail"
    if hint_level >= HEAVY_HINT:
        return Rating.Hard.value, "heavy-hint"
    if slow:
        return Rating.Hard.value, "slow"
    return Rating.Good.value, None


def take(queued: Mapping[str, Any] | None, rating: int, reason: str | None, now: datetime) -> dict[str, Any] | None:
    """The queue's row after a review, with what the log says of it; None for a clean pass of what is not queued.

    `queued` is the row before: reason, card (its state as a dict) and interval_days.
    """
    why = reason or (queued["reason"] if queued else None)
    if why is None:
        return None
    entry = {"kind": "review" if queued else "learn", "previous_interval": queued["interval_days"] if queued else 0.0}
    return entry | {"reason": why} | review(queued["card"] if queued else None, rating, now)


def review(card: dict[str, Any] | None, rating: int, now: datetime) -> dict[str, Any]:
    """The card after a review at `now`: state, due date, interval in days, bucket; None for an item never queued."""
    # A card of our own id: making one up would make fsrs sleep a millisecond for uniqueness.
    before = Card.from_json(json.dumps(card)) if card else Card(card_id=1, due=now)
    after, _ = SCHEDULER.review_card(before, Rating(rating), now)
    interval = (after.due - now).total_seconds() / 86_400
    return {
        "card": json.loads(after.to_json()),
        "next_due_at": after.due,
        "interval_days": interval,
        "bucket": bucket(interval),
    }


def bucket(interval_days: float) -> int:
    """The nearest of 1, 3, 7 and 21 days in log space, as the seed numbers them."""
    distance = [abs(math.log(max(interval_days, 0.01) / days)) for days in BUCKET_DAYS]
    return distance.index(min(distance))
