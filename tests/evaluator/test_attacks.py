"""Attacks that are refused, each followed by honest submissions that pass in the same worker process."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from evaluator.code.engine import MEMORY
from evaluator.code.pool import CodePool
from evaluator.settings import Settings
from tests.evaluator.attacks.corpus import ATTACKS, HERE, LANGUAGES, Attack, table
from tests.evaluator.conftest import submission

HONEST = {"python": "def f(x): return [x]", "javascript": "const f = (x) => [x]"}
# What a test shows of the program; `diff` holds what was expected, for CO to keep from whoever may not see it.
SHOWN = ("actual", "message", "stdout")
# What an attack is asked for, and never told.
SECRET = f"secret-{token_hex(8)}"


@pytest.fixture(scope="module")
async def cell(settings: Settings) -> AsyncIterator[CodePool]:
    """A pool of one worker, so that whatever an attack leaves behind is met by those who come next."""
    pool = CodePool(replace(settings, workers=1))
    await pool.start()
    await pool.warm()
    yield pool
    await pool.close()


def process(pool: CodePool) -> int:
    """The process of the pool's one worker, which is alive."""
    (worker,) = pool.workers
    assert worker.alive
    return worker.process.pid


def held(pid: int) -> int:
    """Bytes of memory that a process holds, 0 where the system does not show it."""
    if sys.platform != "linux":
        return 0
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * 4096


def shown(judged: dict[str, Any]) -> str:
    return "\n".join([judged["message"] or "", *(str(test[name]) for test in judged["tests"] for name in SHOWN)])


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.language}-{attack.name}")
async def test_an_attack_is_refused_and_costs_nobody_else_anything(cell: CodePool, attack: Attack) -> None:
    worker = process(cell)

    attacked = await cell.judge(attack.submission(SECRET))

    assert attacked["verdict"] in attack.refused
    assert SECRET not in shown(attacked)
    assert attack.never is None or attack.never not in shown(attacked)
    assert all(test["memory_bytes"] <= MEMORY for test in attacked["tests"])
    for language, solution in HONEST.items():
        assert "AC" == (await cell.judge(submission(solution, ([1], [1]), language=language)))["verdict"]
    assert worker == process(cell)
    assert held(worker) < MEMORY


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.finds], ids=lambda attack: f"{attack.language}-{attack.name}"
)
async def test_nothing_of_an_attack_is_there_for_the_next_submission(cell: CodePool, attack: Attack) -> None:
    worker = process(cell)
    await cell.judge(attack.submission(SECRET))

    found = await cell.judge(submission(str(attack.finds), (["x"], False), language=attack.language))

    assert ("AC", worker) == (found["verdict"], process(cell))


def test_what_an_attack_leaves_behind_would_be_found() -> None:
    looking = {(attack.language, attack.name) for attack in ATTACKS if attack.finds}

    assert looking == {(attack.language, attack.name) for attack in ATTACKS if attack.name.startswith("carried/")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_fifty_attacks_at_least_in_each_language(language: str) -> None:
    assert 50 <= sum(attack.language == language for attack in ATTACKS)


def test_the_readme_has_the_table_of_the_files() -> None:
    assert table() in (HERE / "README.md").read_text()
