"""SECURITY.md promises no test that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text()
NAMED = re.findall(r"`([\w/.]+\.py)::(\w+)`", TEXT)


def test_every_test_that_it_names_is_there() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (ROOT / file).is_file() or not re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(), re.M)
    ]

    assert [] == missing


def test_every_one_of_the_ten_has_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if re.match(r"\| API\d+ ", line)]

    assert [f"API{number}" for number in range(1, 11)] == [row.split()[1] for row in rows]
    assert all("::" in row for row in rows)


def test_every_file_that_it_names_is_there() -> None:
    files = re.findall(r"`((?:app|domain|evaluator|sql|docker|tests|contract_tests)/[\w/.]*)`", TEXT)

    assert [] == [file for file in files if not (ROOT / file).exists()]
