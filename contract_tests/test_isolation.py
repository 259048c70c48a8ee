"""What one learner does, another neither sees nor changes: over every operation of the contract, through HTTP."""

from typing import Any

import aiohttp
import pytest

from contract_tests.busy import fill
from contract_tests.contract import OPERATIONS, PATHS, queries
from contract_tests.learner import Learner

READ = [
    f"{path}?limit=20" if "limit" in queries(path) else path
    for path, item in PATHS.items()
    if "get" in item and "{" not in path and path != "/tutor/stream"
]


async def state(learner: Learner, work: dict[str, Any]) -> dict[str, Any]:
    """All that a learner can read of their own."""
    sessions = [f"/sessions/{session['id']}" for session in work["sessions"]]
    own = [*READ, *sessions, *(f"{path}/submissions" for path in sessions)]
    return {path: await learner.get(path) for path in own}


async def test_a_newcomer_sees_nothing_of_what_others_did(learner: Learner, stranger: Learner) -> None:
    before = {path: await stranger.get(path) for path in READ}

    await fill(learner)

    assert before == {path: await stranger.get(path) for path in READ}


async def test_nobody_reads_or_changes_what_is_anothers(learner: Learner, stranger: Learner) -> None:
    work = await fill(learner)
    session, submission = work["sessions"][2], work["submissions"][0]
    about = {"session_id": session["id"], "problem_id": session["problem_id"]}
    before = await state(learner, work)

    for theirs in (submission, work["solved"], work["waiting"]):
        await stranger.get(f"/submissions/{theirs['id']}", expect=404)
        await stranger.get(f"/submissions/{theirs['id']}/rubric-scores", expect=404)
    await stranger.get(f"/sessions/{session['id']}", expect=404)
    await stranger.get(f"/sessions/{session['id']}/submissions", expect=404)
    for action in ("advance", "retry", "giveup"):
        await stranger.act(session, action, expect=404)
    body = {**about, "subject": session["subject"], "payload": {"expression": "5"}}
    await stranger.post("/submissions", body, expect=404)
    await stranger.post("/tutor/messages", {**about, "hint_level": 1}, expect=404)
    await stranger.get(f"/problems/{work['solved']['problem_id']}/solution", expect=403)

    assert before == await state(learner, work)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
async def test_without_a_token_every_operation_is_closed(
    base: str, http: aiohttp.ClientSession, path: str, method: str
) -> None:
    url = f"{base}/v1{path}".replace("{id}", "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11")

    async with http.request(method, url, json={}) as answer:
        assert (401, "/problems/unauthorized") == (answer.status, (await answer.json(content_type=None))["type"])
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
