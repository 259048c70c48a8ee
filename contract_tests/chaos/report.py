"""The ledger for people, and as JSON."""

import shutil
from dataclasses import asdict
from pathlib import Path

import orjson

from contract_tests.chaos.run import Plan, Report

COLUMNS = ("sessions", "submissions", "evidence", "mastery", "queue", "log", "turns")


def table(report: Report) -> str:
    """A line per learner, the answers by status, and a line per breach."""
    rows = [f"{'learner':38}{'told':>8}" + "".join(f"{name:>13}" for name in COLUMNS) + f"{'breaches':>10}"]
    for each in report.accounts:
        counted = "".join(f"{each.stored[name]:13}" for name in COLUMNS)
        rows.append(f"{each.user:38}{each.told:8}{counted}{len(each.breaches):10}")
    total = "".join(f"{sum(each.stored[name] for each in report.accounts):13}" for name in COLUMNS)
    told = sum(each.told for each in report.accounts)
    rows.append(f"{f'{len(report.accounts)} learners':38}{told:8}{total}{len(report.breaches):10}")
    tally = report.tally
    answers = ", ".join(f"{status}: {number}" for status, number in sorted(tally.statuses.items()))
    rows += [
        f"answers {answers}",
        f"{tally.retries} retries; {tally.same_again} answers asked for again and the same; slowest answer "
        f"{tally.slowest_s:.1f} s; a dead request's key was held {tally.longest_held_s:.1f} s at most",
        f"{len(report.labels)} points, {len(report.faults)} faults of services, {report.seconds:.0f} s",
        *report.breaches,
        f"{len(report.breaches)} breaches" if report.breaches else "The ledger balances.",
    ]
    return "\n".join(rows)


def keep(report: Report, plan: Plan, servers: Path, folder: Path) -> None:
    """The ledger, and the logs of the servers."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in servers.glob("*.log*"):
        shutil.copy(log, folder)
    whole = {"plan": asdict(plan), **asdict(report), "breaches": report.breaches}
    (folder / "ledger.json").write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2))
