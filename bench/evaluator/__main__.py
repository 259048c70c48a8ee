"""`python -m bench.evaluator [--peer]`: how long the evaluator takes, what it bears, and what it costs beside others.

All that is compared takes turns within a round, so that a machine that is busy with other things moves it together.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.evaluator import plain
from bench.evaluator.peer import KINDS, Peer
from bench.evaluator.service import Evaluator, evaluator
from bench.evaluator.work import BUSY, SMALL, submission

LANGUAGES = ("python", "javascript")
# A peer that takes seconds for one is not given as many.
FRESH_INTERPRETERS = 1
Judge = Callable[[dict[str, Any], int], Awaitable[tuple[list[float], float]]]


@dataclass
class Contender:
    """One way to judge a language's submissions, and the wall and CPU milliseconds they took."""

    name: str
    language: str
    judge: Judge
    each_round: int
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)


def through_http(running: Evaluator) -> Judge:
    """Wall times of submissions one after the other, and CPU of service and workers together, in milliseconds."""

    async def judge(body: dict[str, Any], count: int) -> tuple[list[float], float]:
        used, walls = sum(running.cpu()), []
        for _ in range(count):
            started = time.perf_counter()
            judged = await running.judge(body)
            walls.append((time.perf_counter() - started) * 1000)
            if judged["verdict"] != "AC":
                raise ValueError(f"judged wrongly: {judged}")
        return walls, (sum(running.cpu()) - used) * 1000

    return judge


def in_a_thread(one: Callable[[dict[str, Any]], tuple[float, float]]) -> Judge:
    """The same for what blocks."""

    async def judge(body: dict[str, Any], count: int) -> tuple[list[float], float]:
        taken = [await asyncio.to_thread(one, body) for _ in range(count)]
        return [wall for wall, _ in taken], sum(cpu for _, cpu in taken)

    return judge


def contenders(running: Evaluator, peer: Peer | None, count: int) -> list[Contender]:
    found = [Contender("evaluator, HTTP", language, through_http(running), count) for language in LANGUAGES]
    for language, command in plain.commands().items():
        found.append(Contender("a process each", language, in_a_thread(partial(plain.judged, command)), count))
    if peer is not None:
        for kind, language in KINDS.items():
            one = in_a_thread(partial(peer.judged, kind))
            found.append(Contender(kind, language, one, FRESH_INTERPRETERS if "fresh" in kind else count))
    return found


async def compare(
    running: Evaluator, peer: Peer | None, codes: dict[str, str], rounds: int, count: int
) -> list[Contender]:
    """Every contender, measured in turn; a first round is thrown away."""
    found = contenders(running, peer, count)
    for number in range(rounds + 1):
        for contender in found:
            body = submission(contender.language, codes[contender.language])
            walls, cpu = await contender.judge(body, contender.each_round)
            if number:
                contender.walls += walls
                contender.cpus.append(cpu / contender.each_round)
    return found


async def sustained(running: Evaluator, seconds: float, at_once: int) -> str:
    """Submissions a second with `at_once` always under way, both languages in turn, and what each costs."""
    walls: list[float] = []
    before, started = running.cpu(), time.perf_counter()

    async def client(number: int) -> None:
        body = submission(LANGUAGES[number % 2], SMALL[LANGUAGES[number % 2]], user=f"user {number}")
        while time.perf_counter() - started < seconds:
            sent = time.perf_counter()
            await running.judge(body)
            walls.append((time.perf_counter() - sent) * 1000)

    await asyncio.gather(*map(client, range(at_once)))
    took = time.perf_counter() - started
    service, workers = ((b - a) / len(walls) * 1000 for a, b in zip(before, running.cpu(), strict=True))
    return (
        f"{len(walls) / took:.0f}/s with {at_once} under way for {took:.0f} s ({len(running.workers())} workers), "
        f"{percentiles(walls)} ms; CPU of each {service:.1f} ms in the service, {workers:.1f} ms in the workers"
    )


def percentiles(values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return " / ".join(f"{cuts[each - 1]:.1f}" for each in (50, 95, 99))


def table(found: list[Contender]) -> str:
    """A row per contender; ratios are of CPU, to the evaluator's of the same language."""
    rows = ["| | language | p50 / p95 / p99 ms | CPU ms each | CPU, evaluator = 1 |", "|---|---|---|---|---|"]
    own = {each.language: statistics.median(each.cpus) for each in found if each.name.startswith("evaluator")}
    for each in sorted(found, key=lambda each: LANGUAGES.index(each.language)):
        cpu = statistics.median(each.cpus)
        ratio = f"{cpu / own[each.language]:.2f}"
        rows.append(f"| {each.name} | {each.language} | {percentiles(each.walls)} | {cpu:.1f} | {ratio} |")
    return "\n".join(rows)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.evaluator", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--count", type=int, default=40, help="submissions of a contender in a round")
    parser.add_argument("--seconds", type=float, default=15, help="of sustained load")
    parser.add_argument(
        "--peer", action="store_true", help="install peers from npm in a temporary folder, and measure them"
    )
    given = parser.parse_args()
    with ExitStack() as stack:
        work = stack.enter_context(tempfile.TemporaryDirectory()) if given.peer else None
        peer = stack.enter_context(Peer(Path(work))) if work else None
        async with evaluator() as running:
            say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
            say("20 tests that compute next to nothing: all of it is overhead.\n")
            say(table(await compare(running, peer, SMALL, given.rounds, given.count)))
            say("\n20 tests of some milliseconds each.\n")
            say(table(await compare(running, peer, BUSY, max(1, given.rounds // 3), max(1, given.count // 8))))
            say("\n" + await sustained(running, given.seconds, 2 * len(running.workers())))
        say(f"load {os.getloadavg()[0]:.1f} at the end")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
