"""The code workers: each judges one submission at a time, is killed when it takes too long, and replaced when lost."""

import asyncio
import json
import logging
import math
from typing import Any

import orjson

from evaluator.clients import queueing
from evaluator.code.process import Lost, Worker
from evaluator.code.turns import Turns
from evaluator.code.verdicts import judgement, result
from evaluator.code.watch import Watch
from evaluator.errors import BadPredicate, NoSecondWall, Unavailable
from evaluator.settings import TRUST_WASM_ALONE, Settings

log = logging.getLogger("evaluator.code")
# How long a worker may take to leave when told to, and to be gone when it stopped talking.
STOP_SECONDS, LOST_SECONDS = 5, 1
ATTEMPTS = 2
# Who names no user is one user together with all others who do not.
ANYONE = ""
# How much the last submission counts in the average of how long one holds a worker.
RECENT = 0.1
LONGEST_RETRY_AFTER = 60


class CodePool:
    """A fixed number of workers and a bounded, fair queue before them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.turns: Turns[Worker] = Turns(settings.queue, settings.share)
        self.workers: set[Worker] = set()
        self.keepers: list[asyncio.Task[None]] = []
        self.started = [asyncio.Event() for _ in range(settings.workers)]
        self.held_seconds = 0.05

    async def start(self) -> None:
        """Begin to warm the workers; `ready` says how many are."""
        self.keepers = [asyncio.create_task(self.keep(started)) for started in self.started]

    async def warm(self) -> None:
        """Wait until every worker has been warm once; NoSecondWall when that is not to be had."""
        warm = asyncio.create_task(self.all_started())
        await asyncio.wait({warm, *self.keepers}, return_when=asyncio.FIRST_COMPLETED)
        warm.cancel()
        for keeper in self.keepers:
            if keeper.done():
                keeper.result()

    async def all_started(self) -> None:
        for started in self.started:
            await started.wait()

    @property
    def is_up(self) -> bool:
        """Whether every worker has been warm once, and one is now: losing some is no reason to be taken for dead."""
        return all(started.is_set() for started in self.started) and self.ready > 0

    @property
    def ready(self) -> int:
        """Workers that are warm, busy ones included."""
        return len(self.workers)

    @property
    def walls(self) -> list[str]:
        """What stands around every worker there is."""
        around = [{name for name, missing in worker.walls.items() if missing is None} for worker in self.workers]
        return ["wasm", *sorted(set.intersection(*around))] if around else []

    async def keep(self, started: asyncio.Event) -> None:
        """Keep one place in the pool filled; NoSecondWall where no worker could be walled in."""
        while True:
            try:
                worker = await Worker.start(self.settings)
            except (Lost, OSError) as error:
                log.error("%s; another is tried in a second", error)
                await asyncio.sleep(1)
                continue
            missing = [f"{name}: {why}" for name, why in worker.walls.items() if why]
            if missing and not self.settings.trust_wasm_alone:
                worker.kill()
                raise NoSecondWall(
                    f"the second wall around the workers cannot be raised here ({'; '.join(missing)}); "
                    f"to go without it set EVAL_SECOND_WALL={TRUST_WASM_ALONE!r}"
                )
            if missing and not started.is_set():
                log.warning("without the whole second wall, as EVAL_SECOND_WALL says (%s)", "; ".join(missing))
            self.workers.add(worker)
            started.set()
            self.turns.give(worker)
            try:
                await worker.process.wait()
                log.warning("a worker ended (%s) and is replaced", worker.process.returncode)
            finally:
                self.workers.discard(worker)
                self.turns.withdraw(worker)

    async def judge(self, submission: dict[str, Any]) -> dict[str, Any]:
        """The CodeJudgement but for its version; Unavailable when the platform, not the submission, is at fault."""
        user = submission.get("user", ANYONE)
        refusal = self.turns.refusal(user)
        if refusal:
            raise Unavailable(refusal, self.retry_after())
        text = written({name: value for name, value in submission.items() if name != "user"})
        for attempt in range(ATTEMPTS):
            worker = await self.free(user, again=attempt > 0)
            tests: list[dict[str, Any]] = []
            watch = Watch(worker, self.settings)
            try:
                cpu = await worker.judge(text, tests)
            except (Lost, KeyError) as error:
                await worker.stop(LOST_SECONDS)
                if watch.exceeded == "cpu":
                    return judgement(self.timed_out(submission, tests), self.settings.cpu_seconds)
                if watch.exceeded == "wall":
                    raise Unavailable("the machine is too busy to judge this now", self.retry_after()) from None
                log.warning("%s; its submission is tried %s", error, "once more" if attempt == 0 else "no more")
                continue
            except BadPredicate:
                self.turns.give(worker)
                raise
            except BaseException:
                worker.kill()
                raise
            finally:
                watch.stop()
            self.held_seconds += RECENT * (watch.seconds - self.held_seconds)
            self.turns.give(worker)
            return judgement(tests, cpu)
        raise Unavailable("the submission's worker was lost twice", self.retry_after())

    async def free(self, user: str, again: bool) -> Worker:
        """An idle worker when it is the user's turn; Unavailable when that takes too long."""
        try:
            with queueing():
                async with asyncio.timeout(self.settings.wall_seconds):
                    while not (worker := await self.turns.take(user, again)).alive:
                        again = True
        except TimeoutError:
            raise Unavailable("no worker came free", self.retry_after()) from None
        return worker

    def retry_after(self) -> int:
        """Seconds until those who wait now have been served, by how long the last ones took."""
        seconds = (self.turns.waiting + 1) * self.held_seconds / max(1, self.ready)
        return min(max(1, math.ceil(seconds)), LONGEST_RETRY_AFTER)

    def timed_out(self, submission: dict[str, Any], tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The results from before the worker was killed, and TLE for the test it was killed in and those after."""
        left = 1 if submission.get("stop_on_failure") else len(submission["tests"]) - len(tests)
        late = result("TLE", message="the time limit was exceeded", cpu_ms=self.settings.cpu_seconds * 1000)
        return [*tests, *([late] * left)]

    async def close(self) -> None:
        """End the workers; nothing may be judged any more."""
        for keeper in self.keepers:
            keeper.cancel()
        workers = list(self.workers)
        await asyncio.gather(*self.keepers, return_exceptions=True)
        await asyncio.gather(*(worker.stop(STOP_SECONDS) for worker in workers))


def written(submission: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(submission)
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(submission).encode()
