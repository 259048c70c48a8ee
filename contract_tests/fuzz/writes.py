"""Checks of what a write leaves behind: it is there, it is there once, and what has ended does not go on."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

from schemathesis.core.transport import Response

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.memory import MEMORY
from contract_tests.fuzz.registry import check

WRITES = ("POST", "PUT", "PATCH")


def wrote(response: Response, case: Case) -> dict[str, Any] | None:
    """What a successful write answered; None too for the answer given again to an Idempotency-Key."""
    if case.method not in WRITES or not contract.itself(case) or not 200 <= response.status_code < 300:
        return None
    body = response.json()
    again = "Idempotency-Key" in response.request.headers and body.get("id") in MEMORY.owner
    return None if again else dict(body)


def same(written: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether a thing is what the write answered; that this was done before is said by the answer alone."""
    return written == found or {**written, "duplicate_of": None} == found


@check
def location_leads_to_it(ctx: Any, response: Response, case: Case) -> None:
    """Location is where the thing is that was just made."""
    body = wrote(response, case)
    places = response.headers.get("location", [])
    if body is None or not places:
        return
    found = probe.read(response.request, urljoin(response.request.url or "", places[0]))
    assert found.status_code in (200, 202), f"Location {places[0]}: {probe.told(found)}"
    assert body["id"] == found.json()["id"], f"Location {places[0]} is {found.json()['id']}, not {body['id']}"


@check
def reads_follow_writes(ctx: Any, response: Response, case: Case) -> None:
    """Right behind a write, reading gives what the write answered, alone and in its list."""
    body = wrote(response, case)
    if body is None:
        return
    url, path = contract.without_query(response.request), case.path
    if case.method in ("PUT", "PATCH") and contract.has_get(case, path):
        found = probe.read(response.request, url)
        assert found.status_code == 200 and same(body, found.json()), f"wrote {body}, read {probe.told(found)}"
        url, path = url.rpartition("/")[0], path.rpartition("/")[0]
    elif case.method == "POST" and contract.item_path(case) and "id" in body:
        found = probe.read(response.request, f"{url}/{body['id']}")
        assert found.status_code in (200, 202), f"made {body['id']}, read {probe.told(found)}"
        if found.status_code == response.status_code or response.status_code == 201:
            assert same(body, found.json()), f"wrote {body}, read {probe.told(found)}"
    if contract.has_get(case, path) and "id" in body:
        listed = probe.read(response.request, f"{url}?limit=100").json()["items"]
        stands = [item for item in listed if item["id"] == body["id"]]
        assert stands in ([body], []), f"wrote {body}, listed {stands}"
        assert stands or case.method != "POST", f"{body['id']} is not in the list"


@check
def a_write_says_when(ctx: Any, response: Response, case: Case) -> None:
    """A change moves `updated_at`, and what is fixed at the start stays."""
    body = wrote(response, case)
    before = MEMORY.state.get(contract.path(response.request).rsplit("/", 1)[-1])
    if body is None or before is None or case.method != "PATCH":
        return
    assert before.get("updated_at", "") < body["updated_at"], f"updated_at stayed at {before['updated_at']}"
    for name in ("id", "user_id", "created_at"):
        assert before.get(name) == body.get(name), f"{name} was {before.get(name)}, is {body.get(name)}"


@check
def what_has_ended_stays_ended(ctx: Any, response: Response, case: Case) -> None:
    """Nothing that has left the status "active" takes another write or becomes active again."""
    body = wrote(response, case)
    if body is not None:
        for each in (contract.path(response.request).rsplit("/", 1)[-1], *named(response)):
            before = MEMORY.ended.get(each)
            assert before is None, f"{each} had ended as {before}, and took {case.method} {case.formatted_path}"
        if case.method == "PATCH" and body.get("status", "active") != "active":
            more = probe.again(response.request)
            # 412 where the write asked for the state that it changed.
            assert more.status_code in (409, 412), (
                f"{body['id']} is {body['status']}, and took it again: {probe.told(more)}"
            )
    if (body is not None or case.method == "GET") and response.status_code == 200:
        for item in contract.walk(probe.as_json(response.content)):
            before = MEMORY.ended.get(str(item.get("id")))
            assert before is None or before == item["status"], f"{item['id']} was {before}, is {item['status']}"


def named(response: Response) -> list[str]:
    """The ids in the top level of a request's body."""
    sent = probe.sent_json(response.request)
    return [str(value) for name, value in sent.items() if name.endswith("_id")] if isinstance(sent, dict) else []


@check
def the_same_key_is_the_same_request(ctx: Any, response: Response, case: Case) -> None:
    """Idempotency-Key: sent twice, at once too, it is done once; with another body it is refused."""
    if "Idempotency-Key" not in contract.parameters(case, "header") or wrote(response, case) is None:
        return
    if not probe.due("idempotency", case, response.request, 3, 60):
        return
    key = {"Idempotency-Key": str(uuid4())}
    with ThreadPoolExecutor(3) as pool:
        at_once = list(pool.map(lambda _: probe.again(response.request, headers=key), range(3)))
    after = probe.again(response.request, headers=key)
    done = {(answer.status_code, answer.content) for answer in at_once if answer.status_code != 409}
    assert done <= {(after.status_code, after.content)}, f"one key, several answers: {done}, then {probe.told(after)}"
    for changed in altered(probe.sent_json(response.request)):
        other = probe.again(response.request, headers=key, body=changed)
        assert other.status_code in (400, 422), f"the key with another body: {probe.told(other)}"


def altered(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """The same body with something else in it; one of these at least keeps the contract."""
    payload = {name: text for name, text in sent.get("payload", {}).items() if name != "language"}
    others = [{**sent, "payload": {**sent["payload"], name: f"{text} "}} for name, text in payload.items()]
    mode = "practice" if sent.get("mode") == "mock" else "mock"
    return [*others, {**sent, "last_eval": {"seen": 1}}, {**sent, "mode": mode}]


@check
def of_many_at_once_one_ends_it(ctx: Any, response: Response, case: Case) -> None:
    """An action that ends something is taken once, however many ask for it at the same time."""
    body = wrote(response, case)
    if body is None or response.status_code != 201 or not probe.due("at once", case, response.request, 3, 60):
        return
    for path, action in contract.linked_actions(case, response.status_code):
        fresh = probe.again(response.request, headers={"Idempotency-Key": str(uuid4())})
        if fresh.status_code != 201:
            return
        made = urljoin(response.request.url or "", fresh.headers["Location"])
        assert contract.fits(path, made), f"{path} is not at {made}"
        send = partial(probe.again, response.request, method="PATCH", url=made, body=action)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _, send=send: send(), range(4)))
        told = [probe.told(answer) for answer in answers]
        assert {answer.status_code for answer in answers} <= {200, 409}, told
        ended = [each for each in answers if each.status_code == 200 and each.json()["status"] != "active"]
        assert len(ended) == 1, f"{action} ended {made} {len(ended)} times: {told}"
