"""handlers/ as it stands, read and not imported, and how it differs from the contract."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.generate.contract import Operation
from app.given import Given

GIVEN = set(Given.__annotations__)


@dataclass(frozen=True)
class Handler:
    """A public coroutine of a module of handlers."""

    place: str
    needed: frozenset[str]
    optional: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.needed | self.optional


Handlers = dict[str, dict[str, Handler]]
"""Tag → name → handler."""


def read(folder: Path) -> Handlers:
    """The handlers of every module."""
    return {file.stem: _module(file) for file in sorted(folder.glob("*.py")) if file.stem != "__init__"}


def _module(file: Path) -> dict[str, Handler]:
    tree = ast.parse(file.read_text("utf-8"), str(file))
    found = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")]
    return {node.name: _handler(f"{file.parent.name}/{file.name}:{node.lineno}", node.args) for node in found}


def _handler(place: str, arguments: ast.arguments) -> Handler:
    plain = [each.arg for each in arguments.args]
    split = len(plain) - len(arguments.defaults)
    named = list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))
    needed = [*plain[:split], *(each.arg for each, default in named if default is None)]
    optional = [*plain[split:], *(each.arg for each, default in named if default is not None)]
    return Handler(place, frozenset(needed), frozenset(optional))


def missing(operations: list[Operation], handlers: Handlers) -> list[Operation]:
    """The operations that have no handler."""
    return [each for each in operations if each.name not in handlers.get(each.tag, {})]


def differences(operations: list[Operation], handlers: Handlers) -> list[str]:
    """A line for every place where contract and handlers do not say the same."""
    lines = [
        f"handlers/{each.tag}.py: {each.id} has no handler: make new-operation"
        for each in missing(operations, handlers)
    ]
    known = {(each.tag, each.name) for each in operations}
    for tag, module in handlers.items():
        lines += [
            f"{handler.place}: {name} is no operation of tag {tag}"
            for name, handler in module.items()
            if (tag, name) not in known
        ]
    for each in operations:
        handler = handlers.get(each.tag, {}).get(each.name)
        if handler is not None:
            lines += [f"{handler.place}: {each.name} {fault}" for fault in _faults(each, handler)]
    return lines


def _faults(operation: Operation, handler: Handler) -> Iterator[str]:
    user = {"user"} if operation.has_user else set()
    for name in sorted(handler.names - {each.name for each in operation.arguments} - GIVEN - user):
        yield f"takes {name}, which neither {operation.id} nor the door has"
    for each in operation.arguments:
        # A header may be the door's own business, as Idempotency-Key is; what a handler leaves out else is ignored.
        if each.name not in handler.names and each.place != "header":
            yield f"leaves out {each.name}, which {operation.id} has in its {each.place}"
        if each.name in handler.needed and not each.given:
            yield f"needs {each.name}, which callers of {operation.id} may leave out"
