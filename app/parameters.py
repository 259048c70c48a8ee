"""A request's parameters: coerced to what the contract says they are, validated, and named as handlers take them."""

import re
from collections import Counter
from collections.abc import Mapping
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
        self.key = self.name.lower().encode() if self.place == "header" else self.name
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
    """All parameters of an operation; `arguments` are those that the handler wants."""

    def __init__(self, definitions: list[dict[str, Any]], wanted: set[str]) -> None:
        every = [Parameter(definition) for definition in definitions]
        self.arguments = {parameter.argument for parameter in every} & wanted
        plan = [(parameter, parameter.key, parameter.argument in wanted) for parameter in every]
        self.path, self.query, self.header = (
            [one for one in plan if one[0].place == place] for place in ("path", "query", "header")
        )
        self.queries = {name for _, name, _ in self.query}
        self.headers = {name for _, name, _ in self.header}

    def bind(self, scope: Scope) -> dict[str, Any]:
        """The arguments that the handler wants; ContractProblem for what is missing, wrong or not in the contract."""
        arguments: dict[str, Any] = {}
        _bind(self.path, scope["path_params"], arguments)
        if self.query or scope["query_string"]:
            _bind(self.query, self._query(scope["query_string"]), arguments)
        if self.header:
            found: dict[bytes, bytes] = {}
            for name, value in scope["headers"]:
                if name in self.headers:
                    # Lines of one name are one list (RFC 9110, section 5.3).
                    found[name] = b"%b, %b" % (found[name], value) if name in found else value
            _bind(self.header, {name: value.decode("latin-1") for name, value in found.items()}, arguments)
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


def _bind(parameters: list[tuple[Parameter, Any, bool]], found: Mapping[Any, str], arguments: dict[str, Any]) -> None:
    """Add what was found of one place to the arguments."""
    for parameter, key, wanted in parameters:
        text = found.get(key)
        if text is not None:
            value = parameter.value(text)
        elif parameter.required:
            raise parameter.problem("is required")
        else:
            value = parameter.default
        if wanted and value is not MISSING:
            arguments[parameter.argument] = value
