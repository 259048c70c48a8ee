"""CO's compiled door and Connexion as it comes, in-process, each with handlers that answer what was bound."""

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from connexion import AsyncApp
from connexion.resolver import Resolver
from starlette.responses import Response
from starlette.types import ASGIApp

from app import auth
from app.contract import bound
from app.pages import CONTRACT
from contract_tests.requests import Request, operations

USER = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"
PIECES = 5
"""Of a chunked body."""


class Free:
    """In the place of the database and of Valkey: every Idempotency-Key is new, every stream token a learner's."""

    async def fetchval(self, *_: Any) -> Any:
        return 1

    async def fetchrow(self, *_: Any) -> Any:
        return {}

    async def execute(self, *_: Any) -> str:
        return ""

    async def hget(self, *_: Any) -> bytes:
        return USER.encode()


class Echo(Resolver):  # type: ignore[misc]  # Connexion ships no types
    """Every operation's handler names all that a request can bind, and answers with what was."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.operations = {one["operationId"]: one for _, _, one in operations(yaml.safe_load(CONTRACT.read_text()))}

    def resolve_function_from_operation_id(self, operation_id: str) -> Any:
        async def echo(**arguments: Any) -> Any:
            return self.answer({name: value for name, value in arguments.items() if value is not None})

        operation = self.operations[operation_id]
        names = [one["name"] for one in operation.get("parameters", []) if one["in"] in ("path", "query")]
        kind = inspect.Parameter.KEYWORD_ONLY
        named = [
            inspect.Parameter(name, kind, default=None) for name in (*names, *["body"] * ("requestBody" in operation))
        ]
        echo.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
        return echo


def compiled(resources: dict[str, Any]) -> ASGIApp:
    return bound(CONTRACT, resources, resolver=Echo(lambda given: (given, 200, {})))


def stock(resources: dict[str, Any]) -> ASGIApp:
    """With CO's own check of tokens: a contract alone cannot say who is known."""
    app = AsyncApp(
        "stock",
        specification_dir=str(CONTRACT.parent),
        # A response of Starlette's: stock cannot tell which of an operation's two media types a dict is for.
        resolver=Echo(lambda given: Response(json.dumps(given), media_type="application/json")),
        security_map=auth.security_map(resources),
        strict_validation=True,
    )
    app.add_api(CONTRACT.name)
    return app  # type: ignore[no-any-return]


@dataclass
class Answer:
    """What one of the two said: its status, what it bound, and the place it found at fault."""

    status: int
    headers: dict[bytes, bytes]
    body: Any

    @property
    def bound(self) -> Any:
        return json.dumps(self.body, sort_keys=True) if self.status == 200 else None

    @property
    def places(self) -> list[str]:
        """Ours: each pointer, `/...` in the body. Stock: told from its words, as far as they go."""
        if self.status != 400 or not isinstance(self.body, dict):
            return []
        if "errors" in self.body:
            return [error["pointer"] for error in self.body["errors"]]
        detail = self.body.get("detail") or ""
        if detail.startswith(("Extra query parameter", "The query string")):
            return ["query"]
        if missing := re.match(r"Missing (\w+) parameter '(.*)'", detail):
            return [f"{missing[1]}/{missing[2]}"]
        if "\nOn instance:\n" in detail:
            return ["parameter"]
        path = re.search(r" - '([^']*)'$", detail)
        return ["/" + path[1].replace(".", "/") if path else ""]


async def call(app: ASGIApp, request: Request, tokens: dict[str, str | None]) -> Answer:
    """Send a request as a server would: decoded path, lower-cased header names, the body in one piece or in chunks."""
    content = request.content
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers]
    if request.media is not None:
        headers.append((b"content-type", request.media.encode()))
    if content and not request.chunked:
        headers.append((b"content-length", b"%d" % len(content)))
    authorization = tokens[request.credential]
    if authorization is not None:
        headers.append((b"authorization", authorization.encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "server": ("test", 80),
        "client": ("test", 1),
        "scheme": "http",
        "method": request.method,
        "root_path": "",
        "path": request.target,
        "raw_path": request.target.encode(),
        "query_string": request.query_string,
        "headers": headers,
    }
    size = max(1, -(-len(content) // PIECES) if request.chunked else len(content))
    pieces = [content[at : at + size] for at in range(0, len(content), size)] or [b""]
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages[-1]["more_body"] = False
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in sent[1:])
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = text
    return Answer(sent[0]["status"], dict(sent[0]["headers"]), body)
