"""The rules for the contract file: each names what breaks it. Their options stand in openapi/lint/redocly.yaml.

Redocly holds the same rules, by the same names, and shows the line.
"""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from contract_tests.spec_parts import Contract, answers, contents, everywhere, operations, received, resolved, sent

Options = dict[str, Any]


class Rule(Protocol):
    """What is wrong, a line each: where, and what."""

    __name__: str

    def __call__(self, contract: Contract, options: Options, /) -> Iterator[str]: ...


ERRORS = ("400", "401", "403", "404", "409", "422", "429", "503")
WITH_BODY = ("413", "415")
HEADERS = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


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


def scopes_declared(contract: Contract, options: Options) -> Iterator[str]:
    schemes = contract["components"]["securitySchemes"]
    for where, operation in operations(contract):
        wanted = operation.get("security", contract["security"])
        by_jwt = any(schemes[name].get("bearerFormat") == "JWT" for each in wanted for name in each)
        declared = operation.get("x-required-scopes", [])
        if bool(declared) != by_jwt or set(declared) - set(options["scopes"]):
            yield f"{where}: a JWT, and nothing else, opens it by scopes that we know, all of which it needs"


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


def post_keyed(contract: Contract, _: Options) -> Iterator[str]:
    for where, operation in operations(contract):
        taken = [resolved(contract, each) for each in operation.get("parameters", [])]
        if where.startswith("POST ") and ("header", "Idempotency-Key") not in [(p["in"], p["name"]) for p in taken]:
            yield f"{where}: what makes or changes something takes an Idempotency-Key"


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


OF_OPERATIONS: list[Rule] = [operation_name, one_tag, errors_declared, scopes_declared, list_paged, post_keyed]
OF_ANSWERS: list[Rule] = [creation_linked, headers_declared]
OF_SCHEMAS: list[Rule] = [body_ref, enum_named, required_complete, one_of_mapped, object_described, nullable_apart]
OF_BOTH: list[Rule] = [bounded, example_given]
RULES = {rule.__name__.replace("_", "-"): rule for rule in OF_OPERATIONS + OF_ANSWERS + OF_SCHEMAS + OF_BOTH}
