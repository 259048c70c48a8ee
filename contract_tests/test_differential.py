"""The compiled door beside Connexion as it comes: what is bound and refused is the same, or differs for a reason."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import yaml

from app import auth, keys, tokens
from app.pages import CONTRACT
from app.settings import Settings
from contract_tests.making import Maker
from contract_tests.requests import Request
from contract_tests.stock import USER, Answer, Free, call, compiled, stock

STREAM = "/submissions/{id}/events"
SEED = 20261122
REQUESTS = 5000
KEY = "a development key for the tests, 32 bytes or more"


@dataclass
class Difference:
    """Where the door says something else than stock, and why; `fits(request, ours, theirs)`."""

    reason: str
    fits: Callable[[Request, Answer, Answer], bool]


def detail(answer: Answer) -> str:
    """What a problem says, its errors too."""
    body = answer.body if isinstance(answer.body, dict) and answer.status >= 400 else {}
    return " ".join([str(body.get("detail")), *(error["message"] for error in body.get("errors", []))])


def strict_json(request: Request, ours: Answer, theirs: Answer) -> bool:
    return ours.status == 400 and "not valid JSON" in detail(ours)


def looks_like(request: Request, ours: Answer, theirs: Answer) -> bool:
    told = detail(ours)
    kinds = ("must be integer", "must be boolean", "must be number")
    return (ours.status, theirs.status) == (400, 200) and "query value" in request.broken and told.endswith(kinds)


DIFFERENCES = [
    Difference(
        "OPTIONS is answered from the contract; stock knows no such method.",
        lambda request, ours, theirs: (request.method, ours.status, theirs.status) == ("OPTIONS", 204, 405),
    ),
    Difference(
        "The head of a stream is not told, since that would open it; stock opens it and waits for its end.",
        lambda request, ours, theirs: (
            (request.method, ours.status) == ("HEAD", 405) and request.template in ("/tutor/stream", STREAM)
        ),
    ),
    Difference(
        "A path with a slash behind it is another path: nothing is redirected, no token or body dropped on the way.",
        lambda request, ours, theirs: (ours.status, theirs.status) == (404, 307),
    ),
    Difference(
        "A line end in a path is a value like any other, told to be wrong; stock's router does not see the path.",
        lambda request, ours, theirs: "\n" in request.target and theirs.status == 404,
    ),
    Difference(
        "Which of two values is meant is not guessed; stock takes the last.",
        lambda request, ours, theirs: ours.status == 400 and "is given more than once" in detail(ours),
    ),
    Difference(
        "A query that is not percent-encoded UTF-8 is refused; stock puts replacement characters into it, or fails.",
        lambda request, ours, theirs: (
            detail(ours).startswith("The query string is not")
            or (theirs.status == 500 and "raw query" in request.broken)
        ),
    ),
    Difference(
        "Numbers and booleans are written one way; stock takes 1_0, +1, a space before it, and True.",
        looks_like,
    ),
    Difference(
        "A body in chunks is a body; stock asks for its length.",
        lambda request, ours, theirs: request.chunked and theirs.status == 400,
    ),
    Difference(
        "A body of no type is refused; stock guesses one, and fails on it behind its own validation.",
        lambda request, ours, theirs: not request.media and ours.status == 415,
    ),
    Difference(
        "JSON is UTF-8 whatever a charset says (RFC 8259); stock decodes by it, and fails on one that is not known.",
        lambda request, ours, theirs: "charset" in (request.media or "") and theirs.status in (400, 500),
    ),
    Difference(
        "A media type is the same in capitals; stock does not validate such a body, and then fails on it.",
        lambda request, ours, theirs: (
            (request.media or "") != (request.media or "").lower() and theirs.status in (200, 500)
        ),
    ),
    Difference(
        "What is no JSON is refused at once (NaN, surrogates, 5,000 digits, not UTF-8...); stock takes it or fails.",
        strict_json,
    ),
    Difference(
        "U+0000 is refused before anything else, since Postgres cannot hold it; stock takes it wherever text goes.",
        lambda request, ours, theirs: ours.status == 400 and "U+0000" in detail(ours),
    ),
    Difference(
        "format: uuid is checked; stock lets any text through.",
        lambda request, ours, theirs: ours.status == 400 and theirs.status == 200 and "must be a uuid" in detail(ours),
    ),
    Difference(
        "A body is bounded; stock reads all of it.",
        lambda request, ours, theirs: ours.status == 413,
    ),
    Difference(
        "The contract's x-required-scopes are asked for; stock does not know them.",
        lambda request, ours, theirs: ours.status == 403,
    ),
]


def agree(request: Request, ours: Answer, theirs: Answer) -> bool:
    """The same status; the same arguments where it is good; where one thing is wrong, the same place."""
    if (ours.status, ours.bound) != (theirs.status, theirs.bound):
        return False
    if ours.status != 400 or len(request.broken) > 1 or {"path", "method"} & set(request.broken):
        return True  # of two that are wrong either may be told first, and another operation may find more than one
    place = theirs.places[0]
    if place == "parameter":
        return ours.places[0].startswith(("path/", "query/", "header/"))
    return any(found == place or found.startswith(f"{place}/") for found in ours.places)


@pytest.fixture
def credentials() -> dict[str, str | None]:
    """Authorization headers by what they are."""
    settings = in_process()
    good = tokens.sign(settings, USER, "learn tracks:write grade:write")
    return {
        "tutor": f"Bearer {good}",
        "learner": f"Bearer {tokens.sign(settings, USER, 'learn')}",
        "lower": f"bearer {good}",
        "forged": f"Bearer {good[:-6]}AAAAAA",
        "expired": f"Bearer {tokens.sign(settings, USER, 'learn', time.time() - 10**6)}",
        "basic": "Basic eDp5",
        "empty": "Bearer ",
        "none": None,
    }


def in_process() -> Settings:
    return Settings(CO_DB_URL="postgresql://", CO_REDIS_URL="redis://", EVAL_BASE="http://", CO_JWT_DEV_KEY=KEY)


async def test_five_thousand_requests_are_answered_as_stock_does_or_differently_for_a_reason(
    credentials: dict[str, str | None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    settings = in_process()
    known, free = auth.Tokens(settings, keys.DevelopmentKey(KEY)), Free()
    resources = {"tokens": known, "db": free, "valkey": free}
    door, reference = compiled(resources), stock(resources)
    maker = Maker(yaml.safe_load(CONTRACT.read_text()), SEED)
    hits: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    unexplained = []

    for _ in range(REQUESTS):
        request = maker.request()
        ours = await call(door, request, credentials)
        theirs = await call(reference, request, credentials)
        statuses[ours.status] += 1
        if agree(request, ours, theirs):
            continue
        reason = next((one.reason for one in DIFFERENCES if one.fits(request, ours, theirs)), None)
        hits[reason or ""] += 1
        if reason is None:
            unexplained.append((request, ours, theirs))

    assert [] == unexplained[:3]
    assert [] == [one.reason for one in DIFFERENCES if one.reason not in hits]
    assert 0 == statuses[500]
    assert min(statuses[200], statuses[400]) > REQUESTS / 5
    assert {operation["operationId"] for _, _, operation in maker.operations} == maker.used
