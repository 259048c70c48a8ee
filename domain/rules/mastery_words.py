"""What a score is made of, in words: the model's features in four parts, and what each does to the score."""

from collections.abc import Mapping
from typing import Any

from domain.rules.mastery_features import NAMES, Seen
from openapi import types

TEXTS: dict[types.MasteryPartName, str] = {
    "general": "How you do on all topics",
    "own": "What you answered here",
    "time": "How long ago you last practised this",
    "difficulty": "How hard others find this",
}
TIME = {"topic_minutes", "topic_days", "topic_since"}
OWN = {name for name in NAMES if name.startswith(("topic_", "item_", "same_"))} - TIME
DIFFICULTY = {"base", "ease"}
TIMED_BINS, OWN_BINS = ("topic-gap", "gap", "since", "gap-wins"), ("new", "topic", "history", "counts")
LITTLE, MUCH = 0.1, 0.8
"""Effects in logits: under the one nothing to speak of, over the other much."""


def part_of(name: str) -> types.MasteryPartName:
    """The part that a number or a bin belongs to."""
    if name in DIFFICULTY:
        return "difficulty"
    stem = name.partition(":")[0]
    if name in TIME or (stem != name and stem in TIMED_BINS):
        return "time"
    return "own" if name in OWN or stem in OWN_BINS else "general"


def parts(weights: Mapping[str, Any], features: Seen, fresh: Seen) -> list[types.MasteryPart]:
    """What lies between a first-time learner's score and this one, the strongest first.

    `features` are a learner's at a key, `fresh` those of a first-time learner at one that nobody tried.
    """
    effects: dict[types.MasteryPartName, float] = dict.fromkeys(TEXTS, 0.0)
    for name, weight, here, there in zip(NAMES, weights["numbers"], features.numbers, fresh.numbers, strict=True):
        effects[part_of(name)] += weight * (here - there)
    for sign, bins in ((1, features.bins), (-1, fresh.bins)):
        for name in bins:
            effects[part_of(name)] += sign * weights["bins"].get(name, 0.0)
    ordered = sorted(effects.items(), key=lambda each: -abs(each[1]))
    # Nobody wants to read of -0.0.
    return [{"part": part, "effect": round(effect, 3) + 0.0, "text": said(part, effect)} for part, effect in ordered]


def said(part: types.MasteryPartName, effect: float) -> str:
    """One sentence for the learner."""
    if abs(effect) < LITTLE:
        return f"{TEXTS[part]} makes little difference."
    return f"{TEXTS[part]} {'raises' if effect > 0 else 'lowers'} it{' a lot' if abs(effect) > MUCH else ''}."
