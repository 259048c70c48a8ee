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
from bench.reviews.simulate import run
from bench.scores import scores


def replayed(file: Path) -> dict[str, Any]:
    """The scores over reviews a day or more after the last one, whose due dates the model decides; and over all."""
    found = list(replay.foretold(replay.read(file)))
    return {
        "a day or more later": scores([pair for later, pair in found if later]),
        "all": scores([pair for _, pair in found]),
    }


def simulated(learners: int) -> dict[str, dict[str, dict[str, float]]]:
    """Per memory and schedule: reviews per item, recall on day 240, share of reviews known, and reviews beside FSRS."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, memory in MEMORIES.items():
        print(f"{name}: {learners} learners, {len(SCHEDULES)} schedules", file=sys.stderr)
        rows = {
            title: [run(memory, schedule, seed) for seed in range(learners)] for title, schedule in SCHEDULES.items()
        }
        usual = statistics.mean(outcome.reviews_per_item for outcome in rows["FSRS .85"])
        table[name] = {
            title: {
                "reviews_per_item": round(statistics.mean(each.reviews_per_item for each in outcomes), 2),
                "beside_fsrs": round(statistics.mean(each.reviews_per_item for each in outcomes) / usual, 2),
                "recall": round(statistics.mean(each.recall for each in outcomes), 3),
                "known": round(statistics.mean(each.known for each in outcomes), 3),
            }
            for title, outcomes in rows.items()
        }
    return table


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.reviews", description=__doc__)
    options.add_argument("--csv", type=Path, help="a log of reviews")
    options.add_argument("--learners", type=int, default=10, help="simulated learners for each schedule (10)")
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
