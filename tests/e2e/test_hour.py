"""The README's hour, pasted as it stands into bash, against everything started by `python -m app run`."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.commands import ROOT, App

PASTED = "\n".join(re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL))
# `make` would only see that the environment is there; the command behind it is the same.
TOKEN = 'make() { "$PYTHON" -m app token; }\n'


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """All that the hour prints."""
    app = App(tmp_path_factory.mktemp("hour") / "data")
    running = app.run()
    try:
        running.until("Ready in")
        environment = {**app.environment({}), "PYTHON": sys.executable}
        script = "set -euo pipefail\n" + TOKEN + PASTED
        done = subprocess.run(
            ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert (0, "") == (done.returncode, done.stderr)
        yield done.stdout
    finally:
        running.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def answers(printed: str) -> list[Any]:
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def test_no_answer_of_the_hour_is_a_problem(answers: list[Any]) -> None:
    assert [] == [answer for answer in answers if "title" in answer and isinstance(answer.get("status"), int)]


def test_wrong_and_right_answers_are_told_apart_in_both_subjects(answers: list[Any]) -> None:
    verdicts = [(answer["subject"], answer["status"]) for answer in answers if "exec_ms" in answer]

    assert [
        ("coding", "failed"),
        ("coding", "passed"),
        ("coding", "failed"),
        ("coding", "passed"),
        ("math", "failed"),
        ("math", "passed"),
        ("math", "failed"),
        ("math", "passed"),
    ] == verdicts


def test_the_hint_arrives_as_events(printed: str) -> None:
    assert [
        "hint",
        "done",
    ] == [name for name in re.findall(r"^event: (\w+)$", printed, re.MULTILINE) if name != "delta"]


def test_giving_up_opened_the_solution(answers: list[Any]) -> None:
    (solution,) = [answer for answer in answers if "explanation" in answer]

    assert "add-unlike-fractions" == solution["problem_id"]


def test_mastery_reviews_and_recommendations_followed(answers: list[Any]) -> None:
    progress, reviews, recommended = answers[-3:]

    assert 4 == progress["attempts"]
    assert {
        "warm-streak",
        "expand-a-squared-binomial",
        "solve-a-two-sided-linear-equation",
        "add-unlike-fractions",
    } == {item["problem_id"] for item in reviews["items"]}
    assert 3 == len([item for item in recommended["items"] if item["reason"]])
