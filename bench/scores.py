"""What a foretold chance is worth beside what came of it: by domain.rules.scores, and by what only measuring needs."""

import math
from collections.abc import Sequence

from domain.rules.scores import Pair as Pair
from domain.rules.scores import auc as auc
from domain.rules.scores import log_loss

BINS = 10


def rmse(pairs: Sequence[Pair]) -> float:
    """The root of the mean squared error."""
    return math.sqrt(sum((chance - came) ** 2 for chance, came in pairs) / len(pairs))


def ece(pairs: Sequence[Pair]) -> float:
    """Expected calibration error: |mean chance - share that came true| over ten equal bins, weighed by their size."""
    bins: list[list[Pair]] = [[] for _ in range(BINS)]
    for chance, came in pairs:
        bins[min(BINS - 1, int(chance * BINS))].append((chance, came))
    return sum(abs(sum(chance - came for chance, came in each)) for each in bins) / len(pairs)


def scores(pairs: Sequence[Pair]) -> dict[str, float]:
    """All of them, rounded for reading."""
    found = {"auc": auc(pairs), "rmse": rmse(pairs), "log_loss": log_loss(pairs), "ece": ece(pairs)}
    return {name: round(value, 4) for name, value in found.items()} | {"rows": len(pairs)}
