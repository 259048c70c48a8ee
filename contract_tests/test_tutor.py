"""The tutor's stream, through HTTP."""

import time
from hashlib import sha256
from typing import Any

import orjson
import redis.asyncio as redis

from contract_tests.learner import Learner


async def read(learner: Learner, turn: Any, **headers: str) -> tuple[int, list[tuple[str, str, Any]]]:
    """The stream's status and its events as (id, name, data)."""
    url, query = learner.base + turn["stream_url"], {"token": turn["token"]}
    async with learner.http.get(url, params=query, headers=headers) as answer:
        if answer.status != 200:
            return answer.status, []
        assert "text/event-stream" == answer.content_type
        return answer.status, parse(await answer.text())


def parse(text: str) -> list[tuple[str, str, Any]]:
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            events.append((fields["id"], fields["event"], orjson.loads(fields["data"])))
    return events


def spoken(events: list[tuple[str, str, Any]]) -> str:
    return "".join(data["text"] for _, name, data in events if name == "delta")


async def test_a_hint_is_streamed_from_its_level_to_done(learner: Learner) -> None:
    session = await learner.start("coding")
    turn = await learner.ask(session, 1)

    status, events = await read(learner, turn)

    names = [name for _, name, _ in events]
    assert (200, "hint", "done") == (status, names[0], names[-1])
    assert {"level": 1, "type": "nudge", "source": "authored"} == events[0][2]
    assert turn["turn_id"] == events[-1][2]["turn_id"]
    assert len(spoken(events)) == events[-1][2]["usage"]["characters"] > 20


async def test_levels_come_one_after_the_other_and_raise_the_session(learner: Learner) -> None:
    session = await learner.start("math")

    skipped = await learner.ask(session, 2, expect=409)
    types = []
    for level in (1, 2, 3, 1):
        _, events = await read(learner, await learner.ask(session, level))
        types.append(events[0][2]["type"])
    after = await learner.get(f"/sessions/{session['id']}")

    assert "/problems/conflict" == skipped["type"]
    assert (["nudge", "strategy", "bottom-out", "nudge"], 3) == (types, after["last_hint_level"])


async def test_a_stream_resumes_behind_the_last_event_that_was_read(learner: Learner) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)
    _, whole = await read(learner, turn)

    for cut in range(len(whole) - 1):
        _, rest = await read(learner, turn, **{"Last-Event-ID": whole[cut][0]})
        assert whole == whole[: cut + 1] + rest


async def test_a_stream_that_was_read_to_its_end_says_that_nothing_comes(learner: Learner) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)
    _, whole = await read(learner, turn)

    for last in (whole[-1][0], "9" * 19 + "-" + "9" * 19):
        status, rest = await read(learner, turn, **{"Last-Event-ID": last})
        assert (204, []) == (status, rest)


async def test_an_event_id_that_no_stream_can_have_is_refused(learner: Learner) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)
    headers = {"Last-Event-ID": "41372696-40523103409037429300"}

    async with learner.http.get(
        learner.base + turn["stream_url"], params={"token": turn["token"]}, headers=headers
    ) as answer:
        assert (422, "header/last-event-id") == (
            answer.status,
            (await answer.json(content_type=None))["errors"][0]["pointer"],
        )


async def test_a_token_opens_one_stream_and_then_only_resumes(learner: Learner) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)

    first, _ = await read(learner, turn)
    second, _ = await read(learner, turn)

    assert (200, 401) == (first, second)


async def test_who_only_asks_for_the_head_of_a_stream_neither_opens_it_nor_waits(learner: Learner) -> None:
    systems = await learner.start("systems")
    waiting = await learner.submit(systems, {"answer": "Count in a store."}, expect=202)
    turn = await learner.ask(await learner.start("coding"), 1)

    for path in (f"/v1/submissions/{waiting['id']}/events", f"{turn['stream_url']}?token={turn['token']}"):
        headers = {"Authorization": f"Bearer {learner.token}"}
        async with learner.http.head(learner.base + path, headers=headers) as answer:
            assert (405, "GET, OPTIONS") == (answer.status, answer.headers["Allow"])

    assert 200 == (await read(learner, turn))[0]


async def test_a_token_has_a_minute_to_open_its_stream_and_then_five_to_resume_it(
    learner: Learner, valkey: str
) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)
    unopened = await learner.ask(await learner.start("coding"), 1)
    late, given = (f"tutor:token:{sha256(each['token'].encode()).hexdigest()}" for each in (unopened, turn))

    async with redis.Redis.from_url(valkey) as client:
        left = [await client.ttl(given)]
        _, events = await read(learner, turn)
        left.append(await client.ttl(given))
        resumed, _ = await read(learner, turn, **{"Last-Event-ID": events[0][0]})
        left.append(await client.ttl(given))
        # As time will have it.
        for token in (given, late):
            await client.expireat(token, 1)

    assert (True, True, True) == (0 < left[0] <= 60, 60 < left[1] <= 300, left[2] <= left[1])
    assert 200 == resumed
    assert (401, []) == await read(learner, turn, **{"Last-Event-ID": events[0][0]})
    assert (401, []) == await read(learner, unopened)


async def test_the_token_may_come_as_a_bearer(learner: Learner) -> None:
    turn = await learner.ask(await learner.start("coding"), 1)
    headers = {"Authorization": f"Bearer {turn['token']}"}

    async with learner.http.get(learner.base + turn["stream_url"], headers=headers) as answer:
        assert 200 == answer.status
        assert "done" == parse(await answer.text())[-1][1]


async def test_a_stream_without_a_valid_token_is_unauthorized(learner: Learner) -> None:
    for query in ("", "?token=nobody-has-this-one"):
        async with learner.http.get(f"{learner.base}/v1/tutor/stream{query}") as answer:
            assert (401, "/problems/unauthorized") == (answer.status, (await answer.json(content_type=None))["type"])
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_mock_gives_no_hints(learner: Learner) -> None:
    refused = await learner.ask(await learner.start("coding", mode="mock"), 1, expect=409)

    assert "/problems/conflict" == refused["type"]


async def test_nobody_asks_for_hints_in_someone_elses_session(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding")

    await stranger.ask(session, 1, expect=404)

    assert 0 == (await learner.get(f"/sessions/{session['id']}"))["last_hint_level"]


async def test_a_third_stream_at_once_is_too_many(learner: Learner, valkey: str) -> None:
    turns = [await learner.ask(await learner.start("coding"), 1)]
    held = f"tutor:open:{learner.user}"
    async with redis.Redis.from_url(valkey) as client:
        # Two readers that are still connected: their places are taken.
        now = time.time()
        await client.zadd(held, {"one": now, "two": now})
        refused, _ = await read(learner, turns[0])
        await client.zrem(held, "two")
        # A token that met the limit is not used up.
        allowed, _ = await read(learner, turns[0])

    assert (429, 200) == (refused, allowed)


async def test_each_token_opens_its_own_turn(learner: Learner, stranger: Learner) -> None:
    asked = [(learner, "coding"), (learner, "math"), (stranger, "coding")]
    turns = [await each.ask(await each.start(subject), 1) for each, subject in asked]

    for turn in turns:
        _, events = await read(learner, turn)
        assert turn["turn_id"] == events[-1][2]["turn_id"]


async def test_an_ended_session_and_another_problem_give_no_hints(learner: Learner) -> None:
    session = await learner.start("coding")
    other = (await learner.get("/problems?subject=math"))["items"][0]["id"]

    await learner.ask({**session, "problem_id": other}, 1, expect=409)
    await learner.act(session, "giveup")
    await learner.ask(session, 1, expect=409)
