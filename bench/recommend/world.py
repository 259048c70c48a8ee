"""What there is to learn: 12 topics, 5 levels, 8 problems each."""

from dataclasses import dataclass

from domain.rules.mastery import LEVELS

PREREQUISITES: dict[str, list[str]] = {
    "t01": [],
    "t02": [],
    "t03": ["t01"],
    "t04": ["t01"],
    "t05": ["t02"],
    "t06": ["t03"],
    "t07": ["t04", "t05"],
    "t08": ["t05"],
    "t09": ["t06"],
    "t10": ["t07"],
    "t11": ["t07", "t08"],
    "t12": ["t09", "t11"],
}
PROBLEMS = 8
DAYS, A_DAY, TEST_AFTER = 20, 10, 5
"""Days of practice, attempts a day, and the days from the last of them to the test."""


@dataclass(frozen=True)
class Item:
    """A problem of one topic and level."""

    id: str
    topic: str
    level: int


ITEMS = {
    f"{topic}-{level}-{number}": Item(f"{topic}-{level}-{number}", topic, level)
    for topic in PREREQUISITES
    for level in LEVELS
    for number in range(PROBLEMS)
}
CELLS = [(topic, level) for topic in PREREQUISITES for level in LEVELS]
