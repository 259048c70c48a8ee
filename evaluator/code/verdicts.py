"""What a judgement says, in the contract's words: a TestResult for each test, a CodeJudgement over all."""

from typing import Any

# From the worst: one such test makes it the submission's verdict.
WORST_FIRST = ("CE", "TLE", "MLE", "OLE", "RTE", "WA", "AC")
ACTUAL_LIMIT = 2000
STDOUT_LIMIT = 500
MESSAGE_LIMIT = 4000


def result(
    verdict: str,
    actual: str | None = None,
    diff: str | None = None,
    message: str | None = None,
    out: str = "",
    fuel: int = 0,
    cpu_ms: float = 0,
    memory_bytes: int = 0,
) -> dict[str, Any]:
    """A TestResult, its texts cut to what the contract allows."""
    return {
        "verdict": verdict,
        "actual": None if actual is None else cut(actual, ACTUAL_LIMIT),
        "diff": diff,
        "message": None if message is None else cut(message, MESSAGE_LIMIT),
        "stdout": cut(out, STDOUT_LIMIT),
        "fuel": fuel,
        "cpu_ms": round(cpu_ms, 3),
        "memory_bytes": memory_bytes,
    }


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def judgement(tests: list[dict[str, Any]], cpu_seconds: float) -> dict[str, Any]:
    """A CodeJudgement but for its version; a program that never loaded has a message and no tests."""
    verdict = min((test["verdict"] for test in tests), key=WORST_FIRST.index)
    broken = verdict == "CE"
    return {
        "verdict": verdict,
        "message": tests[-1]["message"] if broken else None,
        "tests": [] if broken else tests,
        "cpu_ms": round(cpu_seconds * 1000),
    }
