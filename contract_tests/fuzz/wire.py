"""Checks of every answer, whatever it says: names, counts, problems, and where it points."""

import re
from typing import Any
from urllib.parse import urljoin

from schemathesis.core.transport import Response

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.registry import check

INTERNALS = re.compile(
    rb"Traceback|File \"|\.py\b|asyncpg|psycopg|redis\.|connexion|sqlstate|relation \"|SELECT |INSERT |site-packages"
    rb"|object at 0x|<class '|NoneType",
)
_explained: dict[str, bool] = {}


def one(response: Response, name: str) -> str:
    """A header that stands in the answer exactly once."""
    values = response.headers.get(name.lower(), [])
    assert len(values) == 1, f"{name} stands {len(values)} times in the answer"
    return values[0]


@check
def answers_are_named(ctx: Any, response: Response, case: Case) -> None:
    """X-Request-ID on every answer: the caller's own, or a new one."""
    named = one(response, "X-Request-ID")
    sent = probe.header(response.request, "X-Request-ID")
    assert named, "X-Request-ID is empty"
    if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", sent):
        assert sent == named, f"X-Request-ID {sent!r} came back as {named!r}"


@check
def requests_are_counted(ctx: Any, response: Response, case: Case) -> None:
    """RateLimit-* on every answer to a known user, and this very request is counted in them."""
    if "ratelimit-limit" not in response.headers:
        unknown = response.status_code in (401, 405) or not contract.by_jwt(case) or not contract.itself(case)
        routed = response.status_code == 404 and not probe.claims(probe.bearer(response.request))
        assert unknown or routed, "RateLimit-* is missing"
        return
    limit, left = (int(one(response, f"RateLimit-{name}")) for name in ("Limit", "Remaining"))
    assert 0 <= left < limit, f"{left} of {limit} are left after this request"
    assert 0 < int(one(response, "RateLimit-Reset")) <= 60, "the window is not one of a minute"


@check
def errors_are_problems(ctx: Any, response: Response, case: Case) -> None:
    """RFC 9457, a type that is explained at its own address, what the status asks for beside it, and no internals."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    assert "application/problem+json" == one(response, "Content-Type").partition(";")[0], "not a problem"
    found = INTERNALS.search(response.content)
    assert found is None, f"internals in a problem: {found and found.group()!r}"
    body = response.json()
    assert response.status_code == body["status"], f"status {body['status']} in a {response.status_code}"
    assert body["title"] and body["detail"], "title or detail is empty"
    assert body["type"].startswith("/problems/"), f"type {body['type']!r}"
    url = urljoin(contract.origin(response.request), body["type"])
    if url not in _explained:
        _explained[url] = probe.read(response.request, url).status_code == 200
    assert _explained[url], f"{body['type']} is not explained at its address"
    needed = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
    if response.status_code in needed:
        assert one(response, needed[response.status_code]), f"{needed[response.status_code]} is empty"


@check
def faults_are_pointed_at(ctx: Any, response: Response, case: Case) -> None:
    """`errors` point into what was sent: a JSON pointer into the body, or a parameter by place and name."""
    if response.status_code not in (400, 422):
        return
    for error in response.json().get("errors", []):
        pointer, sent = error["pointer"], probe.sent_json(response.request)
        assert error["message"], f"no message at {pointer!r}"
        place, slash, name = pointer.partition("/")
        if place in ("query", "path", "header"):
            known = contract.parameters(case, place)
            assert place == "query" or name.lower() in map(str.lower, known), f"{pointer} is no parameter"
        else:
            assert pointer == "" or (place == "" and slash), f"{pointer!r} is no pointer"
            if isinstance(sent, dict) and name:
                first = name.split("/")[0].replace("~1", "/").replace("~0", "~")
                fields = {key for schema in contract.body_schemas(case) for key in schema.get("properties", {})}
                assert first in sent or first in fields, f"{pointer!r} points at nothing"


@check
def what_is_unchanged_is_not_sent_again(ctx: Any, response: Response, case: Case) -> None:
    """An ETag answers its own If-None-Match with 304 and no body, and any other with the whole."""
    etags = response.headers.get("etag", [])
    if response.status_code != 200 or case.method != "GET" or not etags:
        return
    if not probe.due("etag", case, response.request):
        return
    same = probe.again(response.request, headers={"If-None-Match": etags[0]})
    assert (304, b"") == (same.status_code, same.content), f"the same ETag: {probe.told(same)}"
    other = probe.again(response.request, headers={"If-None-Match": '"another"'})
    assert (200, response.content) == (other.status_code, other.content), f"another ETag: {probe.told(other)}"
