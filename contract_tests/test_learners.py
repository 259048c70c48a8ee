"""What is kept of a learner, taken along and deleted, through HTTP."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
import redis.asyncio as redis

from app.embedded.child import Child
from app.settings import Settings
from contract_tests.busy import fill, steady
from contract_tests.conftest import tree
from contract_tests.fuzz.hidden import markers, tight
from contract_tests.learner import Learner
from contract_tests.test_isolation import READ

Line = dict[str, Any]
Deleted = Callable[[Learner], Awaitable[Line]]


async def exported(learner: Learner) -> list[Line]:
    """The lines of a learner's download."""
    headers = {"Authorization": f"Bearer {learner.token}"}
    async with learner.http.get(f"{learner.base}/v1/learners/me/export", headers=headers) as answer:
        assert (200, "application/jsonl") == (answer.status, answer.content_type)
        assert "attachment" in answer.headers["Content-Disposition"]
        return [orjson.loads(line) for line in (await answer.text()).splitlines()]


def of_type(lines: list[Line], type_: str) -> list[Line]:
    return [line for line in lines if line["type"] == type_]


@pytest.fixture
async def deleted(settings: Settings, servers: Any) -> AsyncIterator[Deleted]:
    """Deletes a learner, with a worker that starts only then, and says how that ended."""
    started: list[Child] = []

    async def delete(learner: Learner) -> Line:
        asked, headers = await learner.call("DELETE", "/learners/me", expect=202)
        environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
        command = [sys.executable, "-m", "app", "worker"]
        worker = await Child.start("worker", command, servers / f"worker-{uuid4()}.log", env=environ, cwd=tree())
        started.append(worker)
        assert "pending" == asked["state"]
        where = headers["Location"].removeprefix("/v1")

        async def is_done() -> bool:
            return bool((await learner.get(where))["state"] == "done")

        await worker.ready(is_done)
        done: Line = await learner.get(where)
        assert asked["requested_at"] == done["requested_at"] <= done["finished_at"]
        return done

    yield delete
    for worker in started:
        await worker.stop()


async def test_a_download_has_all_that_the_learner_did_between_its_first_line_and_its_last(learner: Learner) -> None:
    work = await fill(learner)
    key = {"Idempotency-Key": f"export-{uuid4()}"}
    again, _ = await learner.call("POST", "/sessions", {"subject": "math"}, expect=201, headers=key)

    lines = await exported(learner)

    first, last = lines[0], lines[-1]
    assert ("export", 1, learner.user) == (first["type"], first["format"], first["learner_id"])
    assert {"type": "end", "records": len(lines) - 2} == last
    sessions = {each["id"] for each in [*work["sessions"], again]}
    assert sessions == {line["id"] for line in of_type(lines, "session")}
    submissions = {each["id"]: each["status"] for each in work["submissions"]}
    assert submissions == {line["id"]: line["status"] for line in of_type(lines, "submission")}
    assert [(work["waiting"]["id"], "Count in a store that all share.")] == [
        (line["id"], line["answer"]) for line in of_type(lines, "grading")
    ]
    assert [work["turn"]["turn_id"]] == [line["id"] for line in of_type(lines, "tutor_turn")]
    for kept in ("learner", "mastery", "evidence", "review", "review_log", "event", "idempotency_key"):
        assert of_type(lines, kept), kept
    assert key["Idempotency-Key"] not in str(lines)


async def test_a_download_agrees_with_what_the_api_shows(learner: Learner) -> None:
    work = await fill(learner)

    lines = await exported(learner)

    shown = await learner.get(f"/submissions/{work['solved']['id']}")
    kept = next(line for line in of_type(lines, "submission") if line["id"] == shown["id"])
    assert (shown["visible"]["details"], shown["categories"]) == (kept["details"], kept["categories"])
    progress = {
        (item["key_type"], item["key_id"]): item["attempts"] for item in (await learner.get("/progress"))["items"]
    }
    assert progress == {(line["key_type"], line["key_id"]): line["attempts"] for line in of_type(lines, "mastery")}


async def test_a_download_holds_nothing_hidden_and_nothing_of_others(learner: Learner, stranger: Learner) -> None:
    theirs = await fill(stranger)
    await fill(learner)

    lines = await exported(learner)

    text = tight(orjson.dumps(lines).decode())
    assert [] == [what for marker, what in markers().items() if marker in text]
    others = [stranger.user, *(each["id"] for each in theirs["sessions"] + theirs["submissions"])]
    assert [] == [each for each in others if each in text]


async def test_a_running_mocks_verdicts_are_in_a_download_once_it_has_ended(learner: Learner) -> None:
    mock = await learner.start("coding", mode="mock")
    code = {"language": "python", "code": "def nothing():\n    return None\n"}
    await learner.submit(mock, code)

    running = of_type(await exported(learner), "submission")
    await learner.act(mock, "giveup")
    ended = of_type(await exported(learner), "submission")

    sealed = ("status", "credit", "categories", "hidden_passed", "hidden_total", "remediation")
    assert [dict.fromkeys(sealed)] == [{name: line[name] for name in sealed} for line in running]
    assert [True] == [line["status"] is not None for line in ended]


async def test_a_newcomers_download_is_empty(learner: Learner) -> None:
    assert ["export", "end"] == [line["type"] for line in await exported(learner)]


async def test_nobody_who_never_asked_has_a_deletion(learner: Learner) -> None:
    await learner.get("/learners/me/deletion", expect=404)


async def test_while_a_learner_is_leaving_nothing_new_is_taken_in_and_a_second_wish_is_the_first(
    learner: Learner, stranger: Learner
) -> None:
    work = await fill(learner)
    session = work["sessions"][3]

    first, headers = await learner.call("DELETE", "/learners/me", expect=202)
    second, _ = await learner.call("DELETE", "/learners/me", expect=202)

    assert (first, "/v1/learners/me/deletion") == (second, headers["Location"])
    assert first == await learner.get("/learners/me/deletion")
    await learner.post("/sessions", {"subject": "math"}, expect=409)
    await learner.submit(session, {"expression": "1"}, expect=409)
    await learner.act(session, "advance", expect=409)
    await learner.ask(session, 1, expect=409)
    await stranger.start("math")


async def test_a_deleted_learner_leaves_nothing_but_that_they_left(
    learner: Learner, stranger: Learner, deleted: Deleted, valkey: str
) -> None:
    newcomer = {path: steady(await learner.get(path)) for path in READ}
    theirs = await fill(stranger)
    before = await exported(stranger)
    work = await fill(learner)
    turn = work["turn"]

    done = await deleted(learner)

    counts = {each["kept_in"]: each["deleted"] for each in done["counts"]}
    assert (5, 4, 1, 1) == tuple(counts[each] for each in ("sessions", "submissions", "gradings", "tutor_turns"))
    assert 2 <= counts["valkey"]
    assert newcomer == {path: steady(await learner.get(path)) for path in READ}
    assert ["export", "deletion", "end"] == [line["type"] for line in await exported(learner)]
    async with redis.Redis.from_url(valkey) as client:
        # The window of their limit, which is over by itself within a minute or two; ending it would be a way round it.
        left = [key async for key in client.scan_iter(match=f"*{learner.user}*")]
        assert [] == [
            key for key in left if not key.lower().startswith(b"limits") or not 0 < await client.ttl(key) <= 120
        ]
    async with learner.http.get(f"{learner.base}/v1/tutor/stream", params={"token": turn["token"]}) as answer:
        assert 401 == answer.status
    await stranger.get(f"/submissions/{theirs['solved']['id']}")
    assert before[1:] == (await exported(stranger))[1:]


async def test_a_learner_who_comes_back_begins_anew_and_may_leave_again(learner: Learner, deleted: Deleted) -> None:
    await fill(learner)
    first = await deleted(learner)

    work = await fill(learner)
    lines = await exported(learner)
    second = await deleted(learner)

    assert {each["id"] for each in work["sessions"]} == {line["id"] for line in of_type(lines, "session")}
    assert [1] == [line["records"] for line in await exported(learner) if line["type"] == "end"]
    assert first["finished_at"] < second["requested_at"]
