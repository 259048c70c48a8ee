"""A worker process: warm boxes behind two walls, one submission at a time, JSON lines in and out.

In: a CodeSubmission. Out: once {"walls": [...]} when ready; then for each submission a {"test": TestResult} as soon as
each is known, and {"end": CPU seconds}, or {"bad_predicate": how it failed}.
"""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from evaluator.build import trusted
from evaluator.code import wall
from evaluator.code.engine import THREAD_STACK, engine
from evaluator.code.guest import Box
from evaluator.code.judging import Judging
from evaluator.code.languages import LANGUAGES
from evaluator.code.predicate import LANGUAGE as PREDICATES
from evaluator.code.predicate import Predicate
from evaluator.errors import BadPredicate


def prepare(cache: Path) -> dict[str, Box]:
    """Boxes for every language, each run once through a right answer, a wrong one and an error.

    Before the walls go up, so that nothing is imported or made for the first time behind them.
    """
    shared = engine()
    boxes = {name: LANGUAGES[name].open(shared, path) for name, path in trusted(cache).items()}
    tests = [{"args": [args], "expected": 1} for args in ([1], [{"at": 1}], None)]
    for name, box in boxes.items():
        rehearsal = {"code": LANGUAGES[name].REHEARSAL, "entry": "f", "checker": {"kind": "exact"}, "tests": tests}
        list(Judging(LANGUAGES[name], box, rehearsal).results())
    gc.collect()
    gc.freeze()
    return boxes


def judged(boxes: dict[str, Box], submission: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is said about one submission, line by line."""
    started = time.thread_time()
    name, checker, predicate = submission["language"], submission["checker"], None
    if checker["kind"] == "predicate":
        predicate = Predicate(LANGUAGES[PREDICATES], boxes[PREDICATES], checker["code"])
    try:
        for result in Judging(LANGUAGES[name], boxes[name], submission, predicate).results():
            yield {"test": result}
    except BadPredicate as error:
        yield {"bad_predicate": str(error)}
        return
    yield {"end": time.thread_time() - started}


def serve(cache: Path, source: BinaryIO, sink: BinaryIO) -> None:
    boxes = prepare(cache)

    def say(line: dict[str, Any]) -> None:
        sink.write(json.dumps(line).encode() + b"\n")
        sink.flush()

    say({"walls": wall.raise_wall()})
    for line in source:
        for saying in judged(boxes, json.loads(line)):
            say(saying)


def main() -> None:
    wall.die_with_parent()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            serve(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
        except BaseException as error:
            failed.append(error)

    # Guests recurse on the thread's own stack; the main thread's is the operator's to size.
    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        sys.stderr.write(f"evaluator worker: {type(failed[0]).__name__}: {failed[0]}\n")
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    main()
