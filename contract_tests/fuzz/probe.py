"""A request sent again, a little changed: what the checks are built on."""

import base64
import json
import os
import zlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

import requests
from requests import PreparedRequest

from contract_tests.fuzz.contract import Case

TIMEOUT_S = 30
SESSION = requests.Session()
SESSION.trust_env = False

_counts: Counter[tuple[str, str]] = Counter()
_chosen: set[tuple[str, str, int]] = set()


def again(request: PreparedRequest, *, token: str | None = None, **changed: Any) -> requests.Response:
    """The answer to the same request with another bearer token, method, url, headers (merged in) or JSON body."""
    copy = request.copy()
    if "method" in changed:
        copy.method = changed["method"]
    if "url" in changed:
        copy.url = changed["url"]
    if "body" in changed:
        copy.prepare_body(None, None, changed["body"])
    copy.headers.update(changed.get("headers", {}))
    if token is not None:
        copy.headers["Authorization"] = f"Bearer {token}"
    return SESSION.send(copy, timeout=TIMEOUT_S, allow_redirects=False)


def read(request: PreparedRequest, url: str) -> requests.Response:
    """GET `url` as whoever sent the request."""
    got = requests.Request("GET", url, headers={"Authorization": header(request, "Authorization")}).prepare()
    return SESSION.send(got, timeout=TIMEOUT_S, allow_redirects=False)


def header(request: PreparedRequest, name: str) -> str:
    value = request.headers.get(name, "")
    return value.decode("latin-1") if isinstance(value, bytes) else value


def bearer(request: PreparedRequest) -> str:
    """The bearer token of a request, empty where there is none."""
    return bearer_of({"Authorization": header(request, "Authorization")})


def bearer_of(headers: Mapping[str, Any]) -> str:
    scheme, _, token = str(headers.get("Authorization", "")).partition(" ")
    return token if scheme == "Bearer" else ""


def claims(token: str) -> dict[str, Any]:
    """What a JWT says, unverified; empty for anything else."""
    try:
        payload = token.split(".")[1]
        return cast(dict[str, Any], json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    except (IndexError, ValueError):
        return {}


def scopes(token: str) -> set[str]:
    """The scopes that a JWT says it has."""
    return set(str(claims(token).get("scope", "")).split())


def user(request: PreparedRequest) -> str:
    return str(claims(bearer(request)).get("sub", ""))


def peer_of(request: PreparedRequest) -> str | None:
    """The token of the other learner (PEER_TOKEN), unless the request is that learner's own."""
    token = os.environ.get("PEER_TOKEN")
    return token if token and claims(token).get("sub") != user(request) else None


def due(check: str, case: Case, request: PreparedRequest, at_first: int = 5, then_every: int = 25) -> bool:
    """Whether a check that costs further requests is to be run now: the first few times for an operation, then seldom.

    What was chosen once is chosen again, so that a failure can be found again while Hypothesis shrinks it.
    """
    key = (check, case.operation.label)
    digest = zlib.crc32(f"{request.method} {request.url} {sent_text(request)}".encode())
    if (*key, digest) in _chosen:
        return True
    _counts[key] += 1
    if _counts[key] <= at_first or _counts[key] % then_every == 0:
        _chosen.add((*key, digest))
        return True
    return False


def sent_text(request: PreparedRequest) -> str:
    """The body of a request, as text."""
    body = request.body
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")


def sent_json(request: PreparedRequest) -> Any:
    """The JSON that a request carried, None where it is none."""
    return as_json(sent_text(request))


def as_json(content: Any) -> Any:
    """What it says in JSON, in JSON Lines as a list; None where it is neither."""
    with suppress(ValueError, TypeError):
        return json.loads(content)
    with suppress(ValueError, AttributeError):
        return [json.loads(line) for line in content.splitlines()] or None
    return None


def told(response: Any) -> str:
    """An answer in one line, for a failure's message."""
    return f"{response.status_code} {response.content[:300]!r}"
