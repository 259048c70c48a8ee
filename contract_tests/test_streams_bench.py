"""`python -m bench.streams` in short: no delta is lost, and one connection to Valkey hears them all."""

from pathlib import Path

from app.settings import Settings
from bench.streams.__main__ import shown
from bench.streams.measuring import Plan, measure
from contract_tests.conftest import serve


async def test_every_delta_is_read_by_its_one_reader(settings: Settings, servers: Path) -> None:
    plan = Plan(streams=40, active=10, rate=10, seconds=1, newcomers=5)
    api, base = await serve(settings, servers, "streams")

    found = await measure(plan, int(base.rpartition(":")[2]), api.process.pid, settings.CO_REDIS_URL)
    await api.stop()

    assert (100, 100, 1) == (found.written, len(found.ages), found.connections)
    assert (40, 5) == (len(found.openings), len(found.firsts))
    assert "100 deltas" in shown(plan, found)
