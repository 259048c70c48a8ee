"""Requests made from the contract: some keep it, most break it in one or two ways that are known by name."""

import json
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contract_tests.changes import CHANGES, WEIGHTS
from contract_tests.requests import Request, operations, put

POOL = 15
"""Values made of each schema."""


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that keep a schema of the contract."""
    if "oneOf" in schema:
        return st.one_of([values(branch) for branch in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", [])
        known = {name: values(child) for name, child in schema.get("properties", {}).items()}
        optional = {name: known[name] for name in known if name not in required}
        made = st.fixed_dictionaries({name: known[name] for name in required}, optional=optional)
        return made.filter(lambda value: len(value) >= schema.get("minProperties", 0))
    if kind == "array":
        least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), schema.get("minItems", 0) + 3)
        return st.lists(values(schema["items"]), min_size=least, max_size=most)
    if kind == "string":
        return strings(schema)
    if kind == "integer":
        return st.integers(schema.get("minimum", -(10**9)), schema.get("maximum", 10**9))
    return st.booleans() if kind == "boolean" else st.floats(0, 1)


def strings(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in schema:
        found = st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii"))
        # `$` lets a line end behind it, which has a change of its own.
        return found.filter(lambda text: least <= len(text) <= most and not text.endswith("\n"))
    return st.text(
        st.characters(codec="utf-8", exclude_characters="\x00"), min_size=least, max_size=min(most, least + 20)
    )


class Maker:
    """Makes requests: values by Hypothesis, some of each schema, and what becomes of them by a seeded chance."""

    def __init__(self, spec: dict[str, Any], seed: int) -> None:
        self.operations = operations(spec)
        self.chance = Random(seed)
        self.pools: dict[str, list[Any]] = {}
        self.used: set[str] = set()

    def request(self) -> Request:
        """A request of any operation, with up to two changes."""
        template, method, operation = self.chance.choice(self.operations)
        self.used.add(operation["operationId"])
        request = Request(operation, method.upper(), template, {}, [], [])
        for parameter in operation.get("parameters", []):
            if parameter.get("required") or self.chance.random() < 0.5:
                value = self._value(parameter["schema"])
                put(request, parameter, value if isinstance(value, str) else json.dumps(value))
        if "requestBody" in operation:
            request.media = "application/json"
            request.body = self._value(operation["requestBody"]["content"]["application/json"]["schema"])
        possible = [name for name, (fits, _) in CHANGES.items() if fits(request)]
        weights = [WEIGHTS.get(name, 1) for name in possible]
        for name in dict.fromkeys(self.chance.choices(possible, weights, k=self.chance.choice([0, 1, 1, 1, 2]))):
            request.broken.append(name)
            CHANGES[name][1](request, self.chance)
        return request

    def _value(self, schema: dict[str, Any]) -> Any:
        pool = self.pools.setdefault(json.dumps(schema, sort_keys=True), [])
        if not pool:

            @settings(
                max_examples=POOL,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(values(schema))
            def collect(value: Any) -> None:
                pool.append(value)

            collect()
        return self.chance.choice(pool)
