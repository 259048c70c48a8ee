"""What many ask Valkey at once: in one round trip, and each hears of their own."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest_asyncio
import redis.asyncio as redis
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import ResponseError

from app.embedded.data import free_port
from app.valkey import AT_ONCE, Valkey


class Counted(Valkey):
    """One that counts its round trips."""

    trips = 0

    def pipeline(self, *args: Any, **options: Any) -> Any:
        self.trips += 1
        return super().pipeline(*args, **options)


@pytest_asyncio.fixture
async def client(valkey: str) -> AsyncIterator[Counted]:
    opened = Counted(connection_pool=redis.ConnectionPool.from_url(valkey))
    yield opened
    await opened.connection_pool.disconnect()


def count(key: str, pipe: Any, times: int = 1) -> None:
    for _ in range(times):
        pipe.incr(key)


async def test_what_is_asked_at_once_is_asked_in_one_round_trip_and_answered_each(client: Counted) -> None:
    keys = [str(uuid4()) for _ in range(20)]

    found = await asyncio.gather(*(client.together(partial(count, key, times=n)) for n, key in enumerate(keys)))

    assert [[*range(1, n + 1)] for n in range(20)] == found
    assert 1 == client.trips


async def test_more_than_are_served_at_once_come_in_the_order_in_which_they_asked(client: Counted) -> None:
    key = str(uuid4())

    found = await asyncio.gather(*(client.together(partial(count, key)) for _ in range(2 * AT_ONCE + 1)))

    assert [[n] for n in range(1, 2 * AT_ONCE + 2)] == found
    assert 3 == client.trips


async def test_a_command_that_fails_fails_for_who_asked_it_alone(client: Counted) -> None:
    first, wrong, last = (str(uuid4()) for _ in range(3))
    await client.set(wrong, "no number")

    found = await asyncio.gather(
        *(client.together(partial(count, key)) for key in (first, wrong, last)), return_exceptions=True
    )

    assert ([1], ResponseError, [1]) == (found[0], type(found[1]), found[2])


async def test_what_cannot_be_asked_keeps_nobody_else_from_asking(client: Counted) -> None:
    def break_down(pipe: Any) -> None:
        pipe.incr("half of it")
        raise ValueError("the rest")

    async with asyncio.timeout(30):
        found = await asyncio.gather(
            *(client.together(fill) for fill in (break_down, partial(count, str(uuid4())))), return_exceptions=True
        )

    assert (ValueError, [1]) == (type(found[0]), found[1])


async def test_who_gave_up_before_it_was_asked_asks_nothing(client: Counted) -> None:
    kept, dropped = str(uuid4()), str(uuid4())
    asking = [asyncio.create_task(client.together(partial(count, key))) for key in (dropped, kept)]
    await asyncio.sleep(0)

    asking[0].cancel()

    assert [1] == await asking[1]
    assert 0 == await client.exists(dropped)


async def test_an_outage_is_told_to_all_who_asked_and_to_nobody_after_it(client: Counted, valkey: str) -> None:
    key, pool = str(uuid4()), client.connection_pool
    client.connection_pool = redis.ConnectionPool.from_url(f"redis://127.0.0.1:{free_port()}")

    told = await asyncio.gather(*(client.together(partial(count, key)) for _ in range(3)), return_exceptions=True)
    client.connection_pool = pool

    assert [NotConnected] * 3 == [type(each) for each in told]
    assert [1] == await client.together(partial(count, key))
