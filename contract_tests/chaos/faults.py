"""What goes wrong under the learners: processes killed at their points, services killed, stopped, hanging and slow."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from contract_tests.chaos.bank import Mood
from contract_tests.chaos.client import Tally
from contract_tests.chaos.points import PERMIT, file_of
from contract_tests.chaos.servers import Servers

ARMED = 8
"""How many points are open at once: the first that is passed is where a process dies."""

APART_S = 0.8
"""Between two deaths, so that there is work to be killed in, and some that is not."""

Say = Callable[[str], None]


async def kill_at_each(labels: list[str], folder: Path, say: Say) -> list[str]:
    """Let an API die at each point in turn, as soon as a learner passes it. Returns what is left when cancelled."""
    waiting, armed, died = list(labels), set[str](), 0
    try:
        while waiting or armed:
            while waiting and len(armed) < ARMED:
                armed.add(waiting[0])
                file_of(folder, waiting.pop(0)).touch()
            await asyncio.sleep(APART_S)
            (folder / PERMIT).touch()
            gone = {label for label in armed if not file_of(folder, label).exists()}
            armed -= gone
            if (died + len(gone)) // 20 > died // 20:
                say(f"APIs died at {died + len(gone)} of {len(labels)} points")
            died += len(gone)
        say(f"APIs died at all {len(labels)} points")
    except asyncio.CancelledError:
        say(f"APIs died at {died} of {len(labels)} points")
    for label in armed:
        file_of(folder, label).unlink(missing_ok=True)
    return [*armed, *waiting]


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
