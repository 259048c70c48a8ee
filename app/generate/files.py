"""The generated files: made, written, and compared with what is there."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.generate import bindings, contract, handlers, operations, stubs, types
from app.generate.command import CONTRACT, ROOT
from app.generate.database import described
from sql import FILES


def of_contract() -> dict[Path, str]:
    """Path → text of what follows from the contract."""
    found = contract.read(CONTRACT)
    listed = contract.operations(found)
    return {
        ROOT / "openapi" / "types.py": types.source(found),
        ROOT / "openapi" / "operations.py": operations.source(listed),
        ROOT / "app" / "bindings.py": bindings.source(listed, handlers.read(ROOT / "handlers")),
    }


def of_statements() -> dict[Path, str]:
    """Path → text of what follows from the statements and the migrated schema."""
    texts = described(lambda database: {stem: stubs.source(stem, vars(file), database) for stem, file in FILES.items()})
    texts["__init__"] = stubs.init(sorted(FILES))
    return {ROOT / "sql" / f"{stem}.pyi": text for stem, text in texts.items()}


def made(parts: Iterable[str]) -> dict[Path, str]:
    """Path → text of these parts, as `make check` wants it."""
    makers = {"contract": of_contract, "statements": of_statements}
    return formatted({path: text for part in parts for path, text in makers[part]().items()})


def formatted(texts: dict[Path, str]) -> dict[Path, str]:
    """The texts as `make check` wants them."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder) / path.relative_to(ROOT) for path in texts}
        for path, copy in copies.items():
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(texts[path], "utf-8")
        for command in (["check", "--fix-only", "--select", "I,F401,UP"], ["format"]):
            ruff = [
                sys.executable,
                "-m",
                "ruff",
                *command,
                "--quiet",
                "--no-cache",
                "--config",
                str(ROOT / "pyproject.toml"),
            ]
            subprocess.run([*ruff, folder], check=True, cwd=ROOT)
        return {path: copy.read_text("utf-8") for path, copy in copies.items()}


def write(files: dict[Path, str]) -> list[Path]:
    """Write what changed; which files that were."""
    changed = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        path.write_text(files[path], "utf-8")
    return changed


def stale(files: dict[Path, str]) -> list[str]:
    """A line for each file that is not what it would be, and for each stub without its statements."""
    lines = [
        f"{path.relative_to(ROOT)} is not up to date: make generate"
        for path, text in files.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    left = [path for path in sorted((ROOT / "sql").glob("*.pyi")) if path.stem not in {"__init__", *FILES}]
    return lines + [f"{path.relative_to(ROOT)} has no statements any more: delete it" for path in left]
