"""`python -m contract_tests.chaos.worker FOLDER`: a worker with points to die at while it has an answer graded.

Each is forked from a process that has imported everything: one that was killed is back soon, and a line says `killed`.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from app import jobs, settings, worker
from app.jobs import Resources
from contract_tests.chaos.points import HERE, PERMIT, Points, Request
from domain import model_grades
from domain.ports import Json
from upstreams.tutor import Tutor

LEASE = timedelta(seconds=0.4)
"""Instead of half a minute: how long the job of a worker that died is held."""


def main(folder: Path) -> int:
    """Work until SIGTERM; a worker that ends in any way but SIGKILL ends this, with its exit code."""
    own = settings.load()
    points = Points(folder)
    points.wrap()
    Tutor.complete = points.call("tutor", Tutor.complete)  # type: ignore[method-assign]

    async def grade(has: Resources, payload: Json) -> None:
        HERE.set(Request(model_grades.JOB))
        points.pass_by("before the job")
        await jobs.grade(has, payload)
        points.pass_by("after the job")
        HERE.set(None)

    while True:
        (folder / PERMIT).touch()
        child = os.fork()
        if child == 0:
            asyncio.run(worker.run(own, {model_grades.JOB: grade}, LEASE))
            return 0
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            return abs(os.waitstatus_to_exitcode(status))
        print("killed", flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
