"""What is written into Valkey's streams, heard by all readers of this process on one connection."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from itertools import islice
from typing import Any

import hiredis
import redis.asyncio as redis
import structlog
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import InvalidResponse, RedisError, ResponseError
from redis.maint_notifications import MaintNotificationsConfig

from app.reader import ENTRIES, Reader, away
from domain.ports import Entry
from domain.streams import order

log = structlog.get_logger()

LOOK_S = 5
"""How often it is asked whether a stream in which nothing appears is still written."""
ANSWER_S = 5
"""A Valkey that takes longer than this for an answer is away."""
TICK_S = 0.5
PAUSE_S = 0.01
"""Between rounds of reading: what is rung for meanwhile costs one question together."""
CHUNK = 64 * 1024
READERS = 100
"""Who is served at once, so that nobody waits long."""


class News:
    """As domain.ports.News has it: who reads a stream subscribes to the channel of its name, on which writers ring.

    One connection does both, so that what is written after a reader was told of nothing is always rung for. Who does
    not ask is not read for: a slow reader holds no memory.
    """

    def __init__(self, url: str) -> None:
        # Time is kept here: redis-py does it by asyncio.wait_for, which in Python 3.11 may swallow a cancellation.
        self.pool = redis.ConnectionPool.from_url(
            url,
            protocol=3,
            socket_timeout=None,
            socket_connect_timeout=2,
            socket_keepalive=True,
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self.readers: dict[str, set[Reader]] = {}
        self.fresh: set[str] = set()
        self.left: set[str] = set()
        self.ready: dict[Reader, None] = {}
        # Whom Valkey is asked about: whose writers first, then whose streams.
        self.asked: deque[Reader] = deque()
        self.round: list[Reader] = []
        self.answer_by, self.look_at = math.inf, -math.inf
        self.work = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def read(self, stream: str, after: str, while_there: str | None = None) -> AsyncGenerator[list[Entry]]:
        reader = Reader(stream, after, while_there, self._now())
        self._enter(reader)
        try:
            while (found := await self._next(reader)) is not None:
                yield found
        finally:
            self._leave(reader)

    async def close(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait({self.task})

    def _enter(self, reader: Reader) -> None:
        if self.task is None:
            self.task = asyncio.create_task(self._run())
        if reader.stream not in self.readers:
            self.readers[reader.stream] = set()
            if reader.stream in self.left:
                self.left.discard(reader.stream)
            else:
                self.fresh.add(reader.stream)
        self.readers[reader.stream].add(reader)

    def _leave(self, reader: Reader) -> None:
        self.ready.pop(reader, None)
        others = self.readers.get(reader.stream, set())
        others.discard(reader)
        if not others and self.readers.pop(reader.stream, None) is not None:
            if reader.stream in self.fresh:
                self.fresh.discard(reader.stream)
            else:
                self.left.add(reader.stream)
                self.work.set()

    async def _next(self, reader: Reader) -> list[Entry] | None:
        if reader not in self.readers.get(reader.stream, ()):
            raise away()
        if reader.new:
            self._serve(reader)
        return await reader.wait()

    def _serve(self, reader: Reader) -> None:
        self.ready[reader] = None
        self.work.set()

    async def _run(self) -> None:
        """Serve until Valkey is away; everybody is told, and whoever comes next begins anew."""
        connection: Any = self.pool.make_connection()  # type: ignore[no-untyped-call]
        try:
            async with asyncio.TaskGroup() as tasks:
                async with asyncio.timeout(ANSWER_S):
                    await connection.connect()
                tasks.create_task(self._ask(connection))
                tasks.create_task(self._hear(connection))
        except* (RedisError, OSError) as faults:
            log.warning("news", fault=type(faults.exceptions[0]).__name__)
        finally:
            self._end()
            await connection.disconnect(nowait=True)

    def _end(self) -> None:
        for reader in [each for others in self.readers.values() for each in others]:
            reader.fail()
        for kept in (self.readers, self.fresh, self.left, self.ready, self.asked, self.round):
            kept.clear()
        self.answer_by, self.task = math.inf, None

    async def _ask(self, connection: Any) -> None:
        """Send what is to be asked, one round of reading at a time."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self.work.wait()
            self.work.clear()
            self._look()
            commands = self._subscriptions()
            if not self.round and self.ready:
                commands += self._reading()
            if commands:
                async with asyncio.timeout(ANSWER_S):
                    await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
                await asyncio.sleep(PAUSE_S)
            if self._now() > self.answer_by:
                raise NotConnected("Valkey does not answer.")

    def _look(self) -> None:
        """Have those looked at in whose streams nothing has appeared for a while."""
        now = self._now()
        if now >= self.look_at:
            self.look_at = now + TICK_S
            for others in self.readers.values():
                self.ready.update((each, None) for each in others if each.waiting is not None and now >= each.look_at)

    def _subscriptions(self) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        if self.fresh:
            found.append(("SUBSCRIBE", *self.fresh))
            self.fresh.clear()
        if self.left:
            found.append(("UNSUBSCRIBE", *self.left))
            self.left.clear()
        return found

    def _reading(self) -> list[tuple[Any, ...]]:
        """Whether those are still written of whom it is time to ask, and then what has appeared."""
        now = self._now()
        self.round = list(islice(self.ready, READERS))
        found: list[tuple[Any, ...]] = []
        behind: dict[str, str] = {}
        for reader in self.round:
            del self.ready[reader]
            reader.over = False
            if reader.while_there is not None and now >= reader.look_at:
                self.asked.append(reader)
                found.append(("EXISTS", reader.while_there))
            reader.new, reader.look_at = False, now + LOOK_S
            others = behind.get(reader.stream)
            behind[reader.stream] = reader.last if others is None else min(others, reader.last, key=order)
        found.append(("XREAD", "COUNT", ENTRIES, "STREAMS", *behind, *behind.values()))
        self.answer_by = now + ANSWER_S
        return found

    async def _hear(self, connection: Any) -> None:
        """Take in answers, which come in the order of the questions, and what is rung in between."""
        # Not by redis-py's connection: it takes three coroutines an answer, and others have no turn meanwhile.
        answers = hiredis.Reader(protocolError=InvalidResponse, replyError=ResponseError)
        while True:
            data = await connection._reader.read(CHUNK)
            if not data:
                raise NotConnected("Valkey closed the connection.")
            answers.feed(data)
            while (said := answers.gets()) is not False:
                if isinstance(said, Exception):
                    raise said
                if isinstance(said, hiredis.PushNotification):
                    if said[0] == b"message":
                        self._rung(said[1].decode())
                elif self.asked:
                    self.asked.popleft().over = not said
                else:
                    self._tell({name.decode(): [*map(_entry, entries)] for name, entries in (said or {}).items()})
            # Reading goes on at once where more is there: others have their turn all the same.
            await asyncio.sleep(0)

    def _rung(self, stream: str) -> None:
        for reader in self.readers.get(stream, ()):
            reader.new = True
            if reader.waiting is not None:
                self._serve(reader)

    def _tell(self, found: dict[str, list[Any]]) -> None:
        """Give the readers of this round what there is for them."""
        now = self._now()
        for reader in self.round:
            reader.tell(found.get(reader.stream, ()), now)
        self.round, self.answer_by = [], math.inf
        if self.ready:
            self.work.set()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _entry(said: Any) -> Entry:
    id, flat = said
    return Entry(id.decode(), dict(zip(flat[::2], flat[1::2], strict=True)))
