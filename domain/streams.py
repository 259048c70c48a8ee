"""Events in a Valkey stream: written with a ring for those who read it, and read as server-sent events anywhere."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import orjson
import structlog
from redis.exceptions import RedisError

from domain.ports import Entry, Json, News

log = structlog.get_logger()

START = "0-0"
"""The id before all others."""
HEARTBEAT = b": still here\n\n"
BROKEN_OFF = {"type": "/problems/unavailable", "title": "Service Unavailable", "status": 503}


def add(pipe: Any, stream: str, events: Iterable[tuple[str, Json]], begun: bool = True) -> None:
    """Write events into a stream (one that was `begun`, or none is), as part of what `pipe` sends."""
    for name, data in events:
        pipe.xadd(stream, {"event": name, "data": orjson.dumps(data)}, nomkstream=begun)
    # app/news.py listens on the channel of the stream's name.
    pipe.publish(stream, b"")


async def read(
    news: News, stream: str, after: str, last: Iterable[bytes], broken_off: str, while_there: str | None = None
) -> AsyncGenerator[bytes]:
    """The events behind the id `after` as server-sent events, heartbeats between them, to one of the names `last`.

    It ends with a problem, of detail `broken_off`, when no key `while_there` is left or Valkey goes away.
    """
    ends = frozenset(last)
    try:
        async with aclosing(news.read(stream, after, while_there)) as reading:
            async for entries in reading:
                yield b"".join(map(_event, entries)) or HEARTBEAT
                if entries:
                    after = entries[-1].id
                    if entries[-1].fields[b"event"] in ends:
                        return
    except (RedisError, OSError):
        log.warning("broken off")
    # With the id of the last event, so that reading can still go on behind it.
    problem = orjson.dumps({**BROKEN_OFF, "detail": broken_off})
    yield b"id: %b\nevent: problem\ndata: %b\n\n" % (after.encode(), problem)


def _event(entry: Entry) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (entry.id.encode(), entry.fields[b"event"], entry.fields[b"data"])


def order(event_id: str) -> tuple[int, ...]:
    """By which the ids of events are in order."""
    return tuple(map(int, event_id.split("-")))
