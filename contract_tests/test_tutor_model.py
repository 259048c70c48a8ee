"""The tutor with a model behind it: two APIs, a scripted model, and what learners read through HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
import yaml

from app.embedded.child import Child
from app.settings import Settings
from contract_tests.conftest import serve
from contract_tests.learner import Learner
from contract_tests.test_tutor import parse, read
from tests.scripted_model import (
    Script,
    ScriptedModel,
    chunk,
    half,
    raw,
    says,
    scripted_model,
    status,
    stops,
    unhurried,
)

HINT = "Think of what a day tells the next one. Which of the two numbers survives a cold day, which starts over?"
HEADERS = {"Last-Event-ID": "0-0"}
PRICE = 5
"""Of a million tokens that are written; those that are read are free."""


@dataclass
class Replicas:
    """Two APIs that share everything, and the model that both of them ask."""

    model: ScriptedModel
    first: str
    second: str
    processes: tuple[Child, Child]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def replicas(base: str, settings: Settings, servers: Path) -> AsyncIterator[Replicas]:
    async with scripted_model() as model:
        asking = settings.model_copy(
            update={
                "TUTOR_BASE": model.base,
                "TUTOR_MODEL": "small",
                "TUTOR_API_KEY": "a-key",
                "CO_TUTOR_PRICE_OUT": PRICE,
            }
        )
        one, first = await serve(asking, servers, "tutor-1")
        two, second = await serve(asking, servers, "tutor-2")
        yield Replicas(model, first, second, (one, two))
        await one.stop()
        await two.stop()


@pytest.fixture
def here(replicas: Replicas, learner: Learner) -> Learner:
    """The learner at the first API."""
    return Learner(replicas.first, learner.http, learner.user, learner.token)


@pytest.fixture
def there(replicas: Replicas, learner: Learner) -> Learner:
    """The same learner at the second."""
    return Learner(replicas.second, learner.http, learner.user, learner.token)


async def asked(learner: Learner, model: ScriptedModel, *scripts: Script, level: int = 1) -> Any:
    """A turn of this level, said by these scripts."""
    session = await learner.start("coding", problem_id="warm-streak")
    model.then(says("First."))
    for below in range(1, level):
        await read(learner, await learner.ask(session, below))
    model.then(*scripts)
    return await learner.ask(session, level)


def whole(events: list[tuple[str, str, Any]]) -> tuple[str, str]:
    """What a reader shows in the end, and whose words these are: each hint event begins anew."""
    text, source = "", ""
    for _, name, data in events:
        if name == "hint":
            text, source = "", data["source"]
        elif name == "delta":
            text += data["text"]
    return text, source


def authored(level: int = 1) -> str:
    """The plain hint of the problem."""
    problem = yaml.safe_load((Path(__file__).parents[1] / "content/problems/coding/warm-streak.yaml").read_text())
    return next(str(each["text"]) for each in problem["hints"] if each["level"] == level and "category" not in each)


async def test_a_model_speaks_and_says_what_it_took(here: Learner, replicas: Replicas) -> None:
    turn = await asked(here, replicas.model, says(HINT))
    _, events = await read(here, turn)

    assert ("model", (HINT, "model")) == (turn["source"], whole(events))
    done = events[-1][2]
    assert ("model", len(HINT), 21) == (done["source"], done["usage"]["characters"], done["usage"]["output_tokens"])
    counted = await metrics(here)
    written = counted['co_tutor_tokens_total{direction="output"}']
    assert written >= 21 and counted['co_tutor_tokens_total{direction="input"}'] >= done["usage"]["input_tokens"]
    assert pytest.approx(PRICE / 1e6 * written) == counted["co_tutor_cost_total"]
    assert 0 == counted["co_tutor_breaker_open"]


async def metrics(learner: Learner) -> dict[str, float]:
    """What the API counts."""
    async with learner.http.get(f"{learner.base}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


async def test_the_model_is_told_the_problem_and_nothing_of_the_learner(here: Learner, replicas: Replicas) -> None:
    for level, knows in ((1, False), (2, False), (3, True)):
        await read(here, await asked(here, replicas.model, says(HINT), level=level))
        sent = orjson.dumps(replicas.model.asked[-1]).decode()
        system, problem = replicas.model.asked[-1]["messages"]

        assert ("system", "user") == (system["role"], problem["role"])
        assert "gardener" in problem["content"]
        assert knows == ("best = max(best, run)" in sent)
        assert [] == [secret for secret in (here.user, "[25, 26, 27, 2, 25, 1]", "Bearer") if secret in sent]


async def test_the_model_is_told_what_failed(here: Learner, replicas: Replicas) -> None:
    session = await here.start("coding", problem_id="warm-streak")
    code = "def longest_warm_run(temperatures, threshold):\n    return 0  # my secret diary\n"
    await here.submit(session, {"language": "python", "code": code})
    replicas.model.then(says(HINT))
    await read(here, await here.ask(session, 1))

    problem = replicas.model.asked[-1]["messages"][1]["content"]
    assert "boundary" in problem.split("<<<VERDICT")[1].split("VERDICT>>>")[0]
    assert "diary" not in problem


LEAK = "Here you are: run = run + 1 if temperature >= threshold else 0, and so it goes on from day to day to the end."


@pytest.mark.parametrize(
    "script",
    [
        status(400),
        half("Think of what"),
        half(HINT),
        raw(chunk("Think of "), b"data: {nonsense\n\n"),
        raw(chunk("I cannot", finish="content_filter")),
        raw(chunk("  \n"), chunk(finish="stop"), b"data: [DONE]\n\n"),
        says(LEAK),
        says(f"{HINT} {LEAK}"),
    ],
)
async def test_a_model_that_fails_or_tells_too_much_is_followed_by_the_authored_hint(
    here: Learner, replicas: Replicas, script: Script
) -> None:
    turn = await asked(here, replicas.model, script, says(HINT))
    _, events = await read(here, turn)

    assert (authored(), "authored") == whole(events)
    assert ("done", "authored") == (events[-1][1], events[-1][2]["source"])
    said = "".join(data["text"] for _, name, data in events if name == "delta")
    assert "threshold else" not in said
    # The breaker closes again.
    await read(here, await asked(here, replicas.model, says(HINT)))


async def test_a_turn_is_read_elsewhere_whole_wherever_it_is_cut(
    here: Learner, there: Learner, replicas: Replicas
) -> None:
    turn = await asked(here, replicas.model, says(HINT))
    _, events = await read(there, turn)

    for cut in range(len(events) - 1):
        _, rest = await read((here, there)[cut % 2], turn, **{"Last-Event-ID": events[cut][0]})
        assert events == events[: cut + 1] + rest
    assert (HINT, "model") == whole(events)


async def test_what_is_said_is_read_while_the_model_still_speaks(
    here: Learner, there: Learner, replicas: Replicas
) -> None:
    turn = await asked(here, replicas.model, says(HINT * 2, pause_after=40))
    url, query = there.base + turn["stream_url"], {"token": turn["token"]}
    async with there.http.get(url, params=query) as answer:
        start = b""
        while start.count(b"event: delta") < 3:
            start += await answer.content.readany()
        replicas.model.go_on.set()
        rest = await answer.content.read()

    assert (HINT * 2, "model") == whole(parse((start + rest).decode()))


async def test_a_reader_who_goes_stops_the_model_and_still_finds_a_whole_hint(
    here: Learner, replicas: Replicas
) -> None:
    before = await failures(here)
    turn = await asked(here, replicas.model, unhurried)
    url, query = here.base + turn["stream_url"], {"token": turn["token"]}
    async with here.http.get(url, params=query) as answer:
        await replicas.model.begun.wait()
        await answer.content.readany()

    await replicas.model.left.wait()
    _, events = await read(here, turn, **HEADERS)

    assert (authored(), "authored") == whole(events)
    # It was not its length or its pace that ended it.
    assert before == await failures(here)


async def failures(learner: Learner) -> dict[str, float]:
    return {name: count for name, count in (await metrics(learner)).items() if name.startswith("co_tutor_failures")}


async def test_an_api_that_ends_finishes_what_it_was_saying(
    learner: Learner, there: Learner, replicas: Replicas, settings: Settings, servers: Path
) -> None:
    asking = settings.model_copy(update={"TUTOR_BASE": replicas.model.base, "TUTOR_MODEL": "small"})
    ending, url = await serve(asking, servers, "tutor-3")
    here = Learner(url, learner.http, learner.user, learner.token)
    turn = await asked(here, replicas.model, stops("Think of what a day"))
    await replicas.model.begun.wait()

    await ending.stop()
    _, events = await read(there, turn)

    assert (authored(), "authored") == whole(events)
