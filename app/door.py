"""The door: what the contract says about one operation, compiled once at start-up.

A request is bound (parameters coerced and validated), its body read and validated, the handler called with what it
names, and its result written, without asking the contract again.
"""

import functools
import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from connexion.middleware.abstract import RoutedAPI
from connexion.operations import AbstractOperation
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app import idempotency
from app.bodies import Body
from app.idempotency import Answer
from app.layers import CONTEXT, ByOperation
from app.parameters import Parameters
from app.problems import ScopeMissing
from app.schemas import Schema

Resources = dict[str, Any]
KEY = "idempotency_key"
NOBODY: dict[str, Any] = {}
NONE: frozenset[str] = frozenset()
JSON = (b"content-type", b"application/json")


def scopes_of(context: dict[str, Any]) -> frozenset[str]:
    """The scopes of the caller's token; whoever has none needs none."""
    found: frozenset[str] = context.get("token_info", NOBODY).get("scope", NONE)
    return found


GIVEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "user": lambda context: context["user"],
    "scopes": scopes_of,
    "now": lambda _: datetime.now(UTC),
    "stream_token": lambda context: context["token_info"]["stream_token"],
}
"""What a handler may name of the caller and the time."""


class Door:
    """One operation, ready to be called."""

    def __init__(self, operation: AbstractOperation, resources: Resources, validate_responses: bool) -> None:
        self.operation_id = operation.operation_id
        self.handler = operation.function
        named = inspect.signature(self.handler).parameters
        self.scopes = frozenset(operation._operation.get("x-required-scopes", ()))
        self.parameters = Parameters(operation.parameters, {*named, KEY})
        self.keyed, self.wants_key = KEY in self.parameters.arguments, KEY in named
        self.body = Body(operation) if operation.request_body else None
        self.wants_body = "body" in named
        others = named.keys() - self.parameters.arguments - {"body"}
        self.given = [(name, GIVEN[name]) for name in others if name in GIVEN]
        self.held = [name for name in others if name not in GIVEN and named[name].default is inspect.Parameter.empty]
        self.resources = resources
        self.status = next(int(status) for status in operation.responses if status.startswith("2"))
        self.schemas = _response_schemas(operation) if validate_responses else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = scope["extensions"].get(CONTEXT, NOBODY)
        if self.scopes and not self.scopes <= scopes_of(context):
            raise ScopeMissing(self.scopes)
        arguments = self.parameters.bind(scope)
        body = await self.body.read(scope, receive) if self.body is not None else None
        if self.wants_body:
            arguments["body"] = body
        for name, give in self.given:
            arguments[name] = give(context)
        for name in self.held:
            arguments[name] = self.resources[name]
        key = arguments.get(KEY) if self.keyed else None
        if self.keyed and not self.wants_key:
            arguments.pop(KEY, None)
        if key is None:
            result = await self.handler(**arguments)
            if isinstance(result, Response):
                await result(scope, receive, send)
                return
            answer = self._answer(result)
        else:
            request, now = idempotency.digest(self.operation_id, body), datetime.now(UTC)
            run = functools.partial(self._run, arguments)
            answer = await idempotency.once(self.resources["db"], context["user"], key, request, now, run)
        await self._write(answer, send)

    async def _run(self, arguments: dict[str, Any]) -> Answer:
        return self._answer(await self.handler(**arguments))

    def _answer(self, result: Any) -> Answer:
        """A handler's result, a body or (body, status, headers), as it goes out."""
        status, headers = self.status, {}
        if isinstance(result, tuple):
            result, status, headers = result
        content = b"" if result is None else orjson.dumps(result)
        if self.schemas is not None:
            self._check(status, content)
        return Answer(status, headers, content)

    async def _write(self, answer: Answer, send: Send) -> None:
        status, extra, content = answer
        headers = [(b"content-length", b"%d" % len(content))]
        if content:
            headers.append(JSON)
        for name, value in extra.items():
            headers.append((name.lower().encode(), value.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _check(self, status: int, content: bytes) -> None:
        """A response that breaks the contract is a fault of ours, found where responses are validated."""
        schemas = self.schemas or {}
        if status not in schemas:
            raise AssertionError(f"{self.operation_id} answered {status}, which the contract does not know")
        schema = schemas[status]
        found = schema.errors(orjson.loads(content)) if schema is not None else []
        if found:
            raise AssertionError(f"{self.operation_id} {status}: {found[:3]}")


def _response_schemas(operation: AbstractOperation) -> dict[int, Schema | None]:
    """Status → the schema of its JSON body, None where it has no JSON."""
    schemas: dict[int, Schema | None] = {}
    for status, response in operation.responses.items():
        content = response.get("content", {}).get("application/json")
        schemas[int(status)] = Schema(content["schema"]) if content else None
    return schemas


class DoorAPI(RoutedAPI[Door]):  # type: ignore[misc]  # Connexion ships no types
    """The doors of one contract, by operationId."""

    def __init__(self, *args: Any, resources: Resources, validate_responses: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.resources = resources
        self.validate_responses = validate_responses
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Door:
        if operation.operation_id in self.operations:
            # Security and validation go by operationId: of two of the same name one would lose its guard.
            raise ValueError(f"operationId {operation.operation_id} stands twice in the contract")
        return Door(operation, self.resources, self.validate_responses)


class DoorMiddleware(ByOperation):
    """Calls the operation that the routing found, with what it names."""

    api_cls = DoorAPI
