"""`python -m app generate`: write what follows from contract, handlers and SQL, or tell what is out of date."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.generate import contract, handlers

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "openapi" / "co.v1.yaml"
INPUTS = (
    "openapi/*.yaml", "openapi/*.py", "handlers/*.py", "migrations/*.sql", "sql/*.sql", "sql/*.py*", "app/*.py",
    "app/generate/*.py", "pyproject.toml", "requirements.lock",
)  # fmt: skip
"""All that the generated files are made of, and they themselves."""


def generate(check: bool) -> int:
    """Write the files, or with `check` only compare, and say what has to follow; 1 if `check` finds any of it."""
    lines = differences()
    stamp = ROOT / ".cache" / "generated" / _digest()
    if check and lines == [] and stamp.exists():
        return 0
    # Only now: the generator of types takes a second to import.
    from app.generate import files

    made = files.formatted({**files.of_contract(), **files.of_statements()})
    if check:
        lines += files.stale(made)
    else:
        say(f"{path.relative_to(ROOT)} written" for path in files.write(made))
    say(lines)
    if not lines:
        _keep(stamp.with_name(_digest()))
    return 1 if check and lines else 0


def differences() -> list[str]:
    """How handlers/ differs from the contract."""
    operations = contract.operations(contract.read(CONTRACT))
    return handlers.differences(operations, handlers.read(ROOT / "handlers"))


def say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _digest() -> str:
    """Of all that has a say: while it is the same, nothing can be out of date."""
    found = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def _keep(stamp: Path) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    for old in stamp.parent.iterdir():
        old.unlink(missing_ok=True)
    stamp.touch()
