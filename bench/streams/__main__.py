"""`python -m bench.streams`: memory, time to the first event and age of deltas with many streams open on one process.

Servers of its own: PostgreSQL, Valkey, and an API as `python -m app serve` starts it. The turns are written by another
process, as another replica would, by the same code and without a model; with --spoken the API itself has a model speak
them, which is another process. The readers are this one.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

from app import content
from app.embedded import throwaway
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.settings import Settings
from bench.streams import measuring, spoken
from bench.streams.measuring import ROOT, Found, Plan, beside
from bench.streams.spoken import Spoken
from tests.servers import throwaway_valkey

KEY = "a development key for the bench, 32 bytes or more"
FILES = 8192


async def read(plan: Plan, folder: Path) -> str:
    """Of turns that another process writes."""
    async with serving(plan, folder) as (settings, port, pid):
        return shown(plan, await measuring.measure(plan, port, pid, settings.CO_REDIS_URL))


async def speak(plan: Plan, folder: Path) -> str:
    """Of turns that a model speaks."""
    async with beside("model", words=spoken.words_of(plan), rate=plan.rate) as (told, said):
        model = {"TUTOR_BASE": (await said.readline()).decode().strip(), "TUTOR_MODEL": "paced"}
        async with serving(plan, folder, **model) as (settings, port, pid):
            found = await spoken.measure(plan, settings, port, pid)
        told.write_eof()
        return shown_spoken(plan, found, json.loads(await said.read()))


@asynccontextmanager
async def serving(plan: Plan, folder: Path, **more: Any) -> AsyncIterator[tuple[Settings, int, int]]:
    """An API on servers in `folder`: its settings, its port and its process."""
    async with throwaway.running(folder) as db_url, throwaway_valkey(folder) as valkey_url:
        settings = Settings(
            CO_DB_URL=db_url,
            CO_REDIS_URL=valkey_url,
            EVAL_BASE="http://127.0.0.1:1",
            CO_JWT_DEV_KEY=KEY,
            CO_CONNECTIONS=2 * (plan.streams + plan.active + plan.newcomers),
            **more,
        )
        await content.load_all(settings)
        environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
        port = free_port()
        command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
        api = await Child.start("the API", command, folder / "api.log", env=environ, cwd=ROOT)
        try:
            await api.ready(lambda: answers_http(port, "/healthz"))
            yield settings, port, api.process.pid
        finally:
            await api.stop()


def shown(plan: Plan, found: Found) -> str:
    """A line for each thing that was measured."""
    each = 1024 * (found.open_mb - found.alone_mb) / plan.streams
    return "\n".join(
        [
            f"memory of the API process, MB: {found.alone_mb:.0f} alone, {found.open_mb:.0f} with {plan.streams} "
            f"streams open ({each:.0f} KB each), {found.active_mb:.0f} with {plan.active} of them spoken, "
            f"{found.closed_mb:.0f} when all had gone",
            f"first event, ms: {percentiles(found.openings)} while the streams were opened, "
            f"{percentiles(found.firsts)} for {plan.newcomers} newcomers while {plan.active} were spoken",
            f"age of {found.written} deltas when read, ms: {percentiles(found.ages)}; "
            f"{found.written / plan.seconds:.0f} a second, {found.cpu:.2f} of a core in the API process",
            f"connections to Valkey that hear of them: {found.connections}",
        ]
    )


def shown_spoken(plan: Plan, found: Spoken, late: list[float]) -> str:
    """The same of turns that were spoken; `late` is by how much the model was."""
    return "\n".join(
        [
            f"memory of the API process, MB: {found.alone_mb:.0f} alone, {found.idle_mb:.0f} with {plan.streams} "
            f"silent streams open, {found.spoken_mb:.0f} with {plan.active} turns spoken",
            f"{len(found.turns)} turns begun while {plan.active} were spoken, every byte read once and in order; "
            f"{found.broken} were broken off; ms:",
            f"first event {percentiles([turn.hint for turn in found.turns])}",
            f"first delta from the 202 on {percentiles([turn.first for turn in found.turns])}",
            f"each delta {percentiles([took for turn in found.turns for took in turn.deltas])}",
            f"the model was late by {percentiles(late)}, which the deltas' times hold too",
            f"{found.deltas:.0f} deltas read a second, {found.cpu:.2f} of a core in the API process",
        ]
    )


def percentiles(values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return "p50 {:.1f}, p95 {:.1f}, p99 {:.1f}, most {:.1f}".format(
        *(1000 * value for value in (cuts[49], cuts[94], cuts[98], max(values)))
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.streams", description=__doc__)
    for name, default in vars(Plan()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    parser.add_argument("--spoken", action="store_true", help="by a model, the other streams being silent")
    given = vars(parser.parse_args())
    measure = speak if given.pop("spoken") else read
    plan = Plan(**given)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="co-streams-") as folder:
        print(uvloop.run(measure(plan, Path(folder))))
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
