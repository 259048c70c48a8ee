"""What a check found, for two readers: a stable code for programs, and words for the learner."""

from typing import NamedTuple


class Remark(NamedTuple):
    """`note` is a code of README.md's list, `message` helps without the answer."""

    note: str
    message: str
