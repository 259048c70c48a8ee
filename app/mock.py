"""MOCK=1: an operation that is not there yet is answered with an example from the contract."""

import functools
from collections.abc import Iterator
from typing import Any

from connexion.operations import AbstractOperation
from starlette.responses import Response

from app.contract import TagResolver
from app.schemas import Schema
from domain.errors import NotThere

Json = dict[str, Any]
TEXTS = (
    "example", "1", "a", "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11", "2026-01-31T12:00:00Z", "2026-01-31", "a@example.org",
    "https://example.org/", "0-0", "v1", "1.0", "A",
)  # fmt: skip
"""What a text may look like; the first that its schema takes is the example."""

BY_THE_WIRE = ("x-request-id", "ratelimit-")


class NoExample(ValueError):
    """The contract has no example, and none could be made of the schema."""


class MockResolver(TagResolver):
    """Binds each operation to its handler, and stubs to examples."""

    def resolve(self, operation: AbstractOperation) -> Any:
        resolution = super().resolve(operation)
        handler, definition = resolution.function, operation._operation

        @functools.wraps(handler)
        async def answered(**arguments: Any) -> Any:
            try:
                return await handler(**arguments)
            except NotThere:
                return answer(definition)

        resolution.function = answered
        return resolution


def answer(operation: Json) -> Any:
    """The operation's first success as a handler would return it; NoExample."""
    status = next(status for status in operation["responses"] if status.startswith("2"))
    response = operation["responses"][status]
    content = response.get("content", {})
    headers = {
        name: str(example({"schema": header["schema"], **header}))
        for name, header in response.get("headers", {}).items()
        if not name.lower().startswith(BY_THE_WIRE)
    }
    if not content:
        return None, int(status), headers
    if "application/json" in content:
        return example(content["application/json"]), int(status), headers
    media, found = next(iter(content.items()))
    return Response(str(example(found)), int(status), headers, media)


def example(holder: Json) -> Any:
    """An example of a media type or header that keeps its schema: as given there, or in the schema, or made of it."""
    schema = Schema(holder["schema"])
    for value in _candidates(holder):
        if schema.is_valid(value):
            return value
    raise NoExample("the contract needs an example here, for none can be made of the schema")


def _candidates(holder: Json) -> Iterator[Any]:
    if "example" in holder:
        yield holder["example"]
    yield from (each["value"] for each in holder.get("examples", {}).values() if "value" in each)
    yield made(holder["schema"])


def made(schema: Json) -> Any:
    """A value after the schema; where it has examples, they are parts of it."""
    for key in ("example", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        parts = [made(part) for part in schema["allOf"]]
        return {key: value for part in parts for key, value in part.items()} if isinstance(parts[0], dict) else parts[0]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return made(schema[key][0])
    return MAKERS[schema.get("type", "object")](schema)


def _text(schema: Json) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    fitting = [text.ljust(least, "a")[:most] for text in TEXTS]
    checked = Schema(schema)
    found = {"date-time": "2026-01-31T12:00:00Z", "date": "2026-01-31"}.get(schema.get("format", ""))
    return found or next((text for text in fitting if checked.is_valid(text)), "")


def _number(schema: Json) -> float:
    least, most = schema.get("minimum"), schema.get("maximum")
    value = least if least is not None else min(1, most) if most is not None else 1
    return value + 1 if schema.get("exclusiveMinimum") and value == least else value


def _list(schema: Json) -> list[Any]:
    return [made(schema.get("items", {}))] * max(1, schema.get("minItems", 0)) if schema.get("maxItems") != 0 else []


def _object(schema: Json) -> Json:
    return {name: made(each) for name, each in schema.get("properties", {}).items()}


MAKERS = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda _: True,
    "array": _list,
    "object": _object,
}
