"""The contract, for tests that hold for every operation of a kind."""

from typing import Any

import yaml

from app.pages import CONTRACT

SPEC: dict[str, Any] = yaml.safe_load(CONTRACT.read_text("utf-8"))
PATHS: dict[str, dict[str, Any]] = SPEC["paths"]
OPERATIONS = [(path, method) for path, item in PATHS.items() for method in item]


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    found = SPEC
    for part in schema["$ref"].split("/")[1:]:
        found = found[part]
    return found


def queries(path: str) -> set[str]:
    """The query parameters of GET on a path."""
    parameters = [resolve(parameter) for parameter in PATHS[path].get("get", {}).get("parameters", ())]
    return {parameter["name"] for parameter in parameters if parameter["in"] == "query"}


LISTS = [path for path in PATHS if "cursor" in queries(path)]
