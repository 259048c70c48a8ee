"""Turns that break off under their readers: Valkey restarted, the replica that spoke killed."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
import pytest_asyncio
import redis.asyncio as redis

from app import news, reader
from app.background import Background
from app.embedded import valkey as embedded
from app.embedded.data import free_port
from app.news import News
from app.valkey import Valkey
from domain import places, streams, tutor_streams, tutor_turns
from domain.errors import TooMany
from domain.tutor_prompts import Prompt
from tests.servers import PASSWORD

TEXT = "Look at the edges, then at what lies between them."


@pytest_asyncio.fixture
async def cache(valkey: str) -> AsyncIterator[Any]:
    async with Valkey.from_url(valkey) as client:
        yield client


@pytest_asyncio.fixture
async def heard(valkey: str) -> AsyncIterator[News]:
    listening = News(valkey)
    yield listening
    await listening.close()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are looked after as soon as it is quiet."""
    for module, name in ((news, "LOOK_S"), (news, "TICK_S"), (reader, "QUIET_S")):
        monkeypatch.setattr(module, name, 0.1)
    monkeypatch.setattr(places, "AGAIN_S", 1)


async def begun(cache: Any) -> str:
    """A turn that a model has begun to say."""
    turn_id = str(uuid4())
    await tutor_turns.write(cache, turn_id, iter([tutor_turns.hint(1, "model")]), produced=True)
    return turn_id


def names(said: bytes) -> list[str]:
    return [part.split(b"\n")[0].decode() for part in said.split(b"event: ")[1:]]


async def test_valkey_restarted_in_mid_turn_is_told_and_hangs_nobody(tmp_path: Path) -> None:
    port = free_port()
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
    await embedded.ready(server, port, PASSWORD)
    client = redis.Redis.from_url(embedded.url(port, PASSWORD), socket_connect_timeout=2)
    heard = News(embedded.url(port, PASSWORD))
    turn_id = await begun(client)
    reading = tutor_streams.read(heard, turn_id, None)
    first = await anext(reading)

    await server.stop()
    told = b"".join([said async for said in reading])
    away = b"".join([said async for said in tutor_streams.read(heard, turn_id, None)])
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
    await embedded.ready(server, port, PASSWORD)
    await client.connection_pool.disconnect()
    await client.delete(tutor_turns.producer_of(turn_id))
    last = first.split(b"\n")[0].removeprefix(b"id: ").decode()
    resumed = b"".join([said async for said in tutor_streams.read(heard, turn_id, last)])
    await heard.close()
    await client.aclose()
    await server.stop()

    assert (["problem"], ["problem"], ["problem"]) == (names(told), names(away), names(resumed))
    assert f"id: {last}".encode() == told.split(b"\n")[0]
    assert 503 == orjson.loads(told.split(b"data: ")[1])["status"]


async def test_a_valkey_that_no_longer_answers_is_told_and_heard_again_when_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "ANSWER_S", 1)
    port = free_port()
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
    await embedded.ready(server, port, PASSWORD)
    client, heard = Valkey.from_url(embedded.url(port, PASSWORD)), News(embedded.url(port, PASSWORD))
    turn_id = await begun(client)
    reading = [tutor_streams.read(heard, turn_id, None) for _ in range(3)]
    started = [await anext(each) for each in reading]

    server.process.send_signal(signal.SIGSTOP)
    told = [b"".join([said async for said in each]) for each in reading]
    server.process.send_signal(signal.SIGCONT)
    await tutor_turns._add(client, turn_id, *tutor_turns.authored(turn_id, 1, TEXT))
    after = b"".join([said async for said in tutor_streams.read(heard, turn_id, None)])
    await heard.close()
    await client.aclose()
    await server.stop()

    assert [["hint"]] * 3 == [names(each) for each in started]
    assert [["problem"]] * 3 == [names(each) for each in told]
    assert ["hint", "hint", "delta", "delta", "done"] == names(after)


async def test_a_place_that_an_outage_kept_is_given_back_after_it(tmp_path: Path) -> None:
    port, user, background = free_port(), str(uuid4()), Background()
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
    await embedded.ready(server, port, PASSWORD)
    client = redis.Redis.from_url(embedded.url(port, PASSWORD), socket_connect_timeout=2)
    heard = News(embedded.url(port, PASSWORD))
    turn_id = await begun(client)
    place = await places.take(client, background, user, 2)
    reading = places.read_in(place, tutor_streams.read(heard, turn_id, None))
    await anext(reading)

    await server.stop()
    told = b"".join([said async for said in reading])
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
    await embedded.ready(server, port, PASSWORD)
    kept = await client.zcard(f"tutor:open:{user}")
    await asyncio.wait(background.tasks)
    left = await client.zcard(f"tutor:open:{user}")
    await heard.close()
    await client.aclose()
    await server.stop()

    assert (["problem"], 1, 0) == (names(told), kept, left)


async def test_a_place_lapses_with_its_process_and_never_under_a_reader(
    cache: Any, heard: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, background, turn_id = str(uuid4()), Background(), await begun(cache)
    taken = [await places.take(cache, background, user, 2) for _ in ("killed", "reading")]
    reading = places.read_in(taken[1], tutor_streams.read(heard, turn_id, None))
    await anext(reading)
    monkeypatch.setattr(places, "SAY_S", 0)
    with pytest.raises(TooMany):
        await places.take(cache, background, user, 2)

    # As if nothing had been said of either since.
    await cache.zadd(places.places_of(user), {place.name: time.time() - places.LEASE_S - 1 for place in taken})
    silent = [await anext(reading) for _ in range(2)]
    await places.take(cache, background, user, 2)
    held = await cache.zrange(places.places_of(user), 0, -1)

    await reading.aclose()
    assert ([streams.HEARTBEAT] * 2, 2) == (silent, len(held))
    assert (False, True) == tuple(place.name.encode() in held for place in taken)
    assert 1 == await cache.zcard(places.places_of(user))


async def test_a_turn_whose_replica_was_killed_ends_with_a_problem(cache: Any, heard: News) -> None:
    turn_id = await begun(cache)
    reading = tutor_streams.read(heard, turn_id, None)
    first, waiting = await anext(reading), await anext(reading)

    await cache.delete(tutor_turns.producer_of(turn_id))
    rest = b"".join([said async for said in reading])

    assert (["hint"], streams.HEARTBEAT) == (names(first), waiting)
    assert ["problem"] == names(rest)


async def test_a_turn_that_ended_just_as_its_replica_went_is_read_to_its_end(cache: Any, heard: News) -> None:
    turn_id = await begun(cache)
    reading = tutor_streams.read(heard, turn_id, None)
    await anext(reading)
    await tutor_turns._add(cache, turn_id, *tutor_turns.authored(turn_id, 1, TEXT))
    await cache.delete(tutor_turns.producer_of(turn_id))

    rest = b"".join([said async for said in reading if said != streams.HEARTBEAT])

    assert ["hint", "delta", "delta", "done"] == names(rest)


async def test_a_stream_that_is_gone_is_never_begun_in_the_middle(cache: Any) -> None:
    turn_id = str(uuid4())

    with pytest.raises(tutor_turns.Deserted):
        await tutor_turns._add(cache, turn_id, ("delta", {"text": "and so on"}))

    assert 0 == await cache.exists(tutor_turns.stream_of(turn_id))


async def test_a_turn_asked_for_again_is_under_way_while_it_is_said_or_whole(cache: Any) -> None:
    turn_id = await begun(cache)
    found = [await tutor_turns.is_under_way(cache, turn_id)]
    await cache.delete(tutor_turns.producer_of(turn_id))
    found.append(await tutor_turns.is_under_way(cache, turn_id))
    await tutor_turns._add(cache, turn_id, *tutor_turns.authored(turn_id, 1, TEXT))
    found.append(await tutor_turns.is_under_way(cache, turn_id))

    assert [True, False, True] == found


class Says:
    """A model that has said this."""

    model = "small"

    async def stream(self, *_: Any) -> AsyncGenerator[str | dict[str, int]]:
        yield TEXT
        yield {"input": 1, "output": 10}


class Full:
    """A database that is busy until the test says otherwise."""

    def __init__(self) -> None:
        self.asked, self.free = asyncio.Event(), asyncio.Event()

    async def execute(self, *_: Any) -> str:
        self.asked.set()
        await self.free.wait()
        return "UPDATE 1"


async def test_a_turn_that_waits_for_the_database_is_still_under_way(
    cache: Any, heard: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tutor_turns, "WATCH_S", 0.05)
    turn, db, asked = tutor_turns.Turn(await begun(cache), str(uuid4()), 1, "Authored."), Full(), Prompt([], "1", "")
    problem = orjson.dumps({"title": "", "statement": "", "hints": []})
    producing = asyncio.create_task(tutor_turns.produce(db, cache, Says(), turn, asked, problem))  # type: ignore[arg-type]
    await db.asked.wait()

    # As if its time were over.
    await cache.delete(tutor_turns.producer_of(turn.id))
    looking = [await cache.exists(tutor_turns.producer_of(turn.id)) for _ in range(1000)]
    db.free.set()
    await producing
    said = b"".join([part async for part in tutor_streams.read(heard, turn.id, None)])

    assert (1, ["hint", "delta", "done"]) == (looking[-1], names(said))
