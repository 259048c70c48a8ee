"""`python -m evaluator build` compiles the guests; `python -m evaluator serve --port P` serves the contract."""

import argparse
import sys

from evaluator.build import NotBuilt, build
from evaluator.errors import CutOff, NoSecondWall
from evaluator.settings import from_environment


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="compile the guests ahead of time; nothing to do when that is done")
    server = commands.add_parser("serve", help="serve the contract over HTTP")
    server.add_argument("--port", type=int, required=True)
    server.add_argument("--host", default="127.0.0.1")
    given = parser.parse_args()
    try:
        settings = from_environment()
        if given.command == "build":
            build(settings.cache)
        else:
            # Building needs nothing of the service.
            import uvloop

            from evaluator.serve import serve

            uvloop.run(serve(settings, given.host, given.port))
    except (NotBuilt, NoSecondWall, CutOff, ValueError, OSError) as error:
        print(f"evaluator: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
