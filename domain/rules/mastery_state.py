"""What the mastery model keeps: small dicts of one size, whatever the length of the history; `at` in seconds."""

from collections.abc import Sequence
from typing import Any

from domain.rules.mastery_features import State

TOPIC_DECAYS = (0.7, 0.9)
DECAYS = (0.7, 0.9, 0.98)
HISTORY = 3
EMA_STEP = 0.2


def learner(mean: float) -> dict[str, Any]:
    """A learner of whom nothing is known yet: the population's mean."""
    return {
        "ability": 0.0, "attempts": 0, "wins": 0.0, "rates": [mean] * 3, "last": [0.0] * 3, "item": "", "topics": [],
    }  # fmt: skip


def key(mean: float) -> dict[str, Any]:
    """A learner's topic or outcome before its first attempt; `mean` is its rate of success among all learners."""
    return {
        "ability": 0.0, "attempts": 0, "correct": 0, "wins": 0.0, "ema": mean, "rates": [mean] * 2, "last": [0.0] * 2,
        "seen": 0, "at": 0.0,
    }  # fmt: skip


def decayed(rates: Sequence[float], decays: Sequence[float], earned: float) -> list[float]:
    return [decay * rate + (1 - decay) * earned for rate, decay in zip(rates, decays, strict=True)]


def learner_after(before: State, ability: float, item: str, topics: Sequence[str], earned: float) -> dict[str, Any]:
    """The learner after an attempt that earned `earned`, 0 to 1."""
    return {
        "ability": ability,
        "attempts": before["attempts"] + 1,
        "wins": before["wins"] + earned,
        "rates": decayed(before["rates"], DECAYS, earned),
        "last": [2 * earned - 1, *before["last"][:-1]],
        "item": item,
        "topics": list(topics),
    }


def key_after(before: State, ability: float, count: int, earned: float, correct: bool, at: float) -> dict[str, Any]:
    """A key after an attempt, the learner's `count`th from 0."""
    return {
        "ability": ability,
        "attempts": before["attempts"] + 1,
        "correct": before["correct"] + correct,
        "wins": before["wins"] + earned,
        "ema": before["ema"] + EMA_STEP * (earned - before["ema"]),
        "rates": decayed(before["rates"], TOPIC_DECAYS, earned),
        "last": [2 * earned - 1, before["last"][0]],
        "seen": count,
        "at": at,
    }


def seen_after(before: State | None, count: int, earned: float, at: float) -> dict[str, Any]:
    """A learner's history with one item after an attempt; `history` has the last outcomes, the latest first."""
    wins, fails, history = (before["wins"], before["fails"], before["history"]) if before else (0.0, 0.0, "")
    return {
        "wins": wins + earned,
        "fails": fails + 1 - earned,
        "last": 2 * earned - 1,
        "history": ("1" if earned >= 0.5 else "0") + history[: HISTORY - 1],
        "seen": count,
        "at": at,
    }
