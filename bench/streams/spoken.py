"""A measurement: turns asked for, spoken by a model and read on one API process, as many at once as planned."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp
import redis.asyncio as redis

from app import tokens
from app.settings import Settings
from bench.evaluator.service import cpu_seconds, resident_mb
from bench.streams.hearing import Hearer, Turn, freed, turn_of
from bench.streams.measuring import Plan, beside, given, open_all
from contract_tests.learner import Learner

PROBLEM = "warm-streak"


@dataclass
class Spoken:
    """Megabytes of the API process, its CPU seconds a second, deltas read a second, and the turns that begin.

    All but the first two are of the time in which as many turns are spoken as planned; `broken` are the turns of the
    whole run that the model did not speak to their end.
    """

    alone_mb: float
    idle_mb: float = 0
    spoken_mb: float = 0
    cpu: float = 0
    deltas: float = 0
    turns: list[Turn] = field(default_factory=list)
    broken: int = 0


async def measure(plan: Plan, settings: Settings, port: int, pid: int) -> Spoken:
    """What the API process on `port` bears with `plan.streams` others open in which nothing is said.

    A turn begins after the other for twice the seconds that each is spoken: in the second half all are there.
    """
    base, quiet = f"http://127.0.0.1:{port}", [str(uuid4()) for _ in range(plan.streams)]
    async with (
        redis.Redis.from_url(settings.CO_REDIS_URL) as valkey,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        beside("speaking", spoken=[], quiet=quiet, valkey=settings.CO_REDIS_URL) as (_, said),
    ):
        users = [str(uuid4()) for _ in range(plan.active)]
        learners = [Learner(base, http, user, tokens.sign(settings, user, tokens.LEARNER_SCOPES)) for user in users]
        asking = [(one, await one.start("coding", problem_id=PROBLEM)) for one in learners * 2]
        await said.readline()
        found = Spoken(alone_mb=resident_mb(pid))
        idle = await open_all(port, await given(valkey, quiet))
        found.idle_mb = resident_mb(pid)
        starts, pause = time.time(), plan.seconds / plan.active
        hearing = [
            asyncio.create_task(hear(port, learner, session, starts + number * pause))
            for number, (learner, session) in enumerate(asking)
        ]
        await until(starts + plan.seconds)
        cpu, since = cpu_seconds(pid), time.time()
        await until(starts + 2 * plan.seconds)
        ended = time.time()
        found.cpu, found.spoken_mb = (cpu_seconds(pid) - cpu) / (ended - since), resident_mb(pid)
        heard = await asyncio.gather(*hearing)
        for listener in idle:
            listener.transport.abort()
    words = words_of(plan)
    free = freed(words)
    turns = [turn_of(hearer, accepted, words, plan.rate, free) for hearer, accepted in heard]
    found.deltas = sum(since <= came < ended for turn in turns if turn for came in turn.came) / (ended - since)
    found.turns = [turn for turn in turns[plan.active :] if turn]
    found.broken = turns.count(None)
    return found


def words_of(plan: Plan) -> int:
    """How many the model says in a turn."""
    return round(plan.rate * plan.seconds)


async def hear(port: int, learner: Learner, session: Any, begins: float) -> tuple[Hearer, float]:
    """A turn read to its end, and when it was accepted."""
    await until(begins)
    turn = await learner.ask(session, 1)
    accepted = time.time()
    loop = asyncio.get_running_loop()
    _, hearer = await loop.create_connection(lambda: Hearer(turn["token"]), "127.0.0.1", port)
    await hearer.ended
    return hearer, accepted


async def until(moment: float) -> None:
    await asyncio.sleep(max(0, moment - time.time()))
