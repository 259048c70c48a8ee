"""`python -m bench.reviews --csv FILE`: the memory model on real reviews, and 240 simulated days; JSON on stdout.

FILE has the columns card_id, review_rating, review_time, review_duration, as `python -m app reviews export` writes
them; it may be gzipped. Without it, the simulation alone.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from bench.reviews import replay
from bench.reviews.memory import MEMORIES
from bench.reviews.schedules import SCHEDULES
from bench.reviews.simulate import Outcome, run
from bench.scores import scores


def replayed(file: Path) -> dict[str, Any]:
    """The scores over reviews a day or more after the last one, whose due dates the model decides; and over all."""
    found = list(replay.foretold(replay.read(file)))
    return {
        "a day or more later": scores([pair for later, pair in found if later]),
        "all": scores([pair for _, pair in found]),
    }


def simulated(learners: int) -> dict[str, dict[str, dict[str, float]]]:
    """Per memory and schedule what `summary` has."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, memory in MEMORIES.items():
        print(f"{name}: {learners} learners, {len(SCHEDULES)} schedules", file=sys.stderr)
        rows = {
            title: [run(memory, schedule, seed) for seed in range(learners)] for title, schedule in SCHEDULES.items()
        }
        table[name] = {title: summary(outcomes, rows["FSRS .85"]) for title, outcomes in rows.items()}
    return table


def summary(outcomes: list[Outcome], usual: list[Outcome]) -> dict[str, float]:
    """Means over the learners; what a learner reviews is taken beside what they review with FSRS at .85."""
    beside = [one.reviews_per_item / other.reviews_per_item for one, other in zip(outcomes, usual, strict=True)]
    recall = [one.recall for one in outcomes]
    return {
        "reviews_per_item": round(statistics.mean(one.reviews_per_item for one in outcomes), 2),
        "beside_fsrs": round(statistics.mean(beside), 3),
        "beside_fsrs_error": round(_error(beside), 3),
        "recall": round(statistics.mean(recall), 3),
        "recall_error": round(_error(recall), 4),
        "recall_lately": round(statistics.mean(one.lately for one in outcomes), 3),
        "known": round(statistics.mean(one.known for one in outcomes), 3),
    }


def _error(values: list[float]) -> float:
    """The mean's standard error."""
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.reviews", description=__doc__)
    options.add_argument("--csv", type=Path, help="a log of reviews")
    options.add_argument("--learners", type=int, default=30, help="simulated learners for each schedule (30)")
    given = options.parse_args()
    try:
        real = {"replay": replayed(given.csv)} if given.csv else {}
    except (OSError, ValueError, KeyError) as fault:
        print(f"{given.csv}: {fault}", file=sys.stderr)
        return 1
    print(json.dumps(real | {"simulation": simulated(given.learners)}, indent=2))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
