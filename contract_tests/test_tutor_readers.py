"""Those who read a turn: on one connection to Valkey, too slowly, and when what they read of goes away."""

import asyncio
import select
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest_asyncio

from app import tokens
from app.embedded import valkey as embedded
from app.embedded.child import Child
from app.embedded.data import free_port
from app.settings import Settings
from app.valkey import Valkey
from contract_tests.conftest import serve
from contract_tests.learner import Learner
from contract_tests.test_tutor import parse, read
from contract_tests.test_tutor_model import HINT, asked, whole
from domain import streams, tutor_streams, tutor_turns
from tests.scripted_model import ScriptedModel, says, scripted_model, stops
from tests.servers import PASSWORD

READ_S = 0.5
READERS = 20
LARGE = "x" * 10_000
MANY = 300
"""Deltas of this size: more than a socket takes of which nobody reads, with all that is kept for it."""


@dataclass
class Apart:
    """Two APIs with a model and a Valkey of their own, which can be ended, and a learner at each."""

    stack: AsyncExitStack
    model: ScriptedModel
    valkey: Child
    folder: Path
    port: int
    first: Child
    second: Child
    here: Learner
    there: Learner
    client: Any

    async def restart_valkey(self) -> None:
        await self.valkey.stop()
        self.valkey = await embedded.start(self.folder / "valkey", self.folder, self.port, PASSWORD)
        self.stack.push_async_callback(self.valkey.stop)
        await embedded.ready(self.valkey, self.port, PASSWORD)


@pytest_asyncio.fixture
async def apart(settings: Settings, base: str, http: aiohttp.ClientSession, tmp_path: Path) -> AsyncIterator[Apart]:
    async with AsyncExitStack() as stack:
        model, port = await stack.enter_async_context(scripted_model()), free_port()
        valkey = await embedded.start(tmp_path / "valkey", tmp_path, port, PASSWORD)
        stack.push_async_callback(valkey.stop)
        await embedded.ready(valkey, port, PASSWORD)
        more = {"TUTOR_BASE": model.base, "TUTOR_MODEL": "small", "CO_READ_SECONDS": READ_S}
        own = settings.model_copy(update={**more, "CO_REDIS_URL": embedded.url(port, PASSWORD)})
        started = await asyncio.gather(serve(own, tmp_path, "first"), serve(own, tmp_path, "second"))
        for api, _ in started:
            stack.push_async_callback(api.stop)
        user = str(uuid4())
        (first, one), (second, two) = started
        here, there = (Learner(url, http, user, tokens.sign(own, user, tokens.LEARNER_SCOPES)) for url in (one, two))
        client = await stack.enter_async_context(Valkey.from_url(own.CO_REDIS_URL))
        yield Apart(stack, model, valkey, tmp_path, port, first, second, here, there, client)


async def first_of(learner: Learner, turn: Any, stack: AsyncExitStack) -> tuple[aiohttp.StreamReader, str]:
    """A stream that is being read, and what came first."""
    url, query = learner.base + turn["stream_url"], {"token": turn["token"]}
    answer = await stack.enter_async_context(learner.http.get(url, params=query))
    text = ""
    while "\n\n" not in text:
        text += (await answer.content.readany()).decode()
    return answer.content, text


async def test_all_readers_of_a_process_share_one_connection_to_valkey(apart: Apart) -> None:
    turns = []
    for _ in range(READERS):
        turn_id = str(uuid4())
        await tutor_turns.write(apart.client, turn_id, iter([tutor_turns.hint(1, "model")]), produced=True)
        token = await tutor_streams.give_token(apart.client, turn_id, str(uuid4()))
        turns.append({"stream_url": "/v1/tutor/stream", "token": token, "turn_id": turn_id})
    async with AsyncExitStack() as stack:
        first, _ = await first_of(apart.here, turns[0], stack)
        before = {each["id"] for each in await apart.client.client_list()}
        reading = [first, *[(await first_of(apart.here, turn, stack))[0] for turn in turns[1:]]]
        after = await apart.client.client_list()
        for turn in turns:
            done = ("done", {"turn_id": turn["turn_id"]})
            await tutor_turns._add(apart.client, turn["turn_id"], done)
        rest = [(await each.read()).decode() for each in reading]

    assert [READERS] == [int(each["sub"]) for each in after if int(each["sub"])]
    assert before == {each["id"] for each in after}
    assert [turn["turn_id"] for turn in turns] == [parse(text)[-1][2]["turn_id"] for text in rest]


async def test_who_stops_reading_is_cut_off_and_can_go_on_behind_what_they_read(apart: Apart) -> None:
    turn = await asked(apart.here, apart.model, says(HINT, pause_after=3))
    host, _, port = apart.here.base.removeprefix("http://").partition(":")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect((host, int(port)))
        slow.sendall(f"GET {turn['stream_url']}?token={turn['token']} HTTP/1.1\r\nHost: co\r\n\r\n".encode())
        async with apart.client.pipeline() as pipe:
            events = [("delta", {"text": f"{number} {LARGE}"}) for number in range(MANY)]
            streams.add(pipe, tutor_turns.stream_of(turn["turn_id"]), events)
            await pipe.execute()
        # Nothing of it is read until the other side has cut the connection.
        cut = select.poll()
        cut.register(slow, 0)
        assert await asyncio.to_thread(cut.poll, 30_000)
        heard = received(slow)
    start = parse(heard[: heard.rindex("\n\n")])
    apart.model.go_on.set()

    _, rest = await read(apart.there, turn, **{"Last-Event-ID": start[-1][0]})

    stored = await apart.client.xrange(tutor_turns.stream_of(turn["turn_id"]))
    assert [id.decode() for id, _ in stored] == [id for id, _, _ in start + rest]
    assert MANY < len(start + rest) and len(start) < MANY
    assert "done" == rest[-1][1]


def received(connection: socket.socket) -> str:
    """The events in what has come over a connection that is cut, without its chunks' lengths."""
    data = b""
    try:
        while more := connection.recv(65_536):
            data += more
    except ConnectionResetError:
        pass
    lines = data.partition(b"\r\n\r\n")[2].split(b"\r\n")
    return b"".join(lines[1::2]).decode()


async def test_a_replica_killed_in_mid_turn_is_told_elsewhere_and_the_hint_can_be_asked_for_again(apart: Apart) -> None:
    turn = await asked(apart.here, apart.model, stops("Think of what a day"))
    async with AsyncExitStack() as stack:
        reading, start = await first_of(apart.there, turn, stack)
        await apart.model.begun.wait()
        apart.first.process.kill()
        text = start + (await reading.read()).decode()
    apart.model.then(says(HINT))
    again = await apart.there.ask(await session_of(apart.there), 1)

    assert ["hint", "problem"] == [name for _, name, _ in parse(text) if name != "delta"]
    assert 503 == parse(text)[-1][2]["status"]
    assert "done" == (await read(apart.there, again))[1][-1][1]


async def test_valkey_and_the_producer_failing_together_hang_nobody(apart: Apart) -> None:
    turn = await asked(apart.here, apart.model, stops("Think of what a day"))
    async with AsyncExitStack() as stack:
        reading, start = await first_of(apart.there, turn, stack)
        await apart.model.begun.wait()
        apart.first.process.kill()
        await apart.restart_valkey()
        told = parse(start + (await reading.read()).decode())
    await apart.client.connection_pool.disconnect()
    # As if its time were over: the test before this one waits for that.
    await apart.client.delete(tutor_turns.producer_of(turn["turn_id"]))
    _, rest = await read(apart.there, turn, **{"Last-Event-ID": told[-1][0]})
    apart.model.then(says(HINT))
    again = await apart.there.ask(await session_of(apart.there), 1)
    _, events = await read(apart.there, again)

    assert ("problem", "problem") == (told[-1][1], rest[-1][1])
    assert (HINT, "model") == whole(events)


async def session_of(learner: Learner) -> Any:
    return (await learner.get("/sessions"))["items"][0]


async def test_a_turn_is_read_whole_by_who_is_cut_at_every_event_while_it_is_said(apart: Apart) -> None:
    turn = await asked(apart.here, apart.model, says(HINT * 8, pause_after=100))
    heard: list[tuple[str, str, Any]] = []
    while not heard or heard[-1][1] != "done":
        after = {"Last-Event-ID": heard[-1][0]} if heard else {}
        heard += await next_event((apart.there, apart.here)[len(heard) % 2], turn, after)
        if len(heard) == 6:
            apart.model.go_on.set()

    assert (HINT * 8, "model") == whole(heard)
    assert len(heard) == len({id for id, _, _ in heard}) > 20


async def next_event(learner: Learner, turn: Any, after: dict[str, str]) -> list[tuple[str, str, Any]]:
    """One event, and the connection is cut."""
    url, query = learner.base + turn["stream_url"], {"token": turn["token"]}
    while True:
        async with learner.http.get(url, params=query, headers=after) as answer:
            # Those who were cut before may not have left yet.
            if answer.status != 429:
                assert 200 == answer.status
                text = ""
                while "\n\n" not in text:
                    text += (await answer.content.readline()).decode()
                return parse(text)
