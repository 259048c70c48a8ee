"""Checks of who may see and do what: tokens, scopes, and what belongs to somebody else."""

import base64
import json
import re
from typing import Any
from uuid import uuid4

from requests import PreparedRequest
from schemathesis.core.transport import Response

from app.tokens import LEARNER_SCOPES
from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.memory import MEMORY
from contract_tests.fuzz.registry import check

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOBODY = "00000000-0000-4000-8000-000000000000"


def forged(token: str) -> dict[str, str]:
    """Tokens made of a good one without its key, by what is wrong with them."""
    header, payload, signature = token.split(".")
    claims = probe.claims(token)
    another = {**claims, "sub": str(uuid4())}
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    return {
        "another signature": f"{header}.{payload}.{flipped}",
        "no signature": f"{header}.{payload}.",
        "another user under the old signature": f"{header}.{encoded(another)}.{signature}",
        "another user, algorithm none": f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{encoded(another)}.",
        "more scopes under the old signature": f"{header}.{encoded({**claims, 'scope': 'admin'})}.{signature}",
    }


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@check
def signatures_are_verified(ctx: Any, response: Response, case: Case) -> None:
    """A request that was let in is refused with a token that nobody signed."""
    token = probe.bearer(response.request)
    if not 200 <= response.status_code < 300 or not probe.claims(token):
        return
    if (
        not contract.by_jwt(case)
        or not contract.itself(case)
        or not probe.due("signature", case, response.request, 2, 100)
    ):
        return
    for wrong, forgery in forged(token).items():
        answer = probe.again(response.request, token=forgery)
        assert answer.status_code == 401, f"a token with {wrong}: {probe.told(answer)}"


@check
def scopes_are_required(ctx: Any, response: Response, case: Case) -> None:
    """An operation with `x-required-scopes` is refused to a learner who lacks one of them."""
    peer = probe.peer_of(response.request)
    required = contract.required_scopes(case)
    if peer is None or not required or not contract.itself(case) or not 200 <= response.status_code < 300:
        return
    if required <= probe.scopes(peer):
        return
    answer = probe.again(response.request, token=peer)
    assert answer.status_code == 403, f"without {required}: {probe.told(answer)}"


def owned(request: PreparedRequest) -> list[str]:
    """The ids in a request that its own user made."""
    me = probe.user(request)
    named = UUID.findall(f"{contract.path(request)} {request.body!r}")
    return list(dict.fromkeys(found for found in named if me and MEMORY.owner.get(found) == me))


@check
def nobody_else_gets_at_it(ctx: Any, response: Response, case: Case) -> None:
    """What one user made is not there for another, in no operation: the same bytes as for what does not exist."""
    peer, mine = probe.peer_of(response.request), owned(response.request)
    if peer is None or not mine or not contract.itself(case) or not 200 <= response.status_code < 300:
        return
    if not probe.due("peer", case, response.request, 10, 10):
        return
    before = standing(response.request, mine)
    theirs = probe.again(response.request, token=peer)
    assert theirs.status_code == 404, f"another learner: {probe.told(theirs)}"
    nowhere = replaced(response.request, mine)
    missing = probe.again(response.request, token=peer, **nowhere)
    assert missing.content == theirs.content, f"another's {probe.told(theirs)}, nobody's {probe.told(missing)}"
    assert before == standing(response.request, mine), f"another learner changed {mine}"


def replaced(request: PreparedRequest, ids: list[str]) -> dict[str, Any]:
    """Url and body of a request with ids that nobody ever made."""
    url, body = request.url or "", probe.sent_text(request)
    for each in ids:
        url, body = url.replace(each, NOBODY), body.replace(each, NOBODY)
    return {"url": url, "body": json.loads(body)} if body else {"url": url}


def standing(request: PreparedRequest, ids: list[str]) -> list[Any]:
    """How the caller's own things stand, where they can be read by their id."""
    base = contract.origin(request) + "/" + contract.path(request).split("/")[1]
    found = []
    for each in ids:
        for collection, made in MEMORY.made.items():
            if each in made:
                found.append(probe.read(request, f"{base}/{collection}/{each}").json())
    return found


@check
def nothing_of_others_is_shown(ctx: Any, response: Response, case: Case) -> None:
    """No answer carries another user's id, or the id of anything that another user made."""
    me = probe.user(response.request)
    staff = contract.required_scopes(case) - {LEARNER_SCOPES}
    if not me or staff or not 200 <= response.status_code < 300:
        return
    for item in contract.walk(probe.as_json(response.content)):
        assert item.get("user_id", me) == me, f"shown to {me}: {item}"
        for name, value in item.items():
            if isinstance(value, str):
                assert MEMORY.owner.get(value, me) == me, f"{name} {value} is another user's"
