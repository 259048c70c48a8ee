"""Connexion's last layer here: what the contract says about an operation, prepared once and not at every request."""

from typing import Any

import orjson
from connexion.exceptions import BadRequestProblem, UnsupportedMediaTypeProblem
from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware
from connexion.operations import AbstractOperation

from evaluator.bodies import Body
from evaluator.door import JSON, Receive, Scope, Send, answer


class Operation:
    """One operation: its body is read and validated, its handler called with it, what that returns written."""

    def __init__(self, operation: AbstractOperation) -> None:
        if operation.parameters:
            raise ValueError(f"{operation.operation_id} has parameters, which nothing here reads")
        self.handler = operation.function
        self.body = Body(operation.body_schema(JSON.decode())) if operation.request_body else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"]:
            raise BadRequestProblem(detail="there are no query parameters here")
        given: dict[str, Any] = {}
        if self.body is not None:
            if (b"content-type", JSON) not in scope["headers"]:
                raise UnsupportedMediaTypeProblem(detail="the body must be application/json")
            # The door hands on bodies whole.
            given["body"] = self.body.read((await receive())["body"])
        await answer(send, 200, JSON, orjson.dumps(await self.handler(**given)))


class OperationsAPI(RoutedAPI[Operation]):  # type: ignore[misc]  # connexion has no types
    """The operations of one contract, by operationId."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Operation:
        return Operation(operation)


class OperationsMiddleware(RoutedMiddleware[OperationsAPI]):  # type: ignore[misc]
    """Calls the operation that the routing found."""

    api_cls = OperationsAPI
