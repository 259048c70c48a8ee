"""A maths worker: reads submissions as JSON lines on stdin, answers on stdout, and ends with its parent.

Run as `python -m evaluator.maths.worker`. The first line it writes, `{"ready": true}`, comes once SymPy is warm.
Answers: `{"judgement": {...}}`, or `{"bad": "..."}` for a submission that is itself at fault.
"""

import contextlib
import io
import json
import os
import resource
import signal
import sys
from time import process_time
from typing import Any

MEMORY, FILES, RECURSION, ALARM_SECONDS = 1 << 30, 64, 3000, 30
# What one submission may use; the system then ends the process by SIGPROF, whatever Python is busy with.
CPU_SECONDS = 2.0
WARM_UP = (
    {"expression": "2(x+1)^2/3 + sqrt(8)x - ln(x^2)", "answer": {"expected": "2x^2/3+4x/3+2/3+2sqrt(2)x-2ln(x)"}},
    {"expression": "(x+1)(x+2)", "answer": {"expected": "x^2+3x+2", "form": "factored"}},
    {"expression": "sqrt(5+2sqrt(6))", "answer": {"expected": "sqrt(2)+sqrt(3)"}},
    {"expression": "6/8", "answer": {"expected": "3/4", "form": "lowest-terms"}},
    {"steps": ["2x = 6", "x^2 = 9", "x = ±3"], "answer": {"given": "2x+1 = 7", "expected": "x = 3"}},
    {"expression": "|sin x| + 1/(1+√5)", "answer": {"expected": "sqrt(1 - cos(x)^2) + (√5-1)/4"}},
    {"expression": "4x + 6y = 12", "answer": {"expected": "2x + 3y = 7"}},
    {"steps": ["2x = 3x - 3", "x = 3"], "answer": {"given": "9^x = 27^(x-1)", "expected": "x = 3"}},
    {"steps": ["x > 2"], "answer": {"given": "2x > 4", "expected": "x > 2"}},
    {"expression": "|x| < 3", "answer": {"expected": "(-3, 3)"}},
    {"expression": "n!/(n-2)!", "answer": {"expected": "n(n-1)"}},
    {"expression": "(x^2-9)/(x^2-5x+6)", "answer": {"expected": "(x+3)/(x-2)"}},
    {"expression": "x = ln(5)/2 or x = 1", "answer": {"expected": "x = ln(sqrt(5)) or x = 1"}},
)


def main() -> None:
    """Serve until stdin ends."""
    _limit()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stderr = io.TextIOWrapper(_Log(), encoding="utf-8", errors="backslashreplace", write_through=True)
    os.dup2(2, 1)
    answer = _warm()
    # Only now: before it, Python may still be writing compiled modules.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    print('{"ready": true}', file=out, flush=True)
    for line in sys.stdin.buffer:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


class _Log(io.RawIOBase):
    """Standard error, which may be a file that the limit on files closes: then what is said is lost, and no more."""

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: Any) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError):
            os.write(2, text)
        return len(text)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    sys.setrecursionlimit(RECURSION)


def _warm() -> Any:
    from evaluator.maths import BadSubmission
    from evaluator.maths.judge import judge, undecided

    def answer(submission: dict[str, Any], cpu_seconds: float = CPU_SECONDS) -> dict[str, Any]:
        started = process_time()
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        # Whoever kills a worker that stands still may be gone: then the alarm ends it.
        signal.alarm(ALARM_SECONDS)
        try:
            judgement = judge(submission)
        except BadSubmission as e:
            return {"bad": str(e)}
        except (MemoryError, RecursionError):
            judgement = undecided()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
        return {"judgement": {**judgement, "cpu_ms": round((process_time() - started) * 1000)}}

    for submission in WARM_UP:
        answer(submission, cpu_seconds=ALARM_SECONDS)  # the first of a kind imports and fills caches
    return answer


if __name__ == "__main__":
    main()
