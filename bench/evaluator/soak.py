"""`python -m bench.evaluator.soak --count 20000`: memory of every process over many submissions; 1 when it grows.

The submissions are of all kinds, in an order that is always the same: right and wrong, printing, allocating, raising,
not compiling, and now and then one that runs into its limit of time or memory.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bench.evaluator.service import Evaluator, evaluator, resident_mb
from bench.evaluator.work import SMALL, submission

# language, code, verdict
EVERYDAY = [
    ("python", SMALL["python"], "AC"),
    ("javascript", SMALL["javascript"], "AC"),
    ("python", "def f(items, least):\n    return items", "WA"),
    ("javascript", "const f = (items) => items", "WA"),
    ("python", "def f(items, least):\n    print('x' * 200)\n    return items[99]", "RTE"),
    ("javascript", "function f(items) { console.log('x'.repeat(200)); return items.a.b; }", "RTE"),
    ("python", "def f(items, least):\n    return len(bytearray(30_000_000))", "WA"),
    ("javascript", "const f = () => new Uint8Array(30_000_000).length", "WA"),
    ("python", "def f(items, least:\n    return items", "CE"),
    ("javascript", "const f = (items => items", "CE"),
]
# After so many submissions comes one of these.
RARELY = 250
RARE = [
    ("python", "def f(items, least):\n    return f(items, least)", "RTE"),
    ("javascript", "const kept = []; function f(items) { for (;;) kept.push(new Array(1e5).fill(0)); }", "MLE"),
    (
        "python",
        "def f(items, least):\n    kept = []\n    while True:\n        kept.append(bytearray(10_000_000))",
        "MLE",
    ),
    ("python", "def f(items, least):\n    while True: pass", "TLE"),
    ("javascript", "function f() { for (;;); }", "TLE"),
]


def submissions(count: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Each submission and its verdict."""
    for number in range(count):
        rare = number % RARELY == RARELY - 1
        language, code, verdict = RARE[number // RARELY % len(RARE)] if rare else EVERYDAY[number % len(EVERYDAY)]
        yield submission(language, code, user=f"user {number % 7}", stop_on_failure=rare), verdict


@dataclass(frozen=True)
class Sample:
    """Megabytes resident after `done` submissions: of the service, and of each worker by its process id."""

    done: int
    service: float
    workers: dict[int, float]

    def row(self, seconds: float) -> str:
        workers = " ".join(f"{pid}: {mb:.1f}" for pid, mb in self.workers.items())
        return f"{self.done:>7} {seconds:>7.0f} s   service {self.service:.1f} MB   workers {workers} MB"


async def soak(running: Evaluator, count: int, every: int) -> list[Sample]:
    """Send `count` submissions, one more under way than there are workers; samples are taken while nothing is."""
    left = submissions(count)
    started = time.perf_counter()
    samples = [sample(running, 0)]

    async def client(batch: Iterator[tuple[dict[str, Any], str]]) -> None:
        for body, verdict in batch:
            judged = await running.judge(body)
            if judged["verdict"] != verdict:
                raise ValueError(f"{judged['verdict']}, not {verdict}: {body['code']}")

    for done in range(every, count + 1, every):
        batch = islice(left, every)
        await asyncio.gather(*(client(batch) for _ in range(len(running.workers()) + 1)))
        samples.append(sample(running, done))
        print(samples[-1].row(time.perf_counter() - started), flush=True)
    return samples


def sample(running: Evaluator, done: int) -> Sample:
    return Sample(done, resident_mb(running.pid), {pid: resident_mb(pid) for pid in running.workers()})


def growth(samples: list[Sample], warm: int) -> float:
    """Of the process that grew the most, memory at the end beside that at the first sample with `warm` or more done."""
    first = next(sample for sample in samples if sample.done >= warm)
    last = samples[-1]
    return max(last.service / first.service, *(last.workers[pid] / first.workers[pid] for pid in last.workers))


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.evaluator.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--limit", type=float, default=1.1, help="what memory may grow to, from a tenth of the way on")
    given = parser.parse_args()
    async with evaluator() as running:
        samples = await soak(running, given.count, every=max(1, given.count // 20))
    if any(sample.workers.keys() != samples[0].workers.keys() for sample in samples):
        print("a worker was replaced")
        return 1
    grown = growth(samples, given.count // 10)
    print(f"no worker was replaced; from {given.count // 10} on, memory grew to {grown:.3f} of what it was")
    return int(grown > given.limit)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
