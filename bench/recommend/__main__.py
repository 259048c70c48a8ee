"""`python -m bench.recommend`: ways of choosing what is next, on three families of learners; JSON on stdout.

Plots go to bench/out: what each way gains, and how often a learner fails a third time in a row.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pygal

from bench.recommend.learners import FAMILIES, UNSEEN
from bench.recommend.policies import OURS, POLICIES
from bench.recommend.simulate import run
from bench.recommend.summary import summary

OUT = Path(__file__).parents[1] / "out"
SEED = 500_000
"""Where the measured learners begin; constants are chosen on others."""

Table = dict[str, dict[str, dict[str, float]]]


def measured(learners: int, processes: int) -> Table:
    """Family → policy → what `summary` says of it."""
    table: Table = {}
    with ProcessPoolExecutor(processes) as pool:
        for family in FAMILIES:
            print(f"{family}: {learners} learners, {len(POLICIES)} policies", file=sys.stderr)
            seeds = range(SEED, SEED + 10 * learners, 10)
            outcomes = {policy: list(pool.map(partial(run, family, policy), seeds)) for policy in POLICIES}
            table[family] = {policy: summary(outcomes[policy], outcomes[OURS]) for policy in POLICIES}
    return table


def plot(table: Table, out: Path) -> None:
    """SVG files, one a measure."""
    out.mkdir(exist_ok=True)
    titles = {
        "gain": "Gain in the chance of success, five days later",
        "third_fails": "Third fails in a row, per 100 attempts",
    }
    for measure, title in titles.items():
        chart = pygal.Bar(title=title, disable_xml_declaration=False, js=[])
        chart.x_labels = [f"{family} (not tuned on)" if family == UNSEEN else family for family in table]
        for policy in POLICIES:
            chart.add(policy, [table[family][policy][measure] for family in table])
        chart.render_to_file(str(out / f"recommend-{measure.replace('_', '-')}.svg"))


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.recommend", description=__doc__)
    options.add_argument("--learners", type=int, default=120, help="for each family and policy (120)")
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    table = measured(given.learners, given.processes)
    plot(table, OUT)
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
