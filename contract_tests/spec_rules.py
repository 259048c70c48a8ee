"""The rules for the contract file: each names what breaks it. Their options stand in openapi/lint/redocly.yaml.

Redocly holds the same rules, by the same names, and shows the line.
"""

import re
from collections.abc import Iterator
from typing import Any, Protocol

Contract = dict[str, Any]
Options = dict[str, Any]


class Rule(Protocol):
    """What is wrong, a line each: where, and what."""

    __name__: str

    def __call__(self, contract: Contract, options: Options, /) -> Iterator[str]: ...


ERRORS = ("400", "401", "403", "404", "409", "422", "429", "503")
WITH_BODY = ("413", "415")
HEADERS = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def resolved(contract: Contract, node: Any) -> Any:
    """The node itself, or what its `$ref` points to."""
    while "$ref" in node:
        target = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def operations(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every operation, after its method and path."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def answers(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Every answer but errors: where, status, response."""
    for where, operation in operations(contract):
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                yield f"{where} {status}", status, resolved(contract, response)


def contents(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Every content of a body: where, media type, content."""
    for where, operation in operations(contract):
        bodies = {"body": operation.get("requestBody"), **operation["responses"]}
        for name, body in bodies.items():
            for media, content in resolved(contract, body or {}).get("content", {}).items():
                yield f"{where} {name}", media, content


def schemas(contract: Contract, schema: Any, where: str, seen: set[str]) -> Iterator[tuple[str, Any]]:
    """The schema and all below it, each once; those of a component are named `Component.field`."""
    if "$ref" in schema:
        where = schema["$ref"].rsplit("/", 1)[-1]
        schema = resolved(contract, schema)
    if where in seen:
        return
    seen.add(where)
    yield where, schema
    below = [(f"{where}.{name}", field) for name, field in schema.get("properties", {}).items()]
    below += [(f"{where}[]", schema["items"])] if "items" in schema else []
    below += [
        (f"{where}.{word}{i}", one)
        for word in ("oneOf", "anyOf", "allOf")
        for i, one in enumerate(schema.get(word, []))
    ]
    if isinstance(schema.get("additionalProperties"), dict):
        below.append((f"{where}.*", schema["additionalProperties"]))
    for name, one in below:
        yield from schemas(contract, one, name, seen)


def sent(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every schema of what a client sends."""
    seen: set[str] = set()
    for where, operation in operations(contract):
        for each in operation.get("parameters", []):
            parameter = resolved(contract, each)
            yield from schemas(contract, parameter["schema"], f"parameter {parameter['name']}", seen)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from schemas(contract, content["schema"], f"{where} body", seen)


def received(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Every schema of what a client receives."""
    seen: set[str] = set()
    for where, operation in operations(contract):
        for response in operation["responses"].values():
            for content in resolved(contract, response).get("content", {}).values():
                yield from schemas(contract, content["schema"], where, seen)


def everywhere(node: Any, where: str = "#") -> Iterator[tuple[str, Any]]:
    """Every object of the file, examples apart."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from everywhere(value, f"{where}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from everywhere(value, f"{where}/{i}")


def operation_name(contract: Contract, options: Options) -> Iterator[str]:
    names = [operation.get("operationId", "") for _, operation in operations(contract)]
    pattern = re.compile(f"({'|'.join(options['verbs'])})([A-Z][a-z0-9]*)+")
    for where, operation in operations(contract):
        name = operation.get("operationId", "")
        if not pattern.fullmatch(name) or names.count(name) > 1:
            yield f"{where}: {name!r} is not a camelCase verbNoun of its own"


def one_tag(contract: Contract, _: Options) -> Iterator[str]:
    known = {tag["name"] for tag in contract["tags"]}
    for where, operation in operations(contract):
        if len(operation.get("tags", [])) != 1 or operation["tags"][0] not in known:
            yield f"{where}: it has to have exactly one of the tags that are described"


def body_ref(contract: Contract, _: Options) -> Iterator[str]:
    for where, media, content in contents(contract):
        if media.endswith("json") and "$ref" not in content.get("schema", {}):
            yield f"{where}: its body is no named component"


def enum_named(contract: Contract, _: Options) -> Iterator[str]:
    for where, node in everywhere(contract):
        if isinstance(node.get("enum"), list) and not re.fullmatch("#/components/schemas/[^/]+", where):
            yield f"{where}: the enum is no named component"


def required_complete(contract: Contract, options: Options) -> Iterator[str]:
    for where, schema in received(contract):
        for name in schema.get("properties", {}):
            if name not in schema.get("required", []) and f"{where}.{name}" not in options["optional"]:
                yield f"{where}.{name}: is it always returned?"


def one_of_mapped(contract: Contract, _: Options) -> Iterator[str]:
    for where, node in everywhere(contract["components"]["schemas"]):
        if isinstance(node.get("oneOf"), list):
            told_apart = node.get("discriminator", {}).get("mapping", {}).values()
            if {each.get("$ref") for each in node["oneOf"]} != set(told_apart):
                yield f"{where}: a oneOf has a discriminator that maps each of its branches"


def object_described(contract: Contract, _: Options) -> Iterator[str]:
    for where, node in everywhere(contract):
        if node.get("type") == "object" and not {"properties", "additionalProperties", "allOf"} & set(node):
            yield f"{where}: a bare object says nothing"


def nullable_apart(contract: Contract, _: Options) -> Iterator[str]:
    for where, node in everywhere(contract):
        if isinstance(node.get("$ref"), str) and len(node) > 1:
            yield f"{where}: what stands beside a $ref is not read"


def errors_declared(contract: Contract, _: Options) -> Iterator[str]:
    shared: dict[str, str] = {}
    for where, operation in operations(contract):
        responses = operation["responses"]
        for status in ERRORS + (WITH_BODY if "requestBody" in operation else ()):
            ref = responses.get(status, {}).get("$ref", "")
            if not ref.startswith("#/components/responses/") or shared.setdefault(status, ref) != ref:
                yield f"{where}: {status} is not declared as the shared response"
            elif list(resolved(contract, responses[status])["content"]) != ["application/problem+json"]:
                yield f"{where}: {status} is no problem"
        if "default" in responses:
            yield f"{where}: a default hides what can happen"


def list_paged(contract: Contract, options: Options) -> Iterator[str]:
    for where, operation in operations(contract):
        if not operation.get("operationId", "").startswith("list") or operation["operationId"] in options["whole"]:
            continue
        taken = {
            each["name"]: each["schema"] for each in (resolved(contract, p) for p in operation.get("parameters", []))
        }
        limit = {key: taken.get("limit", {}).get(key) for key in ("minimum", "maximum", "default")}
        if limit != {"minimum": 1, "maximum": 100, "default": 20} or "cursor" not in taken:
            yield f"{where}: a list takes a cursor, and a limit of 1 to 100 that is 20 unless given"
        page = resolved(contract, operation["responses"]["200"]["content"]["application/json"]["schema"])
        if set(page["properties"]) != {"items", "next_cursor"}:
            yield f"{where}: a list is items and next_cursor"


def bounded(contract: Contract, _: Options) -> Iterator[str]:
    needed = {
        "string": ({"maxLength"}, {"enum"}),
        "array": ({"maxItems"},),
        "integer": ({"minimum", "maximum"}, {"enum"}),
        "number": ({"minimum", "maximum"}, {"enum"}),
        "object": ({"additionalProperties"},),
    }
    for where, schema in sent(contract):
        ways = needed.get(schema.get("type", ""), ())
        if ways and not any(way <= set(schema) for way in ways):
            yield f"{where}: it needs {' or '.join(' and '.join(sorted(way)) for way in ways)}"
        if schema.get("additionalProperties") is True and "maxProperties" not in schema:
            yield f"{where}: an open object needs maxProperties"


def example_given(contract: Contract, options: Options) -> Iterator[str]:
    for where, _media, content in contents(contract):
        if not {"example", "examples"} & set(content) and "example" not in resolved(contract, content["schema"]):
            yield f"{where}: it has no example"
    for where, operation in operations(contract):
        for each in operation.get("parameters", []):
            parameter = resolved(contract, each)
            if not {"example", "examples"} & set(parameter) and parameter["name"] not in options["without"]:
                yield f"{where}: the parameter {parameter['name']} has no example"


def creation_linked(contract: Contract, _: Options) -> Iterator[str]:
    known = {operation.get("operationId") for _, operation in operations(contract)}
    for where, status, response in answers(contract):
        links = response.get("links", {})
        if (status == "201" or where.startswith("POST ")) and not links:
            yield f"{where}: what is made here is linked to what can be done with it"
        for name, link in links.items():
            if link.get("operationId") not in known:
                yield f"{where}: the link {name} leads nowhere"


def headers_declared(contract: Contract, _: Options) -> Iterator[str]:
    for where, status, response in answers(contract):
        for name in HEADERS + (("Location",) if status == "201" else ()):
            if name not in response.get("headers", {}):
                yield f"{where}: {name} is not declared"


OF_OPERATIONS: list[Rule] = [operation_name, one_tag, errors_declared, list_paged, creation_linked, headers_declared]
OF_SCHEMAS: list[Rule] = [body_ref, enum_named, required_complete, one_of_mapped, object_described, nullable_apart]
OF_BOTH: list[Rule] = [bounded, example_given]
RULES = {rule.__name__.replace("_", "-"): rule for rule in OF_OPERATIONS + OF_SCHEMAS + OF_BOTH}
