"""The answer tests of numbers: figures, places, tolerance, units."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.maths_judged import RIGHT, noted, wrong

FIGURES = [
    ("3.14", RIGHT),
    ("3.15", wrong("answer.rounding")),
    ("3.24", wrong("answer.wrong")),
    ("3.1", wrong("significant-figures.too-few")),
    ("3.1416", wrong("significant-figures.too-many")),
    ("3.140", wrong("significant-figures.too-many")),
    ("pi", wrong("significant-figures.not-a-decimal")),
    ("0.314*10^1", RIGHT),
    ("3.14*10^0", RIGHT),
]


@pytest.mark.parametrize(("text", "found"), FIGURES)
def test_significant_figures_are_counted_and_rounded(text: str, found: Any) -> None:
    assert found == noted(text, "pi", "significant-figures", digits=3)


MORE_FIGURES = [
    ("1200", "1234", 2, 0, RIGHT),
    ("1230", "1234", 3, 0, RIGHT),
    ("1.2*10^3", "1234", 2, 0, RIGHT),
    ("1234", "1234", 2, 0, wrong("significant-figures.too-many")),
    ("0.0045", "0.00447", 2, 0, RIGHT),
    ("10.0", "9.996", 3, 0, RIGHT),
    ("-2.7", "-e", 2, 0, RIGHT),
    ("2.72", "e", 2, 4, RIGHT),
    ("2.718", "e", 2, 4, RIGHT),
    ("2.7183", "e", 2, 4, wrong("significant-figures.too-many")),
    ("0.13", "1/8", 2, 0, RIGHT),
    ("0.12", "1/8", 2, 0, RIGHT),
]


@pytest.mark.parametrize(("text", "expected", "digits", "most", "found"), MORE_FIGURES)
def test_zeros_and_powers_of_ten_are_counted_as_they_should(
    text: str, expected: str, digits: int, most: int, found: Any
) -> None:
    more: Any = {"digits_at_most": most} if most else {}

    assert found == noted(text, expected, "significant-figures", digits=digits, **more)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(2, 8))
def test_what_python_rounds_to_some_figures_is_right(number: int, digits: int) -> None:
    mantissa, _, power = f"{number:.{digits - 1}e}".partition("e")

    assert RIGHT == noted(f"{mantissa}*10^({int(power)})", str(number), "significant-figures", digits=digits)


PLACES = [
    ("1.41", RIGHT),
    ("1.42", wrong("answer.rounding")),
    ("1.4", wrong("decimal-places.too-few")),
    ("1.414", wrong("decimal-places.too-many")),
    ("sqrt(2)", wrong("decimal-places.not-a-decimal")),
]


@pytest.mark.parametrize(("text", "found"), PLACES)
def test_decimal_places_are_counted_and_rounded(text: str, found: Any) -> None:
    assert found == noted(text, "sqrt(2)", "decimal-places", digits=2)


def test_several_solutions_may_be_rounded() -> None:
    asked: dict[str, Any] = {"expected": "x = sqrt(2) or x = -sqrt(2)", "kind": "decimal-places", "digits": 2}

    assert RIGHT == noted("x = 1.41 or x = -1.41", **asked)
    assert RIGHT == noted("x = -1.41, 1.41", **asked)
    assert wrong("answer.missing-some") == noted("x = 1.41", **asked)
    assert wrong("answer.too-much") == noted("x = 1.41, -1.41, 3.00", **asked)
    assert wrong("answer.not-solved") == noted("x^2 = 2", **asked)


TOLERANCES = [
    ("9.9", {"absolute": 0.1}, RIGHT),
    ("10.1", {"absolute": 0.1}, RIGHT),
    ("10.11", {"absolute": 0.1}, wrong("answer.wrong")),
    ("10.2", {"relative": 0.02}, RIGHT),
    ("9.79", {"relative": 0.02}, wrong("answer.wrong")),
    ("sqrt(100)", {"relative": 0.02}, RIGHT),
    ("10.2", {"absolute": 0.1, "relative": 0.02}, RIGHT),
]


@pytest.mark.parametrize(("text", "tolerance", "found"), TOLERANCES)
def test_a_tolerance_includes_its_ends(text: str, tolerance: Any, found: Any) -> None:
    assert found == noted(text, "10", "tolerance", **tolerance)


UNITS = [
    ("20 m/s", {}, RIGHT),
    ("72 km/h", {}, RIGHT),
    ("v = 20 m s^-1", {}, RIGHT),
    ("2000 cm/s", {}, RIGHT),
    ("20", {}, wrong("units.missing")),
    ("20 m", {}, wrong("units.another-kind")),
    ("20 km/h", {}, wrong("units.conversion")),
    ("200 m/s", {}, wrong("units.conversion")),
    ("21 m/s", {}, wrong("answer.wrong")),
    ("20.3 m/s", {"relative": 0.02}, RIGHT),
    ("72 km/h", {"unit": "km/h"}, RIGHT),
    ("20 m/s", {"unit": "km/h"}, wrong("units.another-unit")),
]


@pytest.mark.parametrize(("text", "test", "found"), UNITS)
def test_units_are_converted_unless_one_is_asked_for(text: str, test: Any, found: Any) -> None:
    assert found == noted(text, "20 m/s", "units", **test)
