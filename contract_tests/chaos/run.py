"""One run: the servers, the learners on them, the faults under them, and the ledger at the end."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import aiohttp

from app import tokens
from contract_tests.chaos import ledger
from contract_tests.chaos.client import KEY_HELD_S, PATIENCE_S, Client, Tally
from contract_tests.chaos.faults import Say, Services, kill_at_each
from contract_tests.chaos.learner import Learner
from contract_tests.chaos.servers import Servers


@dataclass(frozen=True)
class Plan:
    """How much of it: `points` limits the points, `faults` names what services do, in order."""

    seed: int
    learners: int = 50
    walkers: int = 4
    pause_s: float = 1.0
    seconds: float = 600
    points: int | None = None
    faults: tuple[str, ...] = ()
    calm_s: float = 6


@dataclass
class Report:
    """What came of a run."""

    tally: Tally
    accounts: list[ledger.Account] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def breaches(self) -> list[str]:
        return [*self.tally.breaches, *(line for each in self.accounts for line in each.breaches)]


async def run(plan: Plan, folder: Path, say: Say, evaluator: str | None = None) -> Report:
    """The whole of a plan; `say` is told what happens. Without an `evaluator` one is started."""
    started, tally, chance = time.monotonic(), Tally(), random.Random(plan.seed)
    report, everyone = Report(tally), list[Learner]()
    say("starting PostgreSQL, Valkey, the evaluator, the worker, a problem bank and two APIs")
    async with Servers.running(folder, evaluator) as servers, aiohttp.ClientSession() as http:

        def learner(number: int, pause_s: float) -> Learner:
            own = random.Random(f"{plan.seed}/{number}")
            user = str(UUID(int=own.getrandbits(128), version=4))
            token = tokens.sign(servers.settings, user, tokens.LEARNER_SCOPES)
            everyone.append(Learner(Client(http, servers.bases, token, tally, own), user, own, pause_s))
            return everyone[-1]

        report.labels = await passed(learner(0, 0), servers.points)
        chosen = chance.sample(report.labels, plan.points or len(report.labels))
        say(f"{len(report.labels)} points found by one learner's walk; {plan.learners} learners begin")
        services = Services(servers, tally, chance, say)
        async with alive([learner(number + 1, plan.pause_s) for number in range(plan.learners)], plan.walkers):
            killing = asyncio.create_task(kill_at_each(chosen, servers, tally, say))
            breaking = asyncio.create_task(services.break_each(list(plan.faults), plan.calm_s))
            await asyncio.wait({killing, breaking}, timeout=plan.seconds)
            for task in (killing, breaking):
                task.cancel()
            await asyncio.gather(breaking, return_exceptions=True)
            left = await killing
            say("the faults are over; learners end what they have begun")
        report.faults = services.done
        undone = plan.faults[len(services.done) :]
        for what, names in (("points that no learner passed", left), ("faults", undone)):
            if names:
                tally.breach(f"{len(names)} {what} in time: {', '.join(names[:3])}...")
        if tally.longest_held_s > KEY_HELD_S:
            tally.breach(f"a key was held for {tally.longest_held_s:.0f} s behind a request that had died")
        tally.breaches += [each.last_words() for each in servers.parts.values() if each.process.returncode is not None]
        db = await servers.connect()
        report.accounts = [await ledger.account(db, each.record) for each in everyone]
        await db.close()
    report.seconds = time.monotonic() - started
    return report


async def passed(walker: Learner, folder: Path) -> list[str]:
    """The points that a second walk passes, each once, in order."""
    trace = folder / "trace"
    await walker.walk()  # the first of all does some things that nobody has to do again
    trace.touch()
    await walker.walk()
    found = list(dict.fromkeys(trace.read_text().splitlines()))
    trace.unlink()
    return found


@asynccontextmanager
async def alive(learners: list[Learner], walkers: int) -> AsyncIterator[None]:
    """Learners at work within the block, and until each has ended what it had begun."""
    stop = asyncio.Event()
    lives = [asyncio.create_task(each.live(stop, number < walkers)) for number, each in enumerate(learners)]
    try:
        yield
        stop.set()
        await asyncio.wait_for(asyncio.gather(*lives), 2 * PATIENCE_S)
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
