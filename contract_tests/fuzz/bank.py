"""The problems of content/, and of FUZZ_BANK where it names a folder, with all that learners must not see."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROBLEMS = Path(__file__).parents[2] / "content" / "problems"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def bank() -> list[dict[str, Any]]:
    folders = [PROBLEMS, *map(Path, filter(None, [os.environ.get("FUZZ_BANK")]))]
    files = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    return [yaml.load(path.read_text(), LOADER) for path in files]  # noqa: S506  # both are safe
