"""`make new-operation`: from an edited contract to stubs that are served, and the files that wait."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.generate import added, contract, handlers
from app.generate.command import CONTRACT, ROOT, generate, say
from app.generate.contract import Operation

RULES = ROOT / "contract_tests" / "lint.py"


def operations() -> int:
    """Lint, add a stub per operation without a handler, generate, and say which files wait; 1 if the lint fails."""
    if not _keeps_the_rules():
        return 1
    listed = contract.operations(contract.read(CONTRACT))
    fresh = handlers.missing(listed, handlers.read(ROOT / "handlers"))
    added.add(fresh, ROOT / "handlers")
    generate(check=False)
    say(line for each in fresh for line in _waiting(each))
    if not fresh:
        print("Every operation of the contract has its handler.")
    return 0


def _keeps_the_rules() -> bool:
    """Whether the contract is valid, and keeps our own rules where they are there to ask."""
    commands = [["openapi_spec_validator", str(CONTRACT)]]
    if RULES.exists():
        commands.append(["contract_tests.lint"])
    return all(subprocess.run([sys.executable, "-m", *each], cwd=ROOT).returncode == 0 for each in commands)


def _waiting(operation: Operation) -> Iterator[str]:
    tag = operation.tag
    yield f"{operation.id} answers 501, or an example with MOCK=1. These wait:"
    for path, what in (
        (f"handlers/{tag}.py", f"{operation.name}, a stub now"),
        (f"domain/{tag}.py", "the use case; a new module has its layer in pyproject.toml"),
        (f"sql/{tag}.sql", "its statements, then make generate"),
        (f"contract_tests/test_{tag}.py", "the test"),
        ("contract_tests/authorization.py", f"what another user may try at {operation.id}"),
    ):
        yield f"  {path}{'' if Path(ROOT, path).exists() else ' (new)'}: {what}"
