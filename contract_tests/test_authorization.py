"""Every operation with no token, by another user, and without its scope: made from the contract."""

import copy
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import aiohttp

from app import tokens
from app.settings import Settings
from contract_tests.authorization import OTHERS, filled, operations, scopes, uncovered
from contract_tests.busy import fill
from contract_tests.contract import SPEC
from contract_tests.learner import Learner
from contract_tests.test_isolation import state

OPERATIONS = operations(SPEC)
NAMED = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"
Row = tuple[str, str, str]


def outcomes() -> dict[Row, Any]:
    """(operation, who, path) → status and challenge that the contract and the table ask for."""
    found: dict[Row, Any] = {}
    for name, (_, path, definition) in OPERATIONS.items():
        needed = definition.get("x-required-scopes", [])
        found[name, "no token", path] = (401, "Bearer")
        for scope in needed:
            lacking = f'Bearer error="insufficient_scope", scope="{" ".join(sorted(needed))}"'
            found[name, f"without {scope}", path] = (403, lacking)
        if not needed:
            found[name, "a JWT", path] = (401, 'Bearer error="invalid_token"')
        for each in OTHERS[name]:
            found[name, "another user", f"{each.path} {each.body}"] = (each.status, "nothing shown")
    return found


async def test_nobody_gets_where_they_do_not_belong(
    base: str, http: aiohttp.ClientSession, learner: Learner, settings: Settings, sign: Callable[[str], str]
) -> None:
    work = await fill(learner)
    rubric = (await learner.get("/rubrics"))["items"][0]["id"]
    names = {
        "session": work["sessions"][2]["id"],
        "problem": work["sessions"][2]["problem_id"],
        "submission": work["submissions"][0]["id"],
        "solved": work["solved"]["id"],
        "solved_problem": work["solved"]["problem_id"],
        "waiting": work["waiting"]["id"],
        "turn": work["turn"]["turn_id"],
        "rubric": rubric,
    }
    ids = {learner.user, names["turn"], *(each["id"] for each in [*work["sessions"], *work["submissions"]])}
    before = await state(learner, work)

    async def sent(method: str, path: str, token: str | None, body: Any) -> tuple[int, str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with http.request(method, f"{base}/v1{path}", json=body, headers=headers) as answer:
            return answer.status, answer.headers.get("WWW-Authenticate", ""), await answer.text()

    actual: dict[Row, Any] = {}
    for name, (method, path, definition) in OPERATIONS.items():
        url, needed = path.replace("{id}", NAMED), definition.get("x-required-scopes", [])
        actual[name, "no token", path] = (await sent(method, url, None, {}))[:2]
        for scope in needed:
            lacking = tokens.sign(settings, str(uuid4()), " ".join(scopes() - {scope}))
            actual[name, f"without {scope}", path] = (await sent(method, url, lacking, {}))[:2]
        if not needed:
            whole = tokens.sign(settings, str(uuid4()), " ".join(scopes()))
            actual[name, "a JWT", path] = (await sent(method, url, whole, None))[:2]
        for each in OTHERS[name]:
            asked, body = filled(each.path, names), filled(each.body, names)
            status, _, text = await sent(method, asked, sign(str(uuid4())), body)
            shown = sorted(found for found in ids if found in text)
            actual[name, "another user", f"{each.path} {each.body}"] = (status, shown or "nothing shown")

    assert outcomes() == actual
    assert before == await state(learner, work)


def test_every_operation_says_what_another_user_may_try() -> None:
    assert [] == uncovered(SPEC)


def test_a_new_operation_without_a_line_is_noticed() -> None:
    grown = copy.deepcopy(SPEC)
    grown["paths"]["/sessions/{id}"]["delete"] = {
        **grown["paths"]["/sessions/{id}"]["get"],
        "operationId": "deleteSession",
    }
    shrunk = copy.deepcopy(SPEC)
    del shrunk["paths"]["/progress"]

    assert (["deleteSession"], ["getProgress"]) == (uncovered(grown), uncovered(shrunk))
