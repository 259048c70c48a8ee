"""`python -m contract_tests.walks --walks 2000`: long runs of the walks, on servers of their own.

The same --seed makes the same walks. Exit code 0, 1 after a walk that went wrong and is printed, 130 when interrupted.
"""

import argparse
import asyncio
import secrets
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.fuzz import server
from contract_tests.walks.api import Server
from contract_tests.walks.machine import Walk

EVERY_S = 10
"""Between two lines of how far it has come."""


class Counted(Walk):
    """Walks that say how many they are."""

    begun = said = 0.0

    def teardown(self) -> None:
        super().teardown()
        now = time.monotonic()
        if now - Counted.said > EVERY_S:
            Counted.said = now
            print(told(), flush=True)


def told() -> str:
    took = time.monotonic() - Counted.begun
    return f"{Counted.walked} walks, {Counted.server.requests} requests in {took:.0f} s"


def walk(walks: int, steps: int, number: int) -> int:
    """Run them; the exit code."""
    chosen = settings(
        max_examples=walks,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
    )
    Counted.begun = time.monotonic()
    # asyncio would only note the first Ctrl-C, and wait for what does not yield.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run_state_machine_as_test(seed(number)(Counted), settings=chosen)
    except KeyboardInterrupt:
        print(f"Interrupted: {told()}, none went wrong.")
        return 130
    except BaseException:
        traceback.print_exc()
        print(f"A walk went wrong: {told()}; --seed {number}")
        return 1
    print(f"No walk went wrong: {told()}; --seed {number}")
    return 0


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m contract_tests.walks", description=__doc__)
    parser.add_argument("--walks", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=20, help="of one walk, at the most")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="co-walks-") as folder:
        async with server.running(Path(folder)) as (base, its):
            Counted.server = Server(base, its)
            try:
                return walk(asked.walks, asked.steps, asked.seed)
            finally:
                Counted.server.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
