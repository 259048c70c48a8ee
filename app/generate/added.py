"""handlers/<tag>.py: a typed stub for each operation that has no handler yet."""

import ast
import subprocess
import sys
from pathlib import Path

from app.generate.contract import BARE, Operation
from app.generate.operations import parameter

NEEDED = {
    "NotThere": "from domain.errors import NotThere",
    "types": "from openapi import types",
    "Literal": "from typing import Literal",
    "Response": "from starlette.responses import Response",
}
"""What a stub may name, and where it is from."""


def add(operations: list[Operation], folder: Path) -> list[Path]:
    """Append the stubs, to new modules for new tags; the modules that changed."""
    changed = []
    for tag in dict.fromkeys(each.tag for each in operations):
        file = folder / f"{tag}.py"
        text = file.read_text("utf-8") if file.exists() else f'"""/{tag}: not there yet."""\n'
        stubs = "\n\n".join(stub(each) for each in operations if each.tag == tag)
        file.write_text(f"{_with_imports(text, stubs)}\n\n{stubs}", "utf-8")
        changed.append(file)
    for command in (["check", "--fix-only", "--select", "I"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, "--quiet", *changed], check=True)
    return changed


def stub(operation: Operation) -> str:
    """A coroutine that takes all that the contract has for the operation, and says that it is not there."""
    needed = [parameter(each) for each in operation.arguments if each.given]
    optional = [parameter(each) for each in operation.arguments if not each.given]
    arguments = ", ".join([*needed, *(["user: str"] if operation.has_user else []), *optional])
    result = operation.result.split(" | ")[0].replace(BARE, "Response")
    return f'async def {operation.name}({arguments}) -> {result}:\n    raise NotThere("{operation.id}")\n'


def _with_imports(text: str, stubs: str) -> str:
    """The module with what the stubs name and it does not import yet, below its docstring."""
    tree = ast.parse(text)
    bound = {name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    used = {node.id for node in ast.walk(ast.parse(stubs)) if isinstance(node, ast.Name)}
    lines = text.splitlines(keepends=True)
    first = tree.body[0].end_lineno or 0 if tree.body and ast.get_docstring(tree) is not None else 0
    imports = [f"{line}\n" for name, line in NEEDED.items() if name in used - bound]
    return "".join([*lines[:first], "\n", *imports, *lines[first:]])
