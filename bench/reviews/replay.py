"""How well the schedule's memory model foretells real reviews."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from fsrs import Card

from bench.scores import Pair
from domain.rules import reviews

A_DAY_S = 86_400


def read(file: Path) -> list[dict[str, str]]:
    """The reviews in the order of time; columns card_id, review_rating (1 to 4), review_time, review_duration."""
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
        return sorted(csv.DictReader(lines), key=lambda row: row["review_time"])


def foretold(rows: list[dict[str, str]]) -> Iterator[tuple[bool, Pair]]:
    """For each review but a card's first: whether a day or more has passed, and (chance of recall, recalled)."""
    cards: dict[str, dict[str, Any]] = {}
    for row in rows:
        now, rating = datetime.fromisoformat(row["review_time"]), int(row["review_rating"])
        known = cards.get(row["card_id"])
        if known is not None:
            card = Card.from_json(json.dumps(known))
            since = (now - card.last_review).total_seconds() if card.last_review else 0.0
            yield since >= A_DAY_S, (reviews.SCHEDULER.get_card_retrievability(card, now), rating > reviews.AGAIN)
        cards[row["card_id"]] = reviews.review(known, rating, now)["card"]
