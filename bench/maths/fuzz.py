"""`python -m bench.maths.fuzz --count 100000`: texts of all kinds against the judge; exit code 1 where one is too much.

A finding is a text that raises, takes more than 2 s of CPU, or makes Python compile text or start anything.
"""

import argparse
import json
import signal
import sys
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from bench.maths.texts import EXPECTED, SETTINGS, TEXTS
from evaluator.maths import BadSubmission
from evaluator.maths.judge import judge

LONGEST_SECONDS, GIVEN_UP_SECONDS, RECURSION, BATCH = 2.0, 20, 3000, 1000
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect", "os.remove", "os.rename")


class Hang(BaseException):
    """The judge did not come back."""


class Watch:
    """Everything that must not happen while an answer is judged."""

    def __init__(self) -> None:
        """Listen to Python's audit events from now on."""
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        text = event == "compile" and len(arguments) > 1 and arguments[1] == "<string>"
        if self.on and ((text and not _harmless()) or event in FORBIDDEN):
            self.seen.append(f"{event} {str(arguments[0])[:80]!r} from {_caller()}")


def _harmless() -> bool:
    """Whether it is a library that compiles text of its own: named tuples while a module is loaded, and SymPy.

    SymPy writes the arithmetic of monomials out for each number of variables; nothing but that number goes in.
    """
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        if "importlib._bootstrap" in file or (file.endswith("sympy/polys/monomials.py") and name == "_build"):
            return True
    return False


def _caller() -> str:
    """The innermost function that is neither of this module nor of no file."""
    frame = sys._getframe(2)
    while frame.f_back is not None and not frame.f_code.co_filename.endswith(".py"):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}"


def main() -> int:
    """Fuzz, print what was found as JSON, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.maths.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many texts")
    parser.add_argument("--seed", type=int, default=1, help="of the first thousand; the next ones count up")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()
    sys.setrecursionlimit(RECURSION)
    verdicts: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    slowest, watch, started = (0.0, ""), Watch(), process_time()

    def give_up(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGALRM, give_up)

    def one(text: str, expected: str, answer: dict[str, Any]) -> None:
        nonlocal slowest
        begun, problem = process_time(), ""
        signal.alarm(GIVEN_UP_SECONDS)
        watch.on = True
        try:
            verdicts[judge({"expression": text, "answer": {**answer, "expected": expected}})["verdict"]] += 1
        except BadSubmission:
            verdicts["bad-submission"] += 1
        except (Exception, Hang) as e:
            problem = type(e).__name__
        watch.on = False
        signal.alarm(0)
        took = process_time() - begun
        slowest = max(slowest, (took, text))
        problem = problem or ("slow" if took > LONGEST_SECONDS else "") or ", ".join(watch.seen)
        watch.seen.clear()
        if problem:
            findings.append({"text": text, "expected": expected, "problem": problem, "seconds": round(took, 2)})

    quietly = settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    for number in range(-(-options.count // BATCH)):
        if process_time() - started > options.seconds:
            break
        seed(options.seed + number)(quietly(given(TEXTS, EXPECTED, SETTINGS)(one)))()
        print(f"{verdicts.total()} texts, {len(findings)} findings", file=sys.stderr, flush=True)
    report = {"texts": verdicts.total() + len(findings), "verdicts": dict(verdicts), "findings": findings[:50]}
    slowest_shown = {"seconds": round(slowest[0], 3), "text": ascii(slowest[1][:200])}
    print(json.dumps({**report, "slowest": slowest_shown, "seconds": round(process_time() - started)}, indent=2))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
