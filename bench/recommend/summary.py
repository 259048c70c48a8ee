"""What a way of choosing did for all its learners, and how far ours was ahead of it."""

import statistics

from bench.recommend.simulate import Outcome


def summary(outcomes: list[Outcome], ours: list[Outcome]) -> dict[str, float]:
    """Gain, how far ours is ahead of it learner by learner, each with its standard error; fails and jumps."""
    gains = [outcome.gain for outcome in outcomes]
    ahead = [mine.gain - gain for mine, gain in zip(ours, gains, strict=True)]
    return {
        "gain": round(statistics.mean(gains), 3),
        "error": round(error(gains), 3),
        "ours_ahead": round(statistics.mean(ahead), 3),
        "ahead_error": round(error(ahead), 3),
        "jumps": round(statistics.mean(outcome.jumps for outcome in outcomes), 2),
        "third_fails": round(statistics.mean(outcome.third_fails for outcome in outcomes), 2),
        "right": round(statistics.mean(outcome.right for outcome in outcomes), 1),
    }


def error(values: list[float]) -> float:
    """The standard error of the mean."""
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
