"""A copy of the project, for tests that edit its contract."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = (
    "app", "domain", "handlers", "migrations", "openapi", "sql", "upstreams", "conftest.py", "pyproject.toml",
    "evaluator/__init__.py", "evaluator/settings.py", "requirements.lock", "tests/__init__.py", "tests/servers.py",
    "tests/integration/test_races.py", "tests/integration/test_schema.py", ".cache/generated",
)  # fmt: skip


class Project:
    """The sources in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contract = folder / "openapi" / "co.v1.yaml"

    @classmethod
    def of(cls, source: Path, folder: Path) -> "Project":
        """A copy of `source` in the new `folder`, with what its checks have cached."""
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        for name in (*NEEDED, *([".mypy_cache"] if source != ROOT else [])):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (source / name).is_dir():
                shutil.copytree(source / name, folder / name, ignore=ignored)
            elif (source / name).exists():
                shutil.copy2(source / name, folder / name)
        return cls(folder)

    def edit(self, *replacements: tuple[str, str]) -> None:
        """Edit the contract; each text stands in it, and its first place is meant."""
        text = self.contract.read_text("utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        self.contract.write_text(text, "utf-8")

    def run(self, module: str, *arguments: str) -> tuple[int, str]:
        """The exit code and the output of `python -m module`, run there."""
        command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr
