"""What a model may say to one learner in a day: counted before it is asked, whoever asks at once, until midnight."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest_asyncio
import yaml

from app.database import Pool
from app.settings import Settings
from contract_tests.conftest import ROOT, serve
from contract_tests.learner import Learner
from contract_tests.test_tutor import read
from domain import tutor_prompts, tutor_turns
from tests.scripted_model import ScriptedModel, chunk, raw, says, scripted_model

PROBLEM = yaml.safe_load((ROOT / "content/problems/coding/warm-streak.yaml").read_text())
ONE = tutor_turns.tokens_of_a_turn(tutor_prompts.prompt(PROBLEM, 1, []))
"""Tokens that a turn is counted with until the model has spoken."""
FIT = 3
AT_ONCE = 8


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scarce(base: str, settings: Settings, servers: Path) -> AsyncIterator[tuple[str, ScriptedModel]]:
    """An API of which a learner has FIT turns a day, and its model."""
    async with scripted_model() as model:
        most = {"TUTOR_BASE": model.base, "TUTOR_MODEL": "small", "CO_TUTOR_TOKENS_PER_DAY": FIT * ONE + ONE // 2}
        api, url = await serve(settings.model_copy(update=most), servers, "tutor-scarce")
        yield url, model
        await api.stop()


async def ask(learner: Learner, session: Any) -> tuple[int, Any, Any]:
    """Status, body and headers of what a first hint is answered with."""
    body = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": 1}
    sent = {"Authorization": f"Bearer {learner.token}"}
    async with learner.http.post(f"{learner.base}/v1/tutor/messages", json=body, headers=sent) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers


async def test_over_the_tokens_of_a_day_there_is_no_turn_until_midnight(
    learner: Learner, scarce: tuple[str, ScriptedModel], db: Pool
) -> None:
    here = Learner(scarce[0], learner.http, learner.user, learner.token)
    first, second = [await here.start("coding", problem_id=PROBLEM["id"]) for _ in range(2)]
    used = {"choices": [], "usage": {"prompt_tokens": FIT * ONE - 9, "completion_tokens": 9}}
    scarce[1].then(
        raw(chunk("Look.", finish="stop"), b"data: %b\n\n" % orjson.dumps(used), b"data: [DONE]\n\n"), says("Look.")
    )
    await read(here, (await ask(here, first))[1])

    status, problem, headers = await ask(here, second)

    assert (429, "/problems/too-many-requests", True) == (status, problem["type"], "used up" in problem["detail"])
    assert 0 < int(headers["Retry-After"]) <= 86_400
    assert 0 == (await here.get(f"/sessions/{second['id']}"))["last_hint_level"]
    midnight = "date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
    for at, expected in ((midnight, 429), (f"{midnight} - interval '1 microsecond'", 202)):
        await db.execute(f"UPDATE tutor_turns SET created_at = {at} WHERE user_id = $1", here.user)  # noqa: S608
        assert expected == (await ask(here, second))[0]


async def test_turns_asked_for_at_once_take_no_more_than_the_day_has(
    learner: Learner, scarce: tuple[str, ScriptedModel]
) -> None:
    here = Learner(scarce[0], learner.http, learner.user, learner.token)
    scarce[1].then(says("Think of the edges.", pause_after=0))
    sessions = [await here.start("coding", problem_id=PROBLEM["id"]) for _ in range(AT_ONCE)]

    found = await asyncio.gather(*(ask(here, session) for session in sessions))
    scarce[1].go_on.set()

    assert [202] * FIT + [429] * (AT_ONCE - FIT) == sorted(status for status, _, _ in found)


async def test_what_a_model_said_and_nobody_may_hear_counts_too(
    learner: Learner, scarce: tuple[str, ScriptedModel], db: Pool
) -> None:
    here = Learner(scarce[0], learner.http, learner.user, learner.token)
    scarce[1].then(says(PROBLEM["solution"]["code"]["python"]))

    await read(here, (await ask(here, await here.start("coding", problem_id=PROBLEM["id"])))[1])

    (turn,) = await db.fetch("SELECT source, tokens FROM tutor_turns WHERE user_id = $1", here.user)
    assert ("authored", True) == (turn["source"], turn["tokens"] > ONE - tutor_turns.MAX_TOKENS)
