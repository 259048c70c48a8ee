"""Pairs of a student's and a teacher's answer: read from JSON lines, judged by real workers, counted."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter
from typing import Any

from evaluator.maths import BadSubmission
from evaluator.maths.pool import MathsPool

RIGHT, ACCEPT, REJECT, UNDETERMINED = "right", "false_accept", "false_reject", "undetermined"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a student sent, what a teacher expects, whether they are equal; `why` names the difficulty.

    `answer` has further settings of a MathAnswer, such as units or decimal_comma.
    """

    student: str
    teacher: str
    equal: bool
    why: str = ""
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a pair: one of the four outcomes, the judge's own verdict, and the time that it took."""

    pair: Pair
    outcome: str
    verdict: str
    milliseconds: float


def read(lines: Iterable[str]) -> tuple[list[Pair], list[str]]:
    """The pairs of JSON lines, and what is wrong with each line that holds none; empty lines are passed over."""
    pairs: list[Pair] = []
    broken: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            pairs.append(_pair(json.loads(line)))
        except (ValueError, RecursionError) as e:
            broken.append(f"line {number}: {e}")
    return pairs, broken


def _pair(row: Any) -> Pair:
    if not isinstance(row, dict):
        raise ValueError("not an object")
    for name in ("student", "teacher"):
        if not isinstance(row.get(name), str):
            raise ValueError(f"{name} is missing or no text")
    if not isinstance(row.get("equal"), bool):
        raise ValueError("equal is missing or neither true nor false")
    if not isinstance(row.get("answer", {}), dict):
        raise ValueError("answer is no object")
    return Pair(row["student"], row["teacher"], row["equal"], str(row.get("why", "")), row.get("answer", {}))


async def judge(pairs: Iterable[Pair]) -> list[Result]:
    """Each pair's result, one after the other through one warm worker."""
    pool = MathsPool(workers=1)
    await pool.start()
    try:
        await pool.ready()
        return [await _judged(pool, pair) for pair in pairs]
    finally:
        await pool.close()


async def _judged(pool: MathsPool, pair: Pair) -> Result:
    started = perf_counter()
    try:
        answer = {**pair.answer, "expected": pair.teacher}
        verdict = str((await pool.judge({"expression": pair.student, "answer": answer}))["verdict"])
    except BadSubmission:
        verdict = "unreadable-teacher"
    return Result(pair, outcome(pair.equal, verdict), verdict, (perf_counter() - started) * 1000)


def outcome(equal: bool, verdict: str) -> str:
    """Which of the four outcomes a verdict is, for a pair that is equal or not."""
    if verdict not in ("correct", "incorrect"):
        return UNDETERMINED
    if (verdict == "correct") == equal:
        return RIGHT
    return REJECT if equal else ACCEPT


def summary(results: list[Result]) -> dict[str, Any]:
    """Counts, shares of all pairs, and times; `undetermined` includes what could not be read and what took too long."""
    count = Counter(result.outcome for result in results)
    verdicts = Counter(result.verdict for result in results)
    times = sorted(result.milliseconds for result in results)
    cut = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    share = {f"{name}_share": round(count[name] / len(results), 4) if results else 0 for name in (RIGHT, ACCEPT)}
    return {
        "pairs": len(results),
        "right": count[RIGHT],
        "false_accepts": count[ACCEPT],
        "false_rejects": count[REJECT],
        "undetermined": count[UNDETERMINED],
        "unreadable": verdicts["unreadable"] + verdicts["unreadable-teacher"],
        "timeouts": verdicts["timeout"],
        **share,
        "p50": round(cut[49], 1) if cut else 0,
        "p95": round(cut[94], 1) if cut else 0,
        "max": round(times[-1], 1) if times else 0,
        "unit": "ms",
    }


def table(results: list[Result]) -> str:
    """A Markdown table of outcomes by difficulty."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        rows[result.pair.why or "other"][result.outcome] += 1
    lines = [
        "| difficulty | pairs | right | false accepts | false rejects | undetermined |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for why, count in sorted(rows.items()):
        shown = (count[name] for name in (RIGHT, ACCEPT, REJECT, UNDETERMINED))
        lines.append(f"| {why} | {count.total()} | {' | '.join(map(str, shown))} |")
    return "\n".join(lines)


def run(pairs: list[Pair]) -> list[Result]:
    """Each pair's result."""
    return asyncio.run(judge(pairs))
