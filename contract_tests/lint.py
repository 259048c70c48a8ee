"""`python -m contract_tests.lint`: what in the contract breaks our rules or its own schemas, a line each."""

import sys
from collections.abc import Iterator
from typing import Any

from app import documents
from app.schemas import Schema
from contract_tests.clients import node
from contract_tests.spec_parts import Contract, contents, resolved
from contract_tests.spec_rules import RULES, Options

FILE = node.ROOT / "openapi" / "co.v1.yaml"


def options() -> dict[str, Options]:
    """Rule → its options, from where Redocly reads them too."""
    rules = documents.parse((node.LINT / "redocly.yaml").read_bytes())["rules"]
    return {
        name.removeprefix("co/"): option if isinstance(option, dict) else {}
        for name, option in rules.items()
        if name.startswith("co/")
    }


def faults(contract: Contract) -> Iterator[str]:
    """All there is to say about a contract."""
    for name, given in options().items():
        yield from (f"{name}: {fault}" for fault in RULES[name](contract, given))
    yield from (f"example: {fault}" for fault in wrong_examples(contract))


def wrong_examples(contract: Contract) -> Iterator[str]:
    """Examples that their schema refuses."""
    for where, _, content in contents(contract):
        schema = resolved(contract, content["schema"])
        examples = [each["value"] for each in content.get("examples", {}).values()]
        examples += [each["example"] for each in (content, schema) if "example" in each]
        yield from told(contract, where, schema, examples)
    for parameter in contract["components"]["parameters"].values():
        examples = [parameter["example"]] if "example" in parameter else []
        yield from told(contract, f"parameter {parameter['name']}", parameter["schema"], examples)


def told(contract: Contract, where: str, schema: Any, examples: list[Any]) -> Iterator[str]:
    validator = Schema(whole(contract, schema)) if examples else None
    for example in examples:
        for pointer, words in validator.errors(example) if validator else ():
            yield f"{where}: {pointer or 'it'} {words}"


def whole(contract: Contract, node: Any) -> Any:
    """The schema with every reference replaced by what it names."""
    if isinstance(node, dict):
        found = resolved(contract, node)
        return {key: whole(contract, value) for key, value in found.items()}
    return [whole(contract, each) for each in node] if isinstance(node, list) else node


def main() -> int:
    found = list(faults(documents.parse(FILE.read_bytes())))
    print("\n".join(found) or "The contract keeps its rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
