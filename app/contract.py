"""The contract, bound: Connexion reads it, resolves its operations and secures them; the door does the rest."""

from pathlib import Path
from typing import Any

from connexion import AsyncApp
from connexion.middleware.lifespan import Lifespan, LifespanMiddleware
from connexion.resolver import Resolver
from jsonschema.exceptions import RefResolutionError, ValidationError
from starlette.types import ASGIApp
from yaml import YAMLError

from app import auth, documents, problems
from app.door import DoorMiddleware
from app.embedded.child import CannotStart
from app.layers import Faults, Guards
from app.routing import ContractRouting

WRONG = (LookupError, ValidationError, RefResolutionError, YAMLError, ValueError, OSError)


class TagResolver(Resolver):  # type: ignore[misc]  # Connexion ships no types
    """tag + operationId → handlers.<tag>.<snake_case(operationId)>: no module path stands in the contract."""

    def resolve_operation_id(self, operation: Any) -> str:
        (tag,) = operation._operation["tags"]
        return f"handlers.{tag}.{snake_case(operation.operation_id)}"

    def resolve(self, operation: Any) -> Any:
        resolution = super().resolve(operation)
        resolution.operation_id = operation.operation_id
        return resolution


def snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def bound(
    contract: Path,
    resources: dict[str, Any],
    *,
    resolver: Resolver | None = None,
    behind_security: tuple[type, ...] = (),
    lifespan: Lifespan | None = None,
    validate_responses: bool = False,
) -> ASGIApp:
    """The application of a contract file, built; CannotStart, in one line, for one that cannot be served.

    `behind_security` are middlewares that know the user already; a resolver of one's own finds other handlers.
    """
    app = AsyncApp(
        "co",
        specification_dir=str(contract.parent),
        lifespan=lifespan,
        middlewares=[
            Faults,
            ContractRouting,
            Guards,
            *behind_security,
            DoorMiddleware,
            LifespanMiddleware,
        ],
        resolver=resolver or TagResolver(),
        security_map=auth.security_map(resources),
        validate_responses=validate_responses,
    )
    for kind, handler in problems.HANDLERS:
        app.add_error_handler(kind, handler)
    try:
        app.middleware.add_api(_parsed(contract), resources=resources)
        # Built here and not by the first call, so that a contract or handler that is wrong stops the start at once.
        outermost, _ = app.middleware._build_middleware_stack()
    except WRONG as error:
        raise CannotStart(f"{contract.name} cannot be served: {_line(error)}") from error
    return outermost  # type: ignore[no-any-return]


def _parsed(contract: Path) -> dict[str, Any]:
    """The document: given the file, Connexion would take it for a Jinja template, and a second to parse it."""
    document = documents.parse(contract.read_bytes())
    if not isinstance(document, dict):
        raise ValueError("it is no OpenAPI document")
    return document


def _line(error: Exception) -> str:
    """What is wrong with a contract, in one line."""
    if isinstance(error, ValidationError):
        where = "/".join(str(part) for part in error.absolute_path)
        return " ".join(f"{where}: {error.message}".split())[:500]
    return " ".join(str(error).split())
