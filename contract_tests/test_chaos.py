"""The crash tests in short: a few learners, some points and one restart of Postgres; `make chaos` is the whole."""

from pathlib import Path

from contract_tests.chaos.run import Plan, run


async def test_what_learners_were_told_is_there_once_whatever_was_killed(tmp_path: Path) -> None:
    plan = Plan(seed=1, learners=8, walkers=4, pause_s=0.1, points=12, faults=("postgres stopped at once",), calm_s=1)

    report = await run(plan, tmp_path, print)

    assert [] == report.breaches
    assert ["postgres stopped at once"] == report.faults
    assert 9 == len([each for each in report.accounts if each.told > 0])
