"""A request's body: strict JSON (RFC 8259), of a bounded size, as the contract says."""

from typing import Any

import orjson
from connexion.exceptions import ProblemException
from connexion.operations import AbstractOperation
from starlette.types import Receive, Scope

from app.problems import ContractProblem
from app.schemas import Schema, escaped

JSON = b"application/json"
MAX_BODY = 256 * 1024
"""Bytes: four times the longest text in the contract, so that escapes fit."""

MAX_LEVELS = 200
"""Of nesting: orjson reads deeper than it writes."""


class Body:
    """The JSON body of an operation."""

    def __init__(self, operation: AbstractOperation) -> None:
        (media,) = operation.request_body["content"]
        if media != "application/json" or not operation.request_body.get("required"):
            raise ValueError(f"{operation.operation_id}: bodies are application/json and required")
        self.schema = Schema(operation.body_schema(media))

    async def read(self, scope: Scope, receive: Receive) -> Any:
        """The body, validated; ContractProblem, or a ProblemException for 413 and 415."""
        media = length = b""
        for name, value in scope["headers"]:
            if name == b"content-type":
                media = value
            elif name == b"content-length":
                length = value
            elif name == b"content-encoding" and value.strip().lower() != b"identity":
                raise ProblemException(status=415)
        if media != JSON and media.split(b";", 1)[0].strip().lower() != JSON:
            raise ProblemException(status=415)
        body = parse(await collect(length, receive))
        if not self.schema.is_valid(body):
            raise ContractProblem("The request body does not keep the contract.", self.schema.errors(body)[:20])
        return body


async def collect(length: bytes, receive: Receive) -> bytes:
    """All of the body, chunked or not; too much of it is not even read."""
    if length.isdigit() and int(length) > MAX_BODY:
        raise ProblemException(status=413)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ContractProblem("The request ended before its body did.")
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise ProblemException(status=413)
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunk if len(chunks) == 1 else b"".join(chunks)


def parse(raw: bytes) -> Any:
    """The JSON value; ContractProblem for what is no JSON, and for U+0000, which Postgres cannot hold."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        where = f"at line {error.lineno}, column {error.colno}" if raw else "it is empty"
        raise ContractProblem(f"The body is not valid JSON: {where}.") from None
    if raw.count(b"[") + raw.count(b"{") > MAX_LEVELS and _levels(body) > MAX_LEVELS:
        raise ContractProblem(f"The body is nested more than {MAX_LEVELS} levels deep.")
    if b"\\u0000" in raw and (place := _nul(body, "")) is not None:
        raise ContractProblem("Strings must not contain U+0000.", [(place, "must not contain U+0000")])
    return body


def _levels(value: Any) -> int:
    """How deep a value is nested; level by level, since recursion would not get to the end."""
    levels, items = 0, [value]
    while items := [item for item in items if isinstance(item, dict | list)]:
        levels += 1
        items = [child for item in items for child in (item.values() if isinstance(item, dict) else item)]
    return levels


def _nul(value: Any, place: str) -> str | None:
    """A JSON pointer to a string with U+0000, or to the object that has it in a name; None without one.

    At most MAX_LEVELS deep.
    """
    if isinstance(value, str):
        return place if "\x00" in value else None
    if isinstance(value, dict):
        if any("\x00" in name for name in value):
            return place
        parts = [(escaped(name), item) for name, item in value.items()]
    elif isinstance(value, list):
        parts = [(str(index), item) for index, item in enumerate(value)]
    else:
        return None
    return next((found for name, item in parts if (found := _nul(item, f"{place}/{name}")) is not None), None)
