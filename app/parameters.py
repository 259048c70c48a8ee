"""A request's parameters: coerced to what the contract says they are, validated, and named as handlers take them."""

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Scope

from app.problems import ContractProblem
from app.schemas import Schema

MISSING = object()
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def _integer(text: str) -> Any:
    """An integer; what is none stays text, and the schema refuses it."""
    digits = text[1:] if text[:1] == "-" else text
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 19 else text


def _number(text: str) -> Any:
    return float(text) if NUMBER.fullmatch(text) else text


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


COERCE = {"integer": _integer, "number": _number, "boolean": _boolean}


class Parameter:
    """One parameter of an operation."""

    def __init__(self, definition: dict[str, Any]) -> None:
        schema = definition["schema"]
        if schema.get("type") not in ("string", *COERCE):
            raise ValueError(f"parameter {definition['name']} is not of a scalar type")
        self.place, self.name = definition["in"], definition["name"]
        self.argument = self.name.lower().replace("-", "_")
        self.required = definition.get("required", False)
        self.default = schema.get("default", MISSING)
        self.coerce = COERCE.get(schema["type"])
        self.schema = Schema(schema)

    def value(self, text: str) -> Any:
        """The value that a text stands for; ContractProblem for one that does not keep the contract."""
        value = self.coerce(text) if self.coerce else text
        if "\x00" in text or not self.schema.is_valid(value):
            found = self.schema.errors(value) or [("", "must not contain U+0000")]
            raise self.problem(found[0][1])
        return value

    def problem(self, message: str) -> ContractProblem:
        return ContractProblem(
            f"The {self.place} parameter {self.name} does not keep the contract.",
            [(f"{self.place}/{self.name}", message)],
        )


class Parameters:
    """All parameters of an operation."""

    def __init__(self, definitions: list[dict[str, Any]], wanted: set[str]) -> None:
        self.all = [Parameter(definition) for definition in definitions]
        self.queries = {parameter.name for parameter in self.all if parameter.place == "query"}
        self.headers = any(parameter.place == "header" for parameter in self.all)
        self.wanted = wanted

    def bind(self, scope: Scope) -> dict[str, Any]:
        """The arguments that the handler wants; ContractProblem for what is missing, wrong or not in the contract."""
        found = {"path": scope["path_params"], "query": self._query(scope["query_string"])}
        if self.headers:
            found["header"] = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        arguments: dict[str, Any] = {}
        for parameter in self.all:
            key = parameter.name.lower() if parameter.place == "header" else parameter.name
            text = found[parameter.place].get(key)
            if text is not None:
                value = parameter.value(text)
            elif parameter.required:
                raise parameter.problem("is required")
            else:
                value = parameter.default
            if value is not MISSING and parameter.argument in self.wanted:
                arguments[parameter.argument] = value
        return arguments

    def _query(self, raw: bytes) -> dict[str, str]:
        if not raw:
            return {}
        try:
            pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
        except ValueError:
            raise ContractProblem("The query string is not percent-encoded UTF-8.") from None
        query = dict(pairs)
        unknown = sorted(query.keys() - self.queries)
        if unknown:
            raise ContractProblem(
                "The query has parameters that the contract does not know.",
                [(f"query/{name}", "is not a parameter of this operation") for name in unknown],
            )
        if len(query) < len(pairs):
            # Which of the two is meant is not for us to guess.
            twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
            raise ContractProblem(
                "The query gives a parameter more than once.",
                [(f"query/{name}", "is given more than once") for name in twice],
            )
        return query
