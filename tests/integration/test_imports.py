"""Which package may import which: the architecture's table, kept by import-linter."""

import tomllib
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
NOT_SERVED = {"tests", "contract_tests", "bench"}


def test_no_import_runs_against_the_architecture() -> None:
    assert EXIT_STATUS_SUCCESS == lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)


def test_every_package_is_under_the_architecture() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - NOT_SERVED
    assert packages == set(SETTINGS["root_packages"])
