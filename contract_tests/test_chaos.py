"""The crash tests in short: a few learners, some points and one restart of Postgres; `make chaos` is the whole."""

from pathlib import Path
from typing import Any

import pytest

from contract_tests.chaos.learner import Attempt, Record
from contract_tests.chaos.ledger import QUERIES, differences
from contract_tests.chaos.run import Plan, run
from domain.rules.submissions import payload_hash


async def test_what_learners_were_told_is_there_once_whatever_was_killed(evaluator_url: str, tmp_path: Path) -> None:
    plan = Plan(seed=1, learners=8, walkers=4, pause_s=0.1, points=12, faults=("postgres stopped at once",), calm_s=1)

    report = await run(plan, tmp_path, print, evaluator_url)

    assert [] == report.breaches
    assert ["postgres stopped at once"] == report.faults
    assert 9 == len([each for each in report.accounts if each.told > 0])


PAYLOAD = {"expression": "1"}
RECORD = Record(
    user="u",
    attempts=[Attempt("s", "p", PAYLOAD, {"id": "1", "duplicate_of": None})],
    sessions={"s": {"status": "active", "problem_id": "p", "last_hint_level": 1}},
    turns=["t"],
)
BALANCED: dict[str, list[dict[str, Any]]] = {
    **{name: [] for name in QUERIES},
    "sessions": [{"id": "s", "mode": "practice", "status": "active", "problem_id": "p", "last_hint_level": 1}],
    "submissions": [
        {
            "id": "1",
            "session_id": "s",
            "problem_id": "p",
            "status": "passed",
            "payload_sha256": payload_hash(PAYLOAD),
            "hint_level": 0,
        }
    ],
    "evidence": [
        {
            "id": 1,
            "session_id": "s",
            "problem_id": "p",
            "submission_id": "1",
            "correct": True,
            "hint_level": 0,
            "first_attempt": True,
        }
    ],
    "events": [{"id": "1"}],
    "turns": [{"id": "t"}],
}


def test_a_ledger_that_balances_says_nothing() -> None:
    assert [] == list(differences(RECORD, BALANCED))


@pytest.mark.parametrize("what", ["sessions", "submissions", "evidence", "events", "turns"])
@pytest.mark.parametrize("times", [0, 2])
def test_what_is_lost_or_there_twice_is_a_line(what: str, times: int) -> None:
    found = list(differences(RECORD, BALANCED | {what: BALANCED[what] * times}))

    assert any(f"is there {times} times, not 1" in line for line in found)


@pytest.mark.parametrize(("name", "value"), [("status", "abandoned"), ("problem_id", "q"), ("last_hint_level", 0)])
def test_a_session_that_is_not_as_it_was_told_is_a_line(name: str, value: Any) -> None:
    changed = [{**BALANCED["sessions"][0], name: value}]

    (line,) = differences(RECORD, BALANCED | {"sessions": changed})

    assert line.startswith(f"session s: {name} is {value}")
