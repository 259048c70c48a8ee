"""Bodies as a server hands them over, message by message, and what is read of them."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from app.bodies import Body

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["action"],
    "properties": {
        "action": {"type": "string", "enum": ["advance", "retry"]},
        "note": {"type": "string"},
        "level": {"type": "integer", "minimum": 1, "maximum": 3},
        "last_eval": {"type": "object", "additionalProperties": True},
    },
}
JSON = b"application/json"
ADVANCE = b'{"action":"advance"}'


def operation(required: bool = True, *media: str) -> Any:
    return SimpleNamespace(
        operation_id="updateSession",
        request_body={
            "required": required,
            "content": {key: {"schema": SCHEMA} for key in media or ("application/json",)},
        },
        body_schema=lambda media: SCHEMA,
    )


def sender(*messages: dict[str, Any]) -> Callable[[], Awaitable[Any]]:
    """What a server hands over, message by message; reading past the last is a fault."""
    left = list(messages)

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    return receive


def chunk(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def read(*messages: dict[str, Any], media: bytes | None = JSON, length: bytes | None = None) -> Any:
    headers = [(b"content-type", media)] if media is not None else []
    headers += [(b"content-length", length)] if length is not None else []
    return await Body(operation()).read({"type": "http", "headers": headers}, sender(*messages))
