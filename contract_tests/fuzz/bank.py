"""The problems of content/, and of FUZZ_BANK where it names a folder, with all that learners must not see."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from app import documents

PROBLEMS = Path(__file__).parents[2] / "content" / "problems"


@cache
def bank() -> list[dict[str, Any]]:
    folders = [PROBLEMS, *map(Path, filter(None, [os.environ.get("FUZZ_BANK")]))]
    files = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    return [documents.parse(path.read_bytes()) for path in files]
