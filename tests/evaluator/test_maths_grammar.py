"""What is read of what learners and their editors send: a table of texts, each with how it is shown back or refused."""

# ruff: noqa: RUF001 (maths has characters that look alike)

import json
from pathlib import Path
from typing import Any

import pytest

from evaluator.maths import Fault, matrices, units
from evaluator.maths.build import build
from evaluator.maths.equivalence import equal
from evaluator.maths.read import read
from evaluator.maths.statement import Statement
from evaluator.maths.vocabulary import Vocabulary

LETTERS = frozenset("xyzabnkrtCABV")
WORDS = {
    "units": Vocabulary(LETTERS, units=True),
    "vectors": Vocabulary(LETTERS, vectors=True),
    "mixed": Vocabulary(LETTERS, mixed=True),
    "comma": Vocabulary(LETTERS, decimal_comma=True),
}
TABLE = [json.loads(line) for line in (Path(__file__).parent / "maths_readings.jsonl").read_text().split("\n") if line]
READ = [pytest.param(row, id=f"{row['kind']}: {row['text']}") for row in TABLE if row["kind"] != "faults"]
REFUSED = [pytest.param(row, id=ascii(row["text"])) for row in TABLE if row["kind"] == "faults"]


def understood(text: str, kind: str = "") -> Statement:
    return read(text, WORDS.get(kind, Vocabulary(LETTERS)))


@pytest.mark.parametrize("row", READ)
def test_a_text_is_shown_back_as_it_was_read(row: dict[str, Any]) -> None:
    line = understood(row["text"], row["kind"])

    assert row["read_as"] == line.read_as
    assert all(build(node) is not None for node in line.nodes())


@pytest.mark.parametrize("row", READ)
def test_what_is_shown_back_reads_as_the_same(row: dict[str, Any]) -> None:
    assert row["read_as"] == understood(row["read_as"], row["kind"]).read_as


@pytest.mark.parametrize("row", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place_and_a_way_out(row: dict[str, Any]) -> None:
    with pytest.raises(Fault) as refused:
        understood(row["text"])

    found = (refused.value.position, refused.value.message, refused.value.suggestion)
    assert (row["position"], row["message"], row["suggestion"]) == found


def test_the_table_is_large() -> None:
    assert len(READ) >= 300


QUANTITIES = [
    ("5 km", "5000 m", True),
    ("36 km/h", "10 m/s", True),
    ("3 m s^-2", "3 m/s^2", True),
    ("1 N", "1 kg m/s^2", True),
    ("1 kWh", "3.6 MJ", True),
    ("20 °C", "293.15 K", True),
    ("-40 °C", "-40 °F", True),
    ("2 h", "120 minutes", True),
    ("1 L", "1000 cm^3", True),
    ("3 m + 20 cm", "3.2 m", True),
    ("sqrt(9 m^2)", "3 m", True),
    ("5 km", "5 m", False),
    ("5 m", "5 s", False),
    ("5", "5 m", False),
    ("5 m/s", "5 m s", False),
]


@pytest.mark.parametrize(("text", "other", "same"), QUANTITIES)
def test_quantities_are_equal_in_any_unit(text: str, other: str, same: bool) -> None:
    first, second = (understood(t, "units").values[0] for t in (text, other))

    assert same is equal(first, second).equal


@pytest.mark.parametrize("text", ["3 m + 2 s", "sin(2 m)", "2^(3 m)", "(1 m)^x", "(2 kg)!"])
def test_units_that_do_not_go_together_are_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        units.quantity(understood(text, "units").values[0])


ROWS = [
    ("[[1,2],[3,4]] + [[1,0],[0,1]]", "[[2,2],[3,5]]", True),
    ("[[1,2],[3,4]] [[1],[1]]", "<3, 7>", True),
    ("[[1,1],[0,1]]^3", "[[1,3],[0,1]]", True),
    ("-(1,2)/2", "(-1/2, -1)", True),
    ("(1,2) + t(3,4)", "(1+3t, 2+4t)", True),
    ("[[1,2],[3,4]]", "[[1,3],[2,4]]", False),
    ("<1, 2>", "<1, 2, 0>", False),
]


@pytest.mark.parametrize(("text", "other", "same"), ROWS)
def test_matrices_are_worked_out_entry_by_entry(text: str, other: str, same: bool) -> None:
    first, second = (understood(f"2·({t})").values[0] for t in (text, other))

    assert same is equal(first, second).equal


@pytest.mark.parametrize("text", ["(1,2) + (1,2,3)", "[[1,2],[3,4]] [[1,2]]", "(1,2)^2", "[[1,2],[3,4]]^9", "1/(1,2)"])
def test_sizes_that_do_not_fit_are_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        matrices.worked_out(understood(text).values[0])


def test_unit_vectors_are_a_vector() -> None:
    assert equal(understood("2i + 3j", "vectors").values[0], understood("(1,2) + (1,1)").values[0]).equal is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(1, 3]", "1 < n <= 3"),
        ("(-∞, 2) ∪ [3, ∞)", "n < 2 or 3 <= n"),
        ("{1} ∪ (2, 3)", "n = 1 or 2 < n < 3"),
        ("ℝ∖{1, 2}", "n != 1 and n != 2"),
        ("(1, 5) ∖ [2, 3]", "1 < n < 5 and 2 > n or 1 < n < 5 and n > 3"),
        ("(0, 4) ∩ (1, 5)", "0 < n < 4 and 1 < n < 5"),
    ],
)
def test_a_set_of_reals_says_something_about_its_members(text: str, said: str) -> None:
    found = understood(text).within("n").cases

    assert understood(said).cases == found
