"""`python -m bench.streams` in short: no delta is lost, and one connection to Valkey hears them all."""

import json
from pathlib import Path

from app.settings import Settings
from bench.streams import spoken
from bench.streams.__main__ import shown, shown_spoken
from bench.streams.measuring import Plan, beside, measure
from contract_tests.conftest import serve


async def test_every_delta_is_read_by_its_one_reader(settings: Settings, servers: Path) -> None:
    plan = Plan(streams=40, active=10, rate=10, seconds=1, newcomers=5)
    api, base = await serve(settings, servers, "streams")

    found = await measure(plan, int(base.rpartition(":")[2]), api.process.pid, settings.CO_REDIS_URL)
    await api.stop()

    assert (100, 100, 1) == (found.written, len(found.ages), found.connections)
    assert (40, 5) == (len(found.openings), len(found.firsts))
    assert "100 deltas" in shown(plan, found)


async def test_every_turn_that_a_model_speaks_is_read_whole(base: str, settings: Settings, servers: Path) -> None:
    plan = Plan(streams=4, active=3, rate=40, seconds=1)
    async with beside("model", words=spoken.words_of(plan), rate=plan.rate) as (told, said):
        asking = settings.model_copy(
            update={"TUTOR_BASE": (await said.readline()).decode().strip(), "TUTOR_MODEL": "paced"}
        )
        api, url = await serve(asking, servers, "spoken")

        found = await spoken.measure(plan, asking, int(url.rpartition(":")[2]), api.process.pid)
        await api.stop()
        told.write_eof()
        late = json.loads(await said.read())

    assert (3, 0, 6 * 40) == (len(found.turns), found.broken, len(late))
    assert "3 turns begun" in shown_spoken(plan, found, late)
