"""`make chaos`: 50 learners while everything under them is killed; prints the ledger, 1 when it does not balance.

CHAOS_SECONDS (600) bounds the faults, CHAOS_LEARNERS (50), CHAOS_SEED. The ledger is kept in .cache/chaos.
"""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

from contract_tests.chaos import report
from contract_tests.chaos.run import Plan, run

OUT = Path(__file__).parents[2] / ".cache" / "chaos"
FAULTS = (
    "postgres stopped at once", "evaluator hanging", "valkey killed", "problem bank slow", "postgres killed",
    "evaluator killed", "problem bank gone", "worker killed", "postgres restarted", "content load killed",
    "problem bank torn", "valkey killed", "evaluator killed", "postgres stopped at once",
)  # fmt: skip


def main() -> int:
    given = os.environ.get
    try:
        seed = int(given("CHAOS_SEED") or secrets.randbelow(2**32))
        learners, seconds = int(given("CHAOS_LEARNERS") or 50), float(given("CHAOS_SECONDS") or 600)
    except ValueError:
        print("CHAOS_SECONDS, CHAOS_LEARNERS and CHAOS_SEED are numbers.", file=sys.stderr)
        return 2
    plan = Plan(seed, learners=learners, seconds=seconds, faults=FAULTS)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="co-chaos-") as folder:
        done = asyncio.run(
            run(plan, Path(folder), lambda line: print(f"{time.monotonic() - began:5.0f} s  {line}", flush=True))
        )
        report.keep(done, plan, Path(folder), OUT)
    print(report.table(done))
    print(f"CHAOS_SEED={seed}; the ledger: .cache/chaos/ledger.json")
    return 1 if done.breaches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
