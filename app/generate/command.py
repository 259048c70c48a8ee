"""`python -m app generate`: write what follows from contract, handlers and SQL, or tell what is out of date."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.generate import contract, handlers

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "openapi" / "co.v1.yaml"
STAMPS = ROOT / ".cache" / "generated"
COMMON = ("app/generate/*.py", "app/given.py", "pyproject.toml", "requirements.lock")
PARTS = {
    "contract": ("openapi/*.yaml", "openapi/*.py", "handlers/*.py", "app/bindings.py", *COMMON),
    "statements": ("migrations/*.sql", "sql/*.sql", "sql/*.py*", *COMMON),
}
"""Of each part of the generated files all that they are made of, and they themselves."""


def generate(check: bool) -> int:
    """Write the files, or with `check` only compare, and say what has to follow; 1 if `check` finds any of it."""
    lines = differences()
    changed = [part for part in PARTS if not (STAMPS / digest(part)).exists()]
    if changed:
        # Only now: the generator of types takes a second to import, PostgreSQL three to start.
        from app.generate import files

        made = files.made(changed)
        if check:
            lines += files.stale(made)
        else:
            say(f"{path.relative_to(ROOT)} written" for path in files.write(made))
        if not files.stale(made):
            keep()
    say(lines)
    return 1 if check and lines else 0


def differences() -> list[str]:
    """How handlers/ differs from the contract."""
    operations = contract.operations(contract.read(CONTRACT))
    return handlers.differences(operations, handlers.read(ROOT / "handlers"))


def say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def digest(part: str) -> str:
    """While this is the same, the part cannot be out of date."""
    found = hashlib.sha256()
    for pattern in PARTS[part]:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def keep() -> None:
    """Remember that both parts are up to date as they stand."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    for old in STAMPS.iterdir():
        old.unlink(missing_ok=True)
    for part in PARTS:
        (STAMPS / digest(part)).touch()
