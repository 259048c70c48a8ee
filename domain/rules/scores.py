"""What a foretold chance is worth beside what came of it."""

import math
from collections.abc import Sequence

Pair = tuple[float, bool]
"""A chance in [0, 1] and what came of it."""

LEAST = 1e-6


def auc(pairs: Sequence[Pair]) -> float:
    """The chance that what came true was rated above what did not; ties count half (Mann-Whitney); nan without both."""
    ordered = sorted(pairs)
    true = sum(came for _, came in ordered)
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        ranks += sum(came for _, came in ordered[start:end]) * (start + 1 + end) / 2
        start = end
    both = true * (len(ordered) - true)
    return (ranks - true * (true + 1) / 2) / both if both else math.nan


def log_loss(pairs: Sequence[Pair]) -> float:
    """Mean negative log likelihood, in nats."""
    held = ((min(1 - LEAST, max(LEAST, chance)), came) for chance, came in pairs)
    return -sum(math.log(chance if came else 1 - chance) for chance, came in held) / len(pairs)
