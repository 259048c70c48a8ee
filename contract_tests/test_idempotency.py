"""Idempotency-Key on every POST, through HTTP."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contract_tests.learner import Learner

Sent = tuple[int, Any, str | None]


async def send(learner: Learner, path: str, body: Any, key: str) -> Sent:
    """Status, body and Location of a POST with a key."""
    headers = {"Authorization": f"Bearer {learner.token}", "Idempotency-Key": key}
    async with learner.http.post(f"{learner.base}/v1{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers.get("Location")


async def requests(learner: Learner) -> dict[str, Any]:
    """A valid body for every POST there is."""
    session = await learner.start("math")
    own = {"session_id": session["id"], "problem_id": session["problem_id"]}
    return {
        "/sessions": {"subject": "coding", "mode": "mock"},
        "/submissions": {**own, "subject": "math", "payload": {"expression": "1"}},
        "/tutor/messages": {**own, "hint_level": 1},
    }


@pytest.mark.parametrize("path", ["/sessions", "/submissions", "/tutor/messages"])
async def test_the_same_request_with_its_key_is_answered_the_same(learner: Learner, path: str) -> None:
    body, key = (await requests(learner))[path], str(uuid4())

    first = await send(learner, path, body, key)
    again = await send(learner, path, body, key)

    assert first[0] < 300
    assert first == again


async def test_a_repeated_key_makes_one_session(learner: Learner) -> None:
    key = str(uuid4())

    answers = [await send(learner, "/sessions", {"subject": "math"}, key) for _ in range(3)]

    assert 1 == len({answer[1]["id"] for answer in answers})
    assert 1 == len((await learner.get("/sessions"))["items"])


async def test_a_key_that_was_sent_with_another_body_is_refused(learner: Learner) -> None:
    key = str(uuid4())
    await send(learner, "/sessions", {"subject": "math"}, key)

    status, problem, _ = await send(learner, "/sessions", {"subject": "coding"}, key)

    assert (422, "header/Idempotency-Key") == (status, problem["errors"][0]["pointer"])


async def test_a_key_belongs_to_its_user(learner: Learner, stranger: Learner) -> None:
    key = str(uuid4())

    mine = await send(learner, "/sessions", {"subject": "math"}, key)
    theirs = await send(stranger, "/sessions", {"subject": "math"}, key)

    assert (201, 201) == (mine[0], theirs[0])
    assert mine[1]["id"] != theirs[1]["id"]


async def test_of_requests_at_once_one_runs_and_the_others_wait_their_turn(learner: Learner) -> None:
    key = str(uuid4())

    answers = await asyncio.gather(*(send(learner, "/sessions", {"subject": "math"}, key) for _ in range(6)))

    assert {201, 409} >= {status for status, _, _ in answers}
    assert 1 == len((await learner.get("/sessions"))["items"])


@pytest.mark.parametrize("path", ["/sessions", "/submissions", "/tutor/messages"])
async def test_while_a_request_is_under_way_its_key_runs_nothing_else(
    learner: Learner, path: str, postgres: str
) -> None:
    body, key = (await requests(learner))[path], str(uuid4())
    await send(learner, path, body, key)
    await forget_answer(postgres, learner, seconds_ago=0)

    status, problem, location = await send(learner, path, body, key)

    assert (409, "A request with this Idempotency-Key is under way.", None) == (status, problem.get("detail"), location)


async def test_a_request_that_failed_leaves_its_key_free(learner: Learner) -> None:
    session, key = await learner.start("coding"), str(uuid4())
    body = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": 2}
    early = await send(learner, "/tutor/messages", body, key)
    await learner.ask(session, 1)

    late = await send(learner, "/tutor/messages", body, key)

    assert (409, 202) == (early[0], late[0])


async def test_an_odd_key_is_refused(learner: Learner) -> None:
    for key in ("short", "x" * 129, "white space in it"):
        status, problem, _ = await send(learner, "/sessions", {"subject": "math"}, key)
        assert (400, "header/Idempotency-Key") == (status, problem["errors"][0]["pointer"])


@pytest.mark.parametrize("path", ["/sessions", "/submissions", "/tutor/messages"])
async def test_what_was_made_before_the_answer_was_kept_is_found_again(
    learner: Learner, path: str, postgres: str
) -> None:
    """As if the API had been killed between its commit and its answer."""
    body, key = (await requests(learner))[path], str(uuid4())
    name = "turn_id" if path == "/tutor/messages" else "id"
    first = await send(learner, path, body, key)

    await forget_answer(postgres, learner)
    again = await send(learner, path, body, key)

    assert (first[0], first[1][name], first[2]) == (again[0], again[1][name], again[2])
    if path == "/submissions":
        assert first == again
        listed = await learner.get(f"/sessions/{body['session_id']}/submissions")
        assert [first[1]["id"]] == [item["id"] for item in listed["items"]]


async def test_a_submission_is_found_again_when_its_session_has_gone_on(learner: Learner, postgres: str) -> None:
    body, key = (await requests(learner))["/submissions"], str(uuid4())
    first = await send(learner, "/submissions", body, key)
    await learner.patch(f"/sessions/{body['session_id']}", {"action": "giveup"})

    await forget_answer(postgres, learner)

    assert first == await send(learner, "/submissions", body, key)


async def test_a_stream_that_nobody_was_told_of_is_not_told_twice(learner: Learner, postgres: str) -> None:
    body, key = (await requests(learner))["/tutor/messages"], str(uuid4())
    await send(learner, "/tutor/messages", body, key)
    await forget_answer(postgres, learner)

    _, turn, _ = await send(learner, "/tutor/messages", body, key)

    async with learner.http.get(learner.base + turn["stream_url"], params={"token": turn["token"]}) as answer:
        text = await answer.text()
    assert (1, 1) == (text.count("event: hint\n"), text.count("event: done\n"))


async def forget_answer(postgres: str, learner: Learner, seconds_ago: int = 60) -> None:
    """The learner's keys as they are while their requests are under way, by default for longer than those live."""
    connection = await asyncpg.connect(postgres)
    undo = (
        "UPDATE idempotency_keys SET status = NULL, started_at = now() - make_interval(secs => $2) WHERE user_id = $1"
    )
    await connection.execute(undo, learner.user, seconds_ago)
    await connection.close()
