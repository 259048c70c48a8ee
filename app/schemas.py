"""Compiles the contract's schemas: OpenAPI 3.0's dialect to JSON Schema draft 4, and errors in words of our own."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
FORMATS = {"uuid": lambda value: UUID.fullmatch(value) is not None}
ANNOTATIONS = {"example", "examples", "discriminator", "xml", "externalDocs", "deprecated", "description", "components"}
MAPS = {"properties", "patternProperties"}

WORDS = {
    "type": lambda kind: f"must be {' or '.join(kind.types)}",
    "enum": lambda kind: f"must be one of {', '.join('null' if it is None else str(it) for it in kind.options)}",
    "minLength": lambda kind: f"must have at least {kind.limit} characters",
    "maxLength": lambda kind: f"must have at most {kind.limit} characters",
    "minItems": lambda kind: f"must have at least {kind.limit} items",
    "maxItems": lambda kind: f"must have at most {kind.limit} items",
    "minProperties": lambda kind: f"must have at least {kind.limit} fields",
    "maxProperties": lambda kind: f"must have at most {kind.limit} fields",
    "minimum": lambda kind: f"must be at least {kind.limit}",
    "maximum": lambda kind: f"must be at most {kind.limit}",
    "pattern": lambda kind: f"must match {kind.pattern}",
    "format": lambda kind: f"must be a {kind.format}",
}


class Schema:
    """One compiled schema: `is_valid` is the hot path, `errors` words what is wrong as (pointer, message) pairs."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = jsonschema_rs.Draft4Validator(to_draft4(schema), validate_formats=True, formats=FORMATS)
        self._property, self._branches = _discriminated(schema)
        self.is_valid = self._validator.is_valid

    def errors(self, value: Any) -> list[tuple[str, str]]:
        """Empty for a valid value; of a discriminated union only what its branch says."""
        if self._branches:
            chosen = value.get(self._property) if isinstance(value, dict) else None
            branch = self._branches.get(chosen) if isinstance(chosen, str) else None
            if branch is not None:
                return branch.errors(value)
            if isinstance(value, dict):
                return [(f"/{self._property}", f"must be one of {', '.join(self._branches)}")]
        return [pair for error in self._validator.iter_errors(value) for pair in _word(error)]


def _word(error: Any) -> Iterator[tuple[str, str]]:
    path = "".join(f"/{escaped(str(part))}" for part in error.instance_path)
    kind = error.kind
    if kind.name == "required":
        yield f"{path}/{escaped(kind.property)}", "is required"
    elif kind.name == "additionalProperties":
        for name in kind.unexpected:
            yield f"{path}/{escaped(name)}", "is not a field of this object"
    else:
        yield path, WORDS[kind.name](kind) if kind.name in WORDS else "does not keep the contract"


def escaped(part: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def _discriminated(schema: dict[str, Any]) -> tuple[str, dict[str, Schema]]:
    """The property that tells the branches of a oneOf apart, and the branch for each of its values."""
    if "discriminator" not in schema:
        return "", {}
    name = schema["discriminator"]["propertyName"]
    return name, {value: Schema(branch) for branch in schema["oneOf"] for value in branch["properties"][name]["enum"]}


def to_draft4(schema: Any) -> Any:
    """The same schema without OpenAPI's own words: `nullable` becomes a null type, annotations go."""
    if isinstance(schema, list):
        return [to_draft4(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        key: {name: to_draft4(item) for name, item in value.items()} if key in MAPS else to_draft4(value)
        for key, value in schema.items()
        if key not in ANNOTATIONS and key != "nullable"
    }
    if schema.get("nullable"):
        if "type" in plain:
            plain["type"] = [plain["type"], "null"]
        if "enum" in plain:
            plain["enum"] = [*plain["enum"], None]
    return plain
