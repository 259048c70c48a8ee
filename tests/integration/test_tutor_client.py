"""The model as CO asks it: a server that keeps the contract, and what becomes of its answers."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import stamina
from prometheus_client import REGISTRY

from app.settings import Settings
from app.watched_tutor import WatchedTutor
from domain.errors import Unavailable
from tests.scripted_model import (
    Script,
    ScriptedModel,
    answers,
    chunk,
    endless,
    half,
    raw,
    says,
    scripted_model,
    status,
    stops,
)
from upstreams.chat import Fault
from upstreams.tutor import Patience, Tutor

ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "A hint, please."}]
SHORT = Patience(first=0.3, between=0.3, whole=1)
SCHEMA = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}


@pytest_asyncio.fixture
async def model() -> AsyncIterator[ScriptedModel]:
    async with scripted_model() as scripted:
        with stamina.set_testing(True, attempts=3, cap=True):
            yield scripted


@pytest_asyncio.fixture
async def tutor(model: ScriptedModel) -> AsyncIterator[Tutor]:
    async with aiohttp.ClientSession() as session:
        yield Tutor(model.base, "small", "a key", session, SHORT)


async def heard(tutor: Tutor, max_tokens: int = 100) -> tuple[str, Any]:
    """The whole text, and what came last."""
    pieces = [piece async for piece in tutor.stream(ASKED, max_tokens)]
    return "".join(piece for piece in pieces if isinstance(piece, str)), pieces[-1]


async def fault_of(tutor: Tutor, max_tokens: int = 100) -> str:
    with pytest.raises(Fault) as fault:
        await heard(tutor, max_tokens)
    return fault.value.why


async def test_an_answer_comes_as_it_is_said_and_ends_with_its_usage(model: ScriptedModel, tutor: Tutor) -> None:
    model.then(says("Look at the  edges,\nthen at 🦊 and 漢字."))

    assert ("Look at the  edges,\nthen at 🦊 and 漢字.", {"input": 5, "output": 9}) == await heard(tutor)


async def test_what_has_come_together_is_passed_on_a_few_chunks_at_a_time(model: ScriptedModel, tutor: Tutor) -> None:
    end = chunk(finish="stop") + b"data: [DONE]\n\n"
    model.then(raw(b"".join(chunk(letter) for letter in "abcdefghi") + end), raw(chunk("abc") + b": on\n\n", end))

    found = []
    for _ in range(2):
        found.append([piece async for piece in tutor.stream(ASKED, 100)])

    assert [["abcd", "efgh", "i", {}], ["abc", {}]] == found


async def test_the_model_is_told_the_messages_the_key_and_nothing_else(model: ScriptedModel, tutor: Tutor) -> None:
    await heard(tutor, max_tokens=77)

    options = {"stream": True, "stream_options": {"include_usage": True}}
    assert [{"model": "small", "messages": ASKED, "max_tokens": 77, **options}] == model.asked
    assert ["Bearer a key"] == model.keys
    assert {"host", "authorization", "accept", "accept-encoding", "content-type", "content-length", "user-agent"} == {
        name.lower() for name in model.headers[0]
    }


@pytest.mark.parametrize("code", [429, 500, 502, 503])
async def test_before_the_first_token_it_is_asked_again(model: ScriptedModel, tutor: Tutor, code: int) -> None:
    model.then(status(code, Retry_After="0"), status(code), says("Here I am."))

    assert "Here I am." == (await heard(tutor))[0]
    assert 3 == len(model.asked)


async def test_a_connection_cut_before_the_first_token_is_made_again(model: ScriptedModel, tutor: Tutor) -> None:
    model.then(half(""), says("Here I am."))

    assert "Here I am." == (await heard(tutor))[0]


@pytest.mark.parametrize(
    ("script", "why", "asked"),
    [
        (status(503), "status 503", 3),
        (status(429, Retry_After="60"), "status 429", 1),
        (status(401), "status 401", 1),
        (status(307, Location="/elsewhere"), "status 307", 1),
        (half("Look at"), "connection", 1),
        (raw(chunk("Look at")), "cut", 1),
        (raw(b"data: [DONE]\n\n"), "cut", 1),
        (raw(chunk(finish="stop"), b"data: [DONE]\n\n"), "empty", 1),
        (raw(b"data: {nonsense\n\n"), "malformed", 1),
        (raw(b"data: 7\n\n"), "malformed", 1),
        (raw(b'data: {"choices": {}}\n\n'), "malformed", 1),
        (raw(b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'), "malformed", 1),
        (raw(b"data: " + b"a" * 2_000_000), "malformed", 1),
        (raw(b'data: {"error": {"message": "overloaded"}}\n\n'), "error", 1),
        (raw(chunk("I"), b'data: {"choices": [{"delta": {"refusal": "No."}}]}\n\n'), "refused", 1),
        (raw(chunk("I", finish="content_filter")), "refused", 1),
        (stops(""), "timeout", 1),
        (stops("Look at"), "timeout", 1),
        (endless, "endless", 1),
    ],
)
async def test_what_goes_wrong_is_unavailable(
    model: ScriptedModel, tutor: Tutor, script: Script, why: str, asked: int
) -> None:
    model.then(script)

    assert why == await fault_of(tutor)
    assert asked == len(model.asked)


async def test_a_model_that_nobody_listens_to_is_left(model: ScriptedModel, tutor: Tutor) -> None:
    model.then(stops("Look at"))

    async with aclosing(tutor.stream(ASKED, 100)) as pieces:
        assert "Look at".startswith(str(await anext(pieces)))

    await model.left.wait()
    assert "closed" == tutor.breaker.state(0)


async def test_after_five_failures_in_a_row_the_model_is_left_alone_and_then_asked_once(
    model: ScriptedModel, tutor: Tutor
) -> None:
    model.then(status(401))
    for _ in range(5):
        await fault_of(tutor)
    with pytest.raises(Unavailable) as refused:
        await heard(tutor)
    asked = len(model.asked)
    tutor.breaker.open_until = 0
    model.then(says("Here I am.", pause_after=1))

    async with aclosing(tutor.stream(ASKED, 100)) as probe:
        await anext(probe)
        with pytest.raises(Unavailable):
            await heard(tutor)
        model.go_on.set()
        rest = [piece async for piece in probe]

    assert (5, 29) == (asked, refused.value.retry_after)
    assert ("I am.", "closed") == ("".join(map(str, rest[:-1])), tutor.breaker.state(0))


async def test_a_refusal_does_not_count_as_a_failure_of_the_service(model: ScriptedModel, tutor: Tutor) -> None:
    model.then(raw(chunk("I", finish="content_filter")))

    for _ in range(6):
        assert "refused" == await fault_of(tutor)


async def test_an_object_is_asked_for_by_its_schema(model: ScriptedModel, tutor: Tutor) -> None:
    model.then(status(503), answers({"score": 2}))

    assert {"score": 2} == await tutor.complete(ASKED, SCHEMA)
    assert SCHEMA == model.asked[-1]["response_format"]["json_schema"]["schema"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (answers("Two, I think."), "malformed"),
        (answers([2]), "malformed"),
        (answers("", refusal="No."), "refused"),
        (answers({"long": "a" * 1_000_001}), "malformed"),
        (status(500), "status 500"),
        (says("It streams."), "malformed"),
    ],
)
async def test_an_answer_that_is_no_object_is_unavailable(
    model: ScriptedModel, tutor: Tutor, script: Script, why: str
) -> None:
    model.then(script)

    with pytest.raises(Fault) as fault:
        await tutor.complete(ASKED, SCHEMA)
    assert why == fault.value.why


async def test_tokens_costs_and_failures_are_counted(model: ScriptedModel) -> None:
    def counted(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0

    settings = Settings(
        CO_DB_URL="postgres://",
        CO_REDIS_URL="redis://",
        EVAL_BASE="http://evaluator",
        TUTOR_BASE=model.base,
        TUTOR_MODEL="small",
        CO_TUTOR_PRICE_IN=1000,
        CO_TUTOR_PRICE_OUT=100_000,
    )
    names: list[tuple[str, dict[str, str]]] = [
        ("co_tutor_tokens_total", {"direction": "input"}),
        ("co_tutor_tokens_total", {"direction": "output"}),
        ("co_tutor_cost_total", {}),
        ("co_tutor_failures_total", {"why": "refused"}),
    ]
    before = [counted(name, **labels) for name, labels in names]
    model.then(says("One two three."), raw(chunk("I", finish="content_filter")))

    async with aiohttp.ClientSession() as session:
        tutor = WatchedTutor(settings, session)
        await heard(tutor)
        await fault_of(tutor)

    after = [counted(name, **labels) for name, labels in names]
    gained = [round(new - old, 6) for new, old in zip(after, before, strict=True)]
    assert [5, 3, 0.305, 1] == gained
    assert 0 == counted("co_tutor_breaker_open")
    assert [None, None] == model.keys
