"""`python -m bench.mastery --csv FILE --protocol cold|u`: how well each model foretells, and its CPU time, as JSON."""

import argparse
import json
import sys
import time
from math import isnan
from pathlib import Path

from bench.mastery import simulate
from bench.mastery.models import MODELS
from bench.mastery.protocols import PROTOCOLS
from bench.mastery.rows import BadRows, read
from bench.scores import scores


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2 for answers that cannot be read or measured; null for a measure that these answers do not have."""
    parser = argparse.ArgumentParser(prog="python -m bench.mastery", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--csv", type=Path, metavar="FILE", help="answers; .gz is fine")
    source.add_argument("--simulated", type=int, metavar="ROWS", help="so many answers, many items, no timestamps")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), required=True)
    parser.add_argument("--models", nargs="+", choices=sorted(MODELS), default=list(MODELS), help="all unless given")
    parser.add_argument("--seed", type=int, default=1, help="of the simulation")
    options = parser.parse_args(arguments)
    report = {}
    try:
        rows = read(options.csv) if options.csv else simulate.answers(options.simulated, options.seed)
        if not rows:
            raise BadRows("no answers")
        for name in options.models:
            started = time.process_time()
            found = scores(PROTOCOLS[options.protocol](MODELS[name], rows))
            told = {measure: None if isnan(value) else value for measure, value in found.items()}
            report[name] = told | {"cpu_seconds": round(time.process_time() - started, 2)}
    except (BadRows, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({"protocol": options.protocol, "answers": len(rows), "models": report}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
