"""What all learners' attempts teach the mastery model: weights by AdaGrad, difficulties by Elo's shrinking steps.

AdaGrad: Duchi, Hazan and Singer, JMLR 12 (2011).
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from domain.rules.mastery_features import NAMES, Seen

STEP = 0.05
LEAST_SQUARE = 1.0
"""What AdaGrad starts a bin with, so that a first answer does not throw it."""

ITEM_STEP, ITEM_SLOWING = 0.4, 0.05
TOPIC_SHARE = 0.5
PRIOR_ATTEMPTS = 4.0
ELO = 3
"""The last of NAMES: their weights start at 1 and stay over LEAST, so that more ability is never worth less."""

LEAST = 0.1


def blank(mean: float = 0.5) -> dict[str, Any]:
    """Weights that know nothing: Elo alone speaks. `squares` are what AdaGrad keeps, `wins` and `attempts` the mean."""
    return {
        "numbers": [0.0] * (len(NAMES) - ELO) + [1.0] * ELO,
        "bins": {},
        "squares": {"numbers": [0.0] * len(NAMES), "bins": {}},
        "wins": 2 * mean,
        "attempts": 2.0,
    }


def mean_of(weights: Mapping[str, Any]) -> float:
    """The population's rate of success."""
    return float(weights["wins"] / weights["attempts"])


def learn(weights: Mapping[str, Any], seen: Seen, error: float) -> None:
    """Move the weights, in place, against the error (credit earned - chance foreseen) made with them."""
    numbers, squares = weights["numbers"], weights["squares"]["numbers"]
    for place, value in enumerate(seen.numbers):
        if value:
            slope = error * value
            squares[place] = square = squares[place] + slope * slope
            if square:
                numbers[place] += STEP * slope / sqrt(square)
    for place in range(-ELO, 0):
        numbers[place] = max(LEAST, numbers[place])
    bins, squares = weights["bins"], weights["squares"]["bins"]
    for name in seen.bins:
        squares[name] = square = squares.get(name, LEAST_SQUARE) + error * error
        bins[name] = bins.get(name, 0.0) + STEP * error / sqrt(square)


def untried() -> dict[str, Any]:
    """What is shared about an item or topic before anyone tried it: `drift` in logits from where its author put it."""
    return {"drift": 0.0, "attempts": 0, "wins": 0.0}


def mean_rate(of: Mapping[str, Any], mean: float) -> float:
    """A topic's rate of success, drawn towards the population's by PRIOR_ATTEMPTS."""
    return float((of["wins"] + PRIOR_ATTEMPTS * mean) / (of["attempts"] + PRIOR_ATTEMPTS))


def drift(of: dict[str, Any], error: float, earned: float, share: float = 1.0) -> None:
    """Make an item or topic harder or easier, in place, by the error made; the more attempts, the less."""
    of["drift"] -= share * ITEM_STEP / (1 + ITEM_SLOWING * of["attempts"]) * error
    of["attempts"] += 1
    of["wins"] += earned


def teach(
    weights: dict[str, Any],
    problem: dict[str, Any],
    topics: Sequence[dict[str, Any]],
    seen: Seen,
    predicted: float,
    earned: float,
) -> None:
    """All that one attempt teaches, in place: the weights, the mean, the problem's and its topics' parameters."""
    error = earned - predicted
    learn(weights, seen, error)
    weights["wins"] += earned
    weights["attempts"] += 1
    drift(problem, error, earned)
    for topic in topics:
        drift(topic, error, earned, TOPIC_SHARE / len(topics))
