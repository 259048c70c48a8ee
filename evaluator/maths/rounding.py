"""Numbers as they are written: significant figures, decimal places, and how near is near enough.

A number is right to n figures when it is at most half a unit of its last figure away from the expected value. Zeros at
the end of a whole number may count or not: 1200 has two, three or four significant figures.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from evaluator.maths import numeric
from evaluator.maths.answers import ROUNDING, Same
from evaluator.maths.authored import AnswerTest
from evaluator.maths.equivalence import Finding, equal
from evaluator.maths.recurring import MORE
from evaluator.maths.remarks import Remark
from evaluator.maths.tree import Node

mp = numeric.mp
SLACK = mp.mpf(10) ** -30


class Written(NamedTuple):
    """A decimal number as typed: its digits (`fewest` to `most` of them significant) and its decimal places."""

    fewest: int
    most: int
    places: int


def written(node: Node) -> Written | None:
    """How a number is written, 3.20·10^4 included; None for what is no decimal number that ends: √2, 1/3, 0.333…"""
    if node.op == "neg":
        return written(node.args[0])
    if node.op == "num" and node.text.endswith(MORE):
        return None
    if node.op == "num":
        digits = node.text.replace(".", "").lstrip("0")
        whole = "." not in node.text
        places = 0 if whole else len(node.text.partition(".")[2])
        return Written(max(len(digits.rstrip("0") if whole else digits), 1), max(len(digits), 1), places)
    power = _power_of_ten(node)
    if power is not None and (found := written(node.args[0])) is not None:
        return found._replace(places=found.places - power)
    return None


def _power_of_ten(node: Node) -> int | None:
    """The n of a product of something and 10^n."""
    if node.op != "mul" or len(node.args) != 2 or node.args[1].op != "pow":
        return None
    base, exponent = (arg.fraction() for arg in node.args[1].args)
    return int(exponent) if base == 10 and exponent is not None and exponent.denominator == 1 else None


def value(node: Node) -> Any:
    """The real value of a tree without variables; None where it has none."""
    try:
        return numeric.value(node, {}, True) if not node.names() else None
    except numeric.Undefined:
        return None


def near(allowed: Callable[[Node, Any], Any], rounded: bool = True) -> Same:
    """A comparison by value: equal, or at most as far away as `allowed` says of the answer and the expected value."""

    def compare(answer: Node, expected: Node) -> Finding:
        a, b = value(answer), value(expected)
        if a is None or b is None:
            return equal(answer, expected)
        room, gap = allowed(answer, b), abs(a - b)
        slack = SLACK * (1 + abs(b))
        fits = bool(gap <= room + slack)
        return Finding(fits, ROUNDING if rounded and not fits and gap <= 2 * room + slack else None)

    return compare


def nearness(test: AnswerTest) -> Same:
    """How a test compares two numbers; by equality, unless it is about numbers as they are written."""
    most = test.digits_at_most or test.digits
    match test.kind:
        case "significant-figures":
            return to_figures(test.digits, most)
        case "decimal-places":
            return to_places(test.digits, most)
        case "tolerance":
            return within(test.absolute, test.relative)
        case _:
            return equal


def to_figures(digits: int, most: int) -> Same:
    """Right to as many significant figures as are written, within what is asked for."""

    def room(answer: Node, expected: Any) -> Any:
        shown = written(answer)
        if shown is None or expected == 0:
            return mp.mpf(0)
        figures = min(max(shown.fewest, min(digits, shown.most)), most)
        return mp.mpf(10) ** (mp.floor(mp.log10(abs(expected))) - figures + 1) / 2

    return near(room)


def to_places(digits: int, most: int) -> Same:
    """Right to as many decimal places as are written, within what is asked for."""

    def room(answer: Node, _: Any) -> Any:
        shown = written(answer)
        return mp.mpf(0) if shown is None else mp.mpf(10) ** -min(shown.places, most) / 2

    return near(room)


def within(absolute: float, relative: float) -> Same:
    """At most this far away, the larger of the two."""
    return near(lambda _, b: max(_decimal(absolute), _decimal(relative) * abs(b)), rounded=False)


def _decimal(number: float) -> Any:
    """The number as it was written in decimals, and not its nearest binary fraction."""
    return mp.mpf(repr(number))


def figures_fault(node: Node, digits: int, most: int) -> Remark | None:
    """What is wrong with the number of significant figures; zeros at the end of a whole number may count or not."""
    shown = written(node)
    return _fault("significant figures", shown and (shown.fewest, shown.most), digits, most)


def places_fault(node: Node, digits: int, most: int) -> Remark | None:
    """What is wrong with the number of decimal places."""
    shown = written(node)
    return _fault("decimal places", shown and (shown.places, shown.places), digits, most)


def _fault(what: str, shown: tuple[int, int] | None, digits: int, most: int) -> Remark | None:
    """Too few or too many of what was asked for; `shown` is how many there are, at least and at most."""
    test, asked = what.replace(" ", "-"), f"{digits}" if digits == most else f"{digits} to {most}"
    if shown is None:
        return Remark(f"{test}.not-a-decimal", f"Give this as a decimal number: {asked} {what} are asked for.")
    if shown[1] < digits:
        return Remark(f"{test}.too-few", f"There are too few {what}: {asked} asked for.")
    if shown[0] > most:
        return Remark(f"{test}.too-many", f"There are too many {what}: {asked} asked for.")
    return None
