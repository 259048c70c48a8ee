"""Mastery: an Elo model, online and O(1) per attempt.

The chance of success is sigma(learner + mean of the topics' abilities - difficulty), all in logits, as in Pelanek,
"Applications of the Elo rating system in adaptive educational systems" (Computers & Education 98, 2016).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

LEVELS = {1: -1.6, 2: -0.8, 3: 0.0, 4: 0.8, 5: 1.6}
"""What a level of difficulty weighs, in logits."""

CREDIT_AFTER_HINT = {0: 1.0, 1: 0.75, 2: 0.5, 3: 0.0}
"""What a correct answer counts for after hints up to this level."""

PRIOR_EMA = 0.5
"""Where a key's average starts: the model's own prior over the levels, so that nobody starts at 0."""

EMA_STEP = 0.2
FRESH: dict[str, Any] = {"ability": 0.0, "attempts": 0, "correct": 0, "ema": PRIOR_EMA}


def sigma(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def credit(correct: bool, hint_level: int) -> float:
    """What an answer counts for, 0 to 1."""
    return CREDIT_AFTER_HINT[hint_level] if correct else 0.0


def predict(learner: float, topics: Sequence[float], level: int) -> float:
    """The chance of success on an item of this level, given the learner's and the topics' abilities."""
    return sigma(learner + (sum(topics) / len(topics) if topics else 0.0) - LEVELS[level])


def score(learner: float, ability: float) -> int:
    """What is shown for a key, 0 to 100: the chance of success, averaged over the levels."""
    return round(100 * sum(predict(learner, [ability], level) for level in LEVELS) / len(LEVELS))


def answer(
    learner: Mapping[str, Any],
    keys: Mapping[tuple[str, str], Mapping[str, Any]],
    level: int,
    earned: float,
    correct: bool,
) -> dict[str, Any]:
    """What one first attempt changes.

    `keys` maps (key_type, key_id) of the item's topics and outcomes to their state, FRESH where there is none. Returns
    `predicted` (the chance of success foreseen), `learner` and `keys` after the attempt.
    """
    topics = [state["ability"] for (kind, _), state in keys.items() if kind == "topic"]
    predicted = predict(learner["ability"], topics, level)
    error = earned - predicted
    ability = learner["ability"] + 0.3 / (1 + 0.05 * learner["attempts"]) * error
    after = {}
    for key, state in keys.items():
        own = state["ability"] + 0.3 / (1 + 0.02 * state["attempts"]) * error
        after[key] = {
            "ability": own,
            "attempts": state["attempts"] + 1,
            "correct": state["correct"] + correct,
            "ema": state["ema"] + EMA_STEP * (earned - state["ema"]),
            "score": score(ability, own),
        }
    return {"predicted": predicted, "learner": {"ability": ability, "attempts": learner["attempts"] + 1}, "keys": after}
