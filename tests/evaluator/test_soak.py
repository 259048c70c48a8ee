"""Memory over many submissions; `python -m bench.evaluator.soak` is the same over as many as one has time for."""

import sys

import pytest

from bench.evaluator.service import evaluator
from bench.evaluator.soak import growth, soak
from evaluator.settings import Settings

# Some megabytes: what a heap settles by, and less than 150 instances of which not one may stay.
NOISE = 1.1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
async def test_no_worker_is_replaced_and_memory_is_flat_over_two_hundred_submissions(settings: Settings) -> None:
    async with evaluator(EVAL_WORKERS="2", EVAL_CACHE=str(settings.cache)) as running:
        samples = await soak(running, 200, every=50)

    assert [0, 50, 100, 150, 200] == [sample.done for sample in samples]
    assert 1 == len({tuple(sample.workers) for sample in samples})
    assert growth(samples, warm=50) < NOISE
