"""The HTTP app: the contract bound to its handlers, and every fault a problem body."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from connexion import AsyncApp
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.middleware.exceptions import ExceptionMiddleware
from connexion.middleware.lifespan import LifespanMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.middleware.server_error import ServerErrorMiddleware
from starlette.exceptions import HTTPException

from evaluator.code.languages import LANGUAGES
from evaluator.code.pool import CodePool
from evaluator.door import Door
from evaluator.errors import BadPredicate, Unavailable
from evaluator.handlers import Handlers
from evaluator.maths import BadSubmission
from evaluator.maths.pool import MathsPool
from evaluator.operations import OperationsMiddleware
from evaluator.problems import MEDIA_TYPE, problem

CONTRACT = Path(__file__).parent.parent / "openapi" / "upstream" / "evaluator.v1.yaml"
MIDDLEWARES = [
    ServerErrorMiddleware,
    ExceptionMiddleware,
    RoutingMiddleware,
    LifespanMiddleware,
    OperationsMiddleware,
]
Operation = Callable[..., Awaitable[dict[str, Any]]]


def make_app(code: CodePool, maths: MathsPool, version: str) -> Door:
    """The ASGI app over two pools, which the caller starts and closes."""
    handlers = Handlers(code, maths, version)

    def resolve(operation_id: str) -> Operation:
        operation: Operation = getattr(handlers, re.sub(r"(?<!^)(?=[A-Z])", "_", operation_id).lower())
        return operation

    app = AsyncApp(__name__, specification_dir=CONTRACT.parent, middlewares=MIDDLEWARES)
    app.add_api(CONTRACT.name, resolver=resolve)
    for kind, handler in FAULTS.items():
        app.add_error_handler(kind, handler)

    def health() -> tuple[int, dict[str, Any]]:
        state = {
            "evaluator_version": version,
            "languages": sorted(LANGUAGES),
            "walls": code.walls,
            "workers": code.ready,
            "waiting": code.turns.waiting,
        }
        return (200, {"status": "ok", **state}) if code.is_up else (503, {"status": "starting", **state})

    return Door(app, health)


def said(status: int, detail: str | None, headers: dict[str, str] | None = None) -> ConnexionResponse:
    return ConnexionResponse(status, mimetype=MEDIA_TYPE, body=problem(status, detail), headers=headers)


def unavailable(request: ConnexionRequest, error: Unavailable) -> ConnexionResponse:
    return said(503, str(error), {"Retry-After": str(error.retry_after)})


def bad_submission(request: ConnexionRequest, error: BadSubmission) -> ConnexionResponse:
    return said(400, str(error))


def bad_predicate(request: ConnexionRequest, error: BadPredicate) -> ConnexionResponse:
    return said(422, str(error))


def refused(request: ConnexionRequest, error: HTTPException) -> ConnexionResponse:
    return said(error.status_code, error.detail, dict(error.headers or {}))


def broken(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
    return said(500, None)


FAULTS: dict[type[Exception], Any] = {
    Unavailable: unavailable,
    BadSubmission: bad_submission,
    BadPredicate: bad_predicate,
    ProblemException: refused,
    HTTPException: refused,
    Exception: broken,
}
