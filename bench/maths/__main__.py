"""`python -m bench.maths --jsonl FILE`: judge pairs of answers and print how that went, as JSON.

Exit code 2 where lines are broken, which are named on stderr and leave the others to be judged.
"""

import argparse
import json
import sys
from pathlib import Path

from bench.maths.pairs import RIGHT, read, run, summary, table

OWN = Path(__file__).with_name("pairs.jsonl")


def main() -> int:
    """Judge, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.maths", description=__doc__)
    parser.add_argument("--jsonl", type=Path, default=OWN, help="lines of student, teacher, equal; ours by default")
    parser.add_argument("--failures", action="store_true", help="name on stderr every pair that is not right")
    parser.add_argument("--table", action="store_true", help="print outcomes by difficulty on stderr")
    options = parser.parse_args()
    try:
        pairs, broken = read(options.jsonl.read_text(encoding="utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as e:
        print(f"{options.jsonl}: {e}", file=sys.stderr)
        return 2
    results = run(pairs)
    print(json.dumps(summary(results), indent=2))
    for line in broken:
        print(f"{options.jsonl}, {line}", file=sys.stderr)
    for result in results if options.failures else ():
        if result.outcome != RIGHT:
            pair = result.pair
            print(f"{result.outcome} ({result.verdict}): {pair.student!r} for {pair.teacher!r}", file=sys.stderr)
    if options.table:
        print(table(results), file=sys.stderr)
    return 2 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
