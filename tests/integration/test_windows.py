"""Moving windows of a minute: in Valkey, and while it is away."""

from pathlib import Path
from uuid import uuid4

import pytest

from app import metrics, windows
from app.embedded import valkey as embedded
from app.embedded.data import free_port
from app.windows import Counter, Limit


def wide() -> Limit:
    return Limit(f"limits:{{{uuid4()}}}:all", 5)


def counted() -> float:
    (family,) = metrics.LIMITS_LOCAL.collect()
    return family.samples[0].value


async def test_a_window_is_shared_by_all_who_count(valkey: str) -> None:
    one, two, limit = Counter(valkey), Counter(valkey), wide()
    found = [await (one, two)[i % 2].hit([limit]) for i in range(7)]
    await one.close()
    await two.close()

    assert [(True, 4), (True, 3), (True, 2), (True, 1), (True, 0), (False, 0), (False, 0)] == [
        (standing.allowed, standing.left) for standing in found
    ]


async def test_of_several_limits_all_count_or_none(valkey: str) -> None:
    counter, limit = Counter(valkey), wide()
    narrow = Limit(f"{limit.key}:narrow", 2)
    both = [await counter.hit([limit, narrow]) for _ in range(4)]
    alone = await counter.hit([limit])
    await counter.close()

    assert [(True, 2, 1), (True, 2, 0), (False, 2, 0), (False, 2, 0)] == [standing[:3] for standing in both]
    assert (True, 5, 2) == alone[:3]


async def test_what_is_promised_for_later_is_kept(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MINUTE_US", 300_000)
    counter, limit = Counter(valkey), wide()
    found = [await counter.hit([limit]) for _ in range(5)]
    while not (last := await counter.hit([limit])).allowed:
        assert (False, 5, 0, 1) == last
    await counter.close()

    assert all(standing.allowed for standing in found)


async def test_without_valkey_each_process_counts_and_with_it_all_do_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "LOCAL_S", 0)
    port, before = free_port(), counted()
    one, two = Counter(embedded.url(port, "p")), Counter(embedded.url(port, "p"))
    limit = wide()
    narrow = Limit(f"{limit.key}:narrow", 1)

    away = [(await counter.hit([limit, narrow]))[:3] for counter in (one, one, two)]
    server = await embedded.start(tmp_path / "valkey", tmp_path, port, "p")
    await embedded.ready(server, port, "p")
    back = [(await counter.hit([limit]))[:3] for counter in (one, two)]
    await one.close()
    await two.close()
    await server.stop()

    assert [(True, 1, 0), (False, 1, 0), (True, 1, 0)] == away
    assert [(True, 5, 4), (True, 5, 3)] == back
    assert 3 == counted() - before


async def test_a_process_does_not_ask_for_a_valkey_that_is_away_at_every_request() -> None:
    counter = Counter(embedded.url(free_port(), "p"))
    await counter.hit([wide()])
    until = counter.local_until
    await counter.hit([wide()])
    await counter.close()

    assert until == counter.local_until
