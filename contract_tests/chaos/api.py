"""`python -m contract_tests.chaos.api FOLDER PORT...`: APIs with points to die at, and a supervisor that restarts them.

The supervisor has built the application, and each process is forked from it: one that was killed is back soon.
"""

import functools
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import FrameType

import aiohttp

from app import api, idempotency, settings
from contract_tests.chaos.points import Points
from upstreams import evaluator

SERVING = ("uvicorn.lifespan.on", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl")
"""What each process would import for itself."""

EVALUATOR_S = 30
"""Instead of a minute: how long an evaluator that hangs is waited for, so that a run of minutes sees the end of it."""

LEASE = timedelta(seconds=2)
"""Instead of ten seconds: how long the key of a request that died is held, so that there is more to be killed."""


def main(folder: Path, ports: list[int]) -> int:
    """Serve on each port until SIGTERM; a process that ends in any way but SIGKILL ends this, with its exit code."""
    idempotency.LEASE = LEASE
    evaluator.TIMEOUT = aiohttp.ClientTimeout(total=EVALUATOR_S, connect=2)
    for module in SERVING:
        import_module(module)
    own = settings.load()
    points = Points(folder)
    points.wrap()
    app = points.around(api.create(own))
    api.create = lambda *_: app
    running: dict[int, int] = {}
    while True:
        for port in set(ports) - set(running.values()):
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                api.serve(own, "127.0.0.1", port, lambda: None)
                return 0
            running[child] = port
        signal.signal(signal.SIGTERM, functools.partial(end, list(running)))
        child, status = os.wait()
        del running[child]
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            return abs(os.waitstatus_to_exitcode(status))


def end(children: list[int], number: int, _: FrameType | None) -> None:
    """Hand the word on: the first to end by it ends this."""
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, number)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
