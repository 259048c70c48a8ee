"""The built-in rubrics: one whose words change is another version, for there are grades by the old one."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.bank import Bank, folder

LOCK = Path(__file__).parent / "rubrics.lock"
RUBRICS = Bank(folder()).rubrics


def line(rubric: Any) -> str:
    """Hash, name and version, as the lock has them."""
    words = orjson.dumps(
        {name: rubric[name] for name in ("domain", "title", "dimensions")}, option=orjson.OPT_SORT_KEYS
    )
    return f"{hashlib.sha256(words).hexdigest()}  {rubric['id']}:{rubric['version']}"


@pytest.mark.parametrize("rubric", RUBRICS.values(), ids=lambda rubric: str(rubric["id"]))
def test_a_rubric_is_as_its_version_was_locked(rubric: Any) -> None:
    known = [each for each in LOCK.read_text().splitlines() if each.endswith(f"  {rubric['id']}:{rubric['version']}")]

    # Lines are added, for each version one, and never changed.
    assert [line(rubric)] == known
