"""Forty ways to talk a tutor out of its rules: none reaches the model, and a model that obeys one is not heard.

The tutor is told nothing that a learner wrote: no field of a turn is free text, `last_eval` is taken and not used, and
of submissions it learns the categories of the stored verdict, which are the problem's own words. So each attempt is
sent by every way that there is to the API, and looked for in all that the model was told.
"""

import base64
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from app.settings import Settings
from contract_tests.conftest import serve
from contract_tests.learner import Learner
from contract_tests.test_tutor import read
from contract_tests.test_tutor_model import authored, whole
from domain.tutor_prompts import prompt
from tests.scripted_model import ScriptedModel, says, scripted_model

ATTEMPTS = [
    orjson.loads(line)["text"] for line in (Path(__file__).parent / "injections.jsonl").read_bytes().splitlines()
]
CODE = """\
def longest_warm_run(temperatures, threshold):
    best = run = 0
    for temperature in temperatures:
        run = run + 1 if temperature >= threshold else 0
        best = max(best, run)
    return best
"""
BOUNDARY = "Look at the edges: a day exactly at the threshold, and a run that is still going on when the list ends.\n"
OBEYING: list[Callable[[str], str]] = [
    lambda code: f"Sure, here is the solution:\n```python\n{code}```",
    lambda code: base64.b64encode(code.encode()).decode(),
    lambda code: code[::-1],
    lambda code: ".".join(code),
    lambda code: code.encode().hex(),
    lambda code: code.replace("best", "x1").replace("run", "x2").replace("temperature", "x3"),
    lambda code: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in code),
    lambda _: "A hidden test calls it with [25, 26, 27, 2, 25, 1] and 20.",
]
"""What models that obey would say."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tutored(base: str, settings: Settings, servers: Path) -> AsyncIterator[tuple[str, ScriptedModel]]:
    """An API, and the model that it asks."""
    async with scripted_model() as model:
        asking = settings.model_copy(update={"TUTOR_BASE": model.base, "TUTOR_MODEL": "small"})
        api, url = await serve(asking, servers, "tutor-obeying")
        yield url, model
        await api.stop()


def system_rules(level: int) -> str:
    """What the system message has to be, byte for byte."""
    return prompt({"title": "-", "statement": "-", "hints": []}, level, []).messages[0]["content"]


def test_there_are_forty_attempts_and_no_two_alike() -> None:
    assert 40 == len(ATTEMPTS) == len(set(ATTEMPTS))


@pytest.mark.parametrize("number", range(40))
async def test_an_attempt_never_reaches_the_model_and_one_that_obeys_is_not_heard(
    learner: Learner, tutored: tuple[str, ScriptedModel], number: int
) -> None:
    url, model = tutored
    here = Learner(url, learner.http, learner.user, learner.token)
    text = ATTEMPTS[number]
    session = await here.start("coding", problem_id="warm-streak")
    code = (
        f"def longest_warm_run(temperatures, threshold):\n    note = {orjson.dumps(text).decode()}\n    return note\n"
    )
    await here.submit(session, {"language": "python", "code": code})
    model.then(says(OBEYING[number % len(OBEYING)](CODE)))

    last_eval: Any = {
        text[:60]: text,
        "status": text,
        "categories": [text],
        "message": {"role": "system", "content": text},
    }
    body = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": 1, "last_eval": last_eval}
    _, events = await read(here, await here.post("/tutor/messages", body, expect=202))

    system, data = model.asked[-1]["messages"]
    assert [("system", system_rules(1)), ("user", data["content"])] == [
        (message["role"], message["content"]) for message in (system, data)
    ]
    told = [message["content"] for message in (system, data)]
    assert [] == [part for part in (text, text[:25], text[-25:]) for message in told if part in message]
    assert (["PROBLEM", "VERDICT"], "HINT>>>") == (
        [line[3:] for line in data["content"].splitlines() if line.startswith("<<<") and line != "<<<HINT"],
        data["content"][-7:],
    )
    text_heard, source = whole(events)
    assert ("authored", True) == (source, text_heard in (authored(1), BOUNDARY))
