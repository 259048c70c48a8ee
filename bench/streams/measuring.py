"""A measurement: streams opened on an API process, some of them spoken, and newcomers while they are."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import redis.asyncio as redis

from bench.evaluator.service import cpu_seconds, resident_mb
from bench.streams.listening import Listener, opened
from domain import tutor, tutor_streams

ROOT = Path(__file__).parents[2]
AT_ONCE = 32
"""Streams that are being opened."""
WARM = 100
HEARD_WITHIN = 100
"""Tenths of a second, from when the last was written."""


@dataclass(frozen=True)
class Plan:
    """Open streams, how many of them are spoken at `rate` deltas a second each, and newcomers within the seconds."""

    streams: int = 2000
    active: int = 500
    rate: float = 5
    seconds: float = 20
    newcomers: int = 500


@dataclass
class Found:
    """Megabytes of the API process, seconds, CPU seconds a second, deltas, and connections that hear of them."""

    alone_mb: float
    openings: list[float] = field(default_factory=list)
    open_mb: float = 0
    connections: int = 0
    firsts: list[float] = field(default_factory=list)
    written: int = 0
    cpu: float = 0
    active_mb: float = 0
    ages: list[float] = field(default_factory=list)
    closed_mb: float = 0


@asynccontextmanager
async def beside(module: str, **plan: Any) -> AsyncIterator[tuple[asyncio.StreamWriter, asyncio.StreamReader]]:
    """A process of this folder that begins by what it is told; what more it is told, and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"bench.streams.{module}"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise ValueError("nobody to speak with")
        process.stdin.write(json.dumps(plan).encode() + b"\n")
        yield process.stdin, process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def measure(plan: Plan, port: int, pid: int, valkey_url: str) -> Found:
    """What the API process that listens on `port` bears."""
    ids = [str(uuid4()) for _ in range(plan.streams + plan.newcomers)]
    writing = {"valkey": valkey_url, "rate": plan.rate, "seconds": plan.seconds}
    async with (
        redis.Redis.from_url(valkey_url) as valkey,
        beside("speaking", spoken=ids[: plan.active], quiet=ids[plan.active :], **writing) as (told, said),
    ):
        for token in [await tutor.speak(valkey, str(uuid4()), str(uuid4()), 1, "Look.") for _ in range(WARM)]:
            (await opened(port, token)).transport.abort()
        await said.readline()
        tokens = await given(valkey, ids)
        found = Found(alone_mb=resident_mb(pid))
        listeners = await open_all(port, tokens[: plan.streams])
        found.openings = [listener.first.result() for listener in listeners]
        found.open_mb = resident_mb(pid)
        found.connections = sum(int(each["sub"]) > 0 for each in await valkey.client_list())
        before = cpu_seconds(pid)
        told.write(b"speak\n")
        found.firsts = await come_and_go(port, tokens[plan.streams :], plan.seconds)
        found.written = int(await said.readline())
        found.cpu = (cpu_seconds(pid) - before) / plan.seconds
        found.active_mb = resident_mb(pid)
        found.ages = await heard(listeners, found.written)
        for listener in listeners:
            listener.transport.abort()
        await asyncio.gather(*(listener.ended for listener in listeners))
        found.closed_mb = resident_mb(pid)
    return found


async def given(valkey: Any, ids: list[str]) -> list[str]:
    """A token a turn; two turns a learner."""
    users = [str(uuid4()) for _ in ids[::2]]
    return [await tutor_streams.give_token(valkey, id, users[number // 2]) for number, id in enumerate(ids)]


async def open_all(port: int, tokens: list[str]) -> list[Listener]:
    """All of them, some at once."""
    found: list[Listener] = []
    for start in range(0, len(tokens), AT_ONCE):
        found += await asyncio.gather(*(opened(port, token) for token in tokens[start : start + AT_ONCE]))
    return found


async def come_and_go(port: int, tokens: list[str], seconds: float) -> list[float]:
    """One after the other within the seconds: how long each waited for its first event."""

    async def come(token: str, after: float) -> float:
        await asyncio.sleep(after)
        listener = await opened(port, token)
        listener.transport.abort()
        return listener.first.result()

    return await asyncio.gather(*(come(token, n * seconds / len(tokens)) for n, token in enumerate(tokens)))


async def heard(listeners: list[Listener], written: int) -> list[float]:
    """How old each delta was when it came; ValueError unless each came, once."""
    ages: list[float] = []
    for _ in range(HEARD_WITHIN):
        ages = [age for listener in listeners for age in listener.ages]
        if len(ages) >= written:
            break
        await asyncio.sleep(0.1)
    if len(ages) != written:
        raise ValueError(f"{written} deltas were written and {len(ages)} were read")
    return ages
