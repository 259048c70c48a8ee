"""Errors as problems (RFC 9457): the one place where what went wrong becomes an answer."""

from typing import Any

import orjson
import structlog
from connexion.exceptions import OAuthProblem, OAuthResponseProblem, ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from starlette.exceptions import HTTPException

from app.outages import OUTAGES
from domain import errors

log = structlog.get_logger()

TYPES = {
    400: (
        "bad-request",
        "Bad Request",
        "The request cannot be read, or does not keep the contract; then `errors` names each place.",
    ),
    401: ("unauthorized", "Unauthorized", "There is no valid token with the request."),
    403: ("forbidden", "Forbidden", "The caller is known, and may not do this, or not yet."),
    404: ("not-found", "Not Found", "It is not there, or it is not the caller's own; the two are not told apart."),
    405: (
        "method-not-allowed",
        "Method Not Allowed",
        "The path does not take this method; `Allow` names those it does.",
    ),
    408: ("request-timeout", "Request Timeout", "The request took too long to come; the connection is closed."),
    409: ("conflict", "Conflict", "The thing is not in a state in which this can be done."),
    412: ("precondition-failed", "Precondition Failed", "It was changed since the ETag in If-Match; read it again."),
    413: ("content-too-large", "Content Too Large", "The body is larger than any request of the contract can be."),
    414: ("uri-too-long", "URI Too Long", "The address is longer than any of the contract can be."),
    415: (
        "unsupported-media-type",
        "Unsupported Media Type",
        "The body's Content-Type is not one that the path takes, or it has a Content-Encoding.",
    ),
    422: (
        "unprocessable",
        "Unprocessable Content",
        "It keeps the contract and still cannot be meant; `errors` says why.",
    ),
    429: (
        "too-many-requests",
        "Too Many Requests",
        "The caller is over a limit; `Retry-After` says when to come back.",
    ),
    431: ("headers-too-large", "Request Header Fields Too Large", "The headers are too many or too long."),
    500: ("internal", "Internal Server Error", "A fault of this server; it is logged under the request's id."),
    501: ("not-implemented", "Not Implemented", "The contract has it, this server does not yet."),
    503: (
        "unavailable",
        "Service Unavailable",
        "A service that this needs is away; the same request may be sent again.",
    ),
}
"""Status → name, title, and what it means, as /problems/{name} explains it."""


class ContractProblem(errors.BadInput):
    """The request does not keep the contract."""


class ScopeMissing(errors.Refused):
    """The token is not good for this operation, whoever holds it."""

    def __init__(self, scopes: frozenset[str]) -> None:
        self.needed = " ".join(sorted(scopes))
        super().__init__(f"This needs a token with the scope {self.needed}.")


STATUS = {
    ContractProblem: 400,
    errors.BadInput: 422,
    errors.Unauthorized: 401,
    errors.Refused: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Changed: 412,
    errors.TooMany: 429,
    errors.NotThere: 501,
    errors.Unavailable: 503,
}
CHALLENGE = "Bearer"
INVALID = f'{CHALLENGE} error="invalid_token"'


def problem(
    status: int, detail: str, errors: tuple[tuple[str, str], ...] = (), headers: dict[str, str] | None = None
) -> ConnexionResponse:
    """The answer for one error; `errors` are (pointer, message) pairs."""
    media = "application/problem+json"
    return ConnexionResponse(status, media, media, body=_written(status, detail, errors), headers=headers or {})


def problem_of(status: int, detail: str = "") -> bytes:
    """The body for a status, which says all there is to say unless there is a `detail`."""
    return _written(status, detail or TYPES[status][2])


def _written(status: int, detail: str, errors: tuple[tuple[str, str], ...] = ()) -> bytes:
    name, title, _ = TYPES.get(status, ("other", "Error", ""))
    body: dict[str, Any] = {"type": f"/problems/{name}", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = [{"pointer": pointer, "message": message} for pointer, message in errors]
    return orjson.dumps(body)


async def on_domain_error(_: ConnexionRequest, error: errors.DomainError) -> ConnexionResponse:
    """What the domain refused, in the domain's own words."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    headers = {}
    if isinstance(error, errors.TooMany | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if status == 401:
        headers["WWW-Authenticate"] = INVALID
    if isinstance(error, ScopeMissing):
        headers["WWW-Authenticate"] = f'{CHALLENGE} error="insufficient_scope", scope="{error.needed}"'
    return problem(status, str(error), getattr(error, "errors", ()), headers)


async def on_connexion_problem(_: ConnexionRequest, error: ProblemException) -> ConnexionResponse:
    """What Connexion refused; only its status is kept, since its details can tell of internals."""
    if isinstance(error, OAuthProblem):
        # Ours is the kind that an answer of an issuer raises: there was a token. Without one nothing was wrong with it.
        challenge = INVALID if isinstance(error, OAuthResponseProblem) else CHALLENGE
        return problem(401, "A valid bearer token is needed.", headers={"WWW-Authenticate": challenge})
    return problem(error.status, TYPES[error.status][2] if error.status in TYPES else "")


async def on_http_exception(_: ConnexionRequest, error: HTTPException) -> ConnexionResponse:
    """404 and 405 of the router."""
    headers = dict(error.headers or {})
    return problem(error.status_code, TYPES[error.status_code][2], headers=headers)


async def on_outage(_: ConnexionRequest, error: Exception) -> ConnexionResponse:
    """Postgres or Valkey went away, or gave way to another transaction: nothing was recorded."""
    log.warning("outage", fault=type(error).__name__)
    return problem(503, TYPES[503][2], headers={"Retry-After": "2"})


async def on_fault(_: ConnexionRequest, error: Exception) -> ConnexionResponse:
    """A fault of ours: logged whole, told without a word of what it was."""
    log.error("fault", exc_info=error)
    return problem(500, TYPES[500][2])


HANDLERS = (
    *((kind, on_outage) for kind in OUTAGES),
    (errors.DomainError, on_domain_error),
    (ProblemException, on_connexion_problem),
    (HTTPException, on_http_exception),
    (Exception, on_fault),
)
