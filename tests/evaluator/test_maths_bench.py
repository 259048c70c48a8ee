"""Our own set of pairs through a real worker: how many are judged as a teacher would, and none accepted wrongly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.maths.__main__ import OWN
from bench.maths.pairs import RIGHT, Pair, Result, outcome, read, run, summary
from evaluator.maths.judge import judge

RIGHT_SHARE = 0.98
ROOT = Path(__file__).parents[2]
LINES = OWN.read_text(encoding="utf-8").split("\n")


def judged(pair: Pair) -> tuple[str, str]:
    """(outcome, verdict) without a worker, so that no clock has a say."""
    verdict = judge({"expression": pair.student, "answer": {**pair.answer, "expected": pair.teacher}})["verdict"]
    return outcome(pair.equal, verdict), verdict


def test_the_set_is_large_fair_and_names_every_difficulty() -> None:
    pairs, broken = read(LINES)

    assert [] == broken
    assert len(pairs) >= 400
    assert 0.35 < sum(pair.equal for pair in pairs) / len(pairs) < 0.65
    assert all(pair.why for pair in pairs)
    assert len(pairs) == len({(pair.student, pair.teacher) for pair in pairs})


def test_our_pairs_are_judged_as_before_and_none_is_accepted_wrongly() -> None:
    results = [Result(pair, *judged(pair), 0) for pair in read(LINES)[0]]
    report = summary(results)

    assert [] == [r.pair for r in results if r.outcome == "false_accept"]
    assert report["right_share"] >= RIGHT_SHARE, [r.pair for r in results if r.outcome != RIGHT]
    assert len(results) == report["right"] + report["false_rejects"] + report["undetermined"]


def test_a_real_worker_gives_the_same_outcomes() -> None:
    pairs = read(LINES)[0][:20]

    assert [judged(pair) for pair in pairs] == [(r.outcome, r.verdict) for r in run(pairs)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "Expecting property name"),
        ("[]", "not an object"),
        ('{"student": "x", "equal": true}', "teacher is missing or no text"),
        ('{"student": 1, "teacher": "x", "equal": true}', "student is missing or no text"),
        ('{"student": "x", "teacher": "x", "equal": "yes"}', "equal is missing or neither true nor false"),
        ('{"student": "x", "teacher": "x", "equal": true, "answer": 1}', "answer is no object"),
    ],
)
def test_a_broken_line_is_named(line: str, fault: str) -> None:
    pairs, broken = read(["", '{"student": "x", "teacher": "x", "equal": true}', line])

    assert [Pair("x", "x", True)] == pairs
    assert 1 == len(broken)
    assert broken[0].startswith(f"line 3: {fault}")


def test_an_outcome_is_right_only_where_the_verdict_fits() -> None:
    found = {(equal, v): outcome(equal, v) for equal in (True, False) for v in ("correct", "incorrect", "timeout")}

    assert {
        (True, "correct"): "right",
        (True, "incorrect"): "false_reject",
        (True, "timeout"): "undetermined",
        (False, "correct"): "false_accept",
        (False, "incorrect"): "right",
        (False, "timeout"): "undetermined",
    } == found


def test_the_command_prints_json_and_ends_with_2_over_a_broken_line(tmp_path: Path) -> None:
    rows = [{"student": "2(x+1)", "teacher": "2x+2", "equal": True}, {"student": "x", "teacher": "y", "equal": False}]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join([*map(json.dumps, rows), "{"]))
    command = [sys.executable, "-m", "bench.maths", "--jsonl", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)

    assert (2, 2, 2, 0) == (done.returncode, report["pairs"], report["right"], report["false_accepts"])
    assert "line 3" in done.stderr
