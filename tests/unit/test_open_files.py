"""An API may open as many files as its connections need, where the system lets it."""

import subprocess
import sys

import pytest

CODE = """
import resource
from app.connections import OTHER_FILES, make_room
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
make_room({most})
print(*resource.getrlimit(resource.RLIMIT_NOFILE), OTHER_FILES)
"""


def limits_after(soft: int, hard: int, most: int) -> tuple[int, ...]:
    command = [sys.executable, "-W", "ignore", "-c", CODE.format(soft=soft, hard=hard, most=most)]
    return tuple(map(int, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()))


@pytest.mark.parametrize(
    ("hard", "expected"), [(1000, (556, 1000, 256)), (500, (500, 500, 256)), (100, (100, 100, 256))]
)
def test_the_soft_limit_is_raised_as_far_as_the_hard_one_lets_it(hard: int, expected: tuple[int, ...]) -> None:
    assert expected == limits_after(64, hard, 300)


def test_a_limit_that_is_high_enough_stays() -> None:
    assert (900, 1000, 256) == limits_after(900, 1000, 300)
