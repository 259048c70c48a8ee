"""Faults of the platform: they are 503 with a time to come back, and never a verdict."""

import shutil
import signal
from pathlib import Path

import aiohttp
import pytest

from evaluator.code.pool import CodePool
from evaluator.errors import Unavailable
from evaluator.settings import Settings
from tests.evaluator.conftest import Api, free_port, serving, started, submission

HONEST = submission("def f(x): return x", ([1], 1))


async def test_judging_that_breaks_is_no_verdict_and_the_next_submission_passes(pool: CodePool) -> None:
    # What no request can hold, for it keeps the contract: the worker has no such language, and breaks over it.
    with pytest.raises(Unavailable) as refused:
        await pool.judge({**HONEST, "language": "cobol"})

    assert refused.value.retry_after >= 1
    assert "AC" == (await pool.judge(HONEST))["verdict"]


async def test_guests_that_are_broken_are_503_until_they_are_mended(settings: Settings, tmp_path: Path) -> None:
    cache, port = tmp_path / "cache", free_port()
    shutil.copytree(settings.cache, cache)
    cache.chmod(0o700)
    artefacts = list(cache.glob("*.cwasm"))
    for artefact in artefacts:
        artefact.write_bytes(b"corrupt" * 1000)
    process = await started(
        "serve", "--port", str(port), EVAL_WORKERS="1", EVAL_CACHE=str(cache), EVAL_WALL_SECONDS="1"
    )
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.post(f"http://127.0.0.1:{port}/v1/judge/code", json=HONEST) as answer:
                    problem, waits = await answer.json(content_type=None), answer.headers["Retry-After"]
                    break
            except aiohttp.ClientError:
                assert process.returncode is None

        assert (503, "application/problem+json") == (problem["status"], answer.content_type)
        assert int(waits) >= 1

        for artefact in artefacts:
            mended = cache / "mended"
            shutil.copy(settings.cache / artefact.name, mended)
            mended.rename(artefact)
        api: Api = await serving(port, process, session)
        assert "AC" == (await api.post("/v1/judge/code", HONEST))["verdict"]
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert 0 == process.returncode
