"""What goes wrong under the learners: processes killed at their points, services killed, stopped, hanging and slow."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from contract_tests.chaos.bank import Mood
from contract_tests.chaos.client import Tally
from contract_tests.chaos.points import PERMIT, file_of
from contract_tests.chaos.servers import Servers

ANSWERS = 8
"""How many submissions are answered between two deaths, so that there is work to be killed in, and some that is not."""

APART_S = 4
"""Seconds after which the next death comes without them: something else is away just now."""

ROUND, REST_S = 16, 30
"""After so many deaths what is under way comes to its end: an endless loop is judged for longer than an API lives."""

Say = Callable[[str], None]


async def kill_at_each(labels: list[str], servers: Servers, tally: Tally, say: Say) -> list[str]:
    """Let an API die at each point once, where learners happen to be. Returns what is left when cancelled."""
    armed, died, folder = set(labels), 0, servers.points
    for label in labels:
        file_of(folder, label).touch()
    try:
        while armed:
            (folder / PERMIT).touch()
            with suppress(TimeoutError):
                async with asyncio.timeout(APART_S):
                    await tally.submitted_more(ANSWERS)
            gone = {label for label in armed if not file_of(folder, label).exists()}
            armed -= gone
            if (died + len(gone)) // ROUND > died // ROUND:
                say(f"APIs died at {died + len(gone)} of {len(labels)} points")
                with suppress(TimeoutError):
                    async with asyncio.timeout(REST_S):
                        await tally.settled()
            died += len(gone)
        say(f"APIs died at all {len(labels)} points")
    except asyncio.CancelledError:
        say(f"APIs died at {died} of {len(labels)} points")
    for label in armed:
        file_of(folder, label).unlink(missing_ok=True)
    return sorted(armed)


class Services:
    """Faults of everything but the API, by name; each brings back what it took away."""

    def __init__(self, servers: Servers, tally: Tally, chance: random.Random, say: Say) -> None:
        self.servers, self.tally, self.chance, self.say = servers, tally, chance, say
        self.done: list[str] = []
        self.known: dict[str, Callable[[], Awaitable[None]]] = {
            "postgres killed": lambda: self.away("postgres", 2, signal.SIGKILL),
            "postgres stopped at once": lambda: self.away("postgres", 1, signal.SIGQUIT, group=False),
            "postgres restarted": lambda: self.away("postgres", 0, signal.SIGINT, group=False),
            "valkey killed": lambda: self.away("valkey", 4),
            "evaluator killed": lambda: self.away("evaluator", 3),
            "evaluator hanging": lambda: self.hang("evaluator", 33),
            "worker killed": lambda: self.away("worker", 0),
            "problem bank slow": lambda: self.load("slow"),
            "problem bank gone": lambda: self.load("gone"),
            "problem bank torn": lambda: self.load("torn"),
            "content load killed": self.kill_load,
        }

    async def break_each(self, names: list[str], calm_s: float) -> None:
        """One after the other, with `calm_s` before each."""
        for name in names:
            await asyncio.sleep(calm_s)
            self.say(name)
            await self.known[name]()
            self.done.append(name)

    async def away(
        self, name: str, seconds: float, number: signal.Signals = signal.SIGKILL, group: bool = True
    ) -> None:
        await self.servers.kill(name, number, group)
        await asyncio.sleep(seconds)
        await self.servers.start(name)

    async def hang(self, name: str, seconds: float) -> None:
        self.servers.send(name, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.servers.send(name, signal.SIGCONT)

    async def load(self, mood: Mood) -> None:
        """Load from a bank in this mood: all of it or nothing, and the exit code says which."""
        self.servers.bank.mood = mood
        before = await self.content()
        try:
            code = await self.servers.load_content()
        finally:
            self.servers.bank.mood = "well"
        changed = await self.content() != before
        if (code == 0) != changed or changed != (mood in ("well", "slow")):
            self.tally.breach(
                f"content load from a bank that is {mood} ended with {code}, and content changed: {changed}"
            )

    async def kill_load(self) -> None:
        """Kill a load at some moment of its second."""
        before = await self.content()
        self.servers.bank.asked.clear()
        loading = asyncio.create_task(self.servers.load_content())
        await self.servers.bank.asked.wait()
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        after = await self.content()
        if after[1:] != before[1:]:
            self.tally.breach(f"a content load that was killed left {after} of {before}")

    async def content(self) -> tuple[str, int, int]:
        """The title that every bundle changes, and how many problems and drills there are."""
        db = await self.servers.connect()
        try:
            title = await db.fetchval(
                "SELECT public ->> 'title' FROM problems WHERE id = $1", self.servers.bank.bundle["problems"][0]["id"]
            )
            problems, drills = (
                await db.fetchval("SELECT count(*) FROM problems"),
                await db.fetchval("SELECT count(*) FROM drills"),
            )
            return title, problems, drills
        finally:
            await db.close()
