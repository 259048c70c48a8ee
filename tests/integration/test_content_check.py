"""`python -m app content check`: what is said of a folder of content that is not in order."""

import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bank import ROOT

CODING = "problems/coding/warm-streak.yaml"
Break = Callable[[Any], Any]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank of one problem in code, which a test may break."""
    for part in ("problems/coding", "topics"):
        (tmp_path / part).mkdir(parents=True)
    shutil.copy(ROOT / CODING, tmp_path / CODING)
    topics = {"topics": [{"id": "arrays", "subject": "coding", "title": "Lists", "prerequisites": []}], "drills": {}}
    (tmp_path / "topics/coding.yaml").write_text(yaml.safe_dump(topics))
    return tmp_path


def change(bank: Path, edit: Break) -> None:
    """Change the problem's file."""
    problem = yaml.safe_load((bank / CODING).read_text())
    edit(problem)
    (bank / CODING).write_text(yaml.safe_dump(problem, allow_unicode=True))


def check(bank: Path, *options: str, **environ: str) -> tuple[int, list[str]]:
    """The exit code, and what was said."""
    command = [sys.executable, "-m", "app", "content", "check", str(bank), *options]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environ, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_a_folder_in_order_is_described(bank: Path, evaluator_url: str) -> None:
    code, said = check(bank, EVAL_BASE=evaluator_url)

    assert (0, "1 problems, 0 tracks, 0 rubrics") == (code, said[-1])
    assert [f"{CODING}: 8 answers are as said"] == said[:-1]


def test_a_folder_of_problems_alone_may_name_the_built_in_topics(bank: Path) -> None:
    rubrics = len(list((ROOT / "rubrics").glob("*.yaml")))

    assert (0, [f"1 problems, 0 tracks, {rubrics} rubrics"]) == check(bank / "problems", "--schema-only")


def test_every_answer_that_is_not_as_said_is_a_line(bank: Path, evaluator_url: str) -> None:
    def spoil(problem: Any) -> None:
        problem["starter"]["python"] = problem["solution"]["code"]["python"]
        problem["solution"]["code"]["javascript"] = "function longest_warm_run() { return -1; }"
        problem["planted"] = [
            {"name": "Right", "status": "failed", "language": "python", "code": problem["solution"]["code"]["python"]}
        ]

    change(bank, spoil)
    code, said = check(bank, EVAL_BASE=evaluator_url)

    assert 1 == code
    assert said == [
        f"{CODING}: solution.code.javascript: failed, not passed: tests.visible[0] WA: -1 for 2",
        f"{CODING}: starter.python: passed, not failed",
        f"{CODING}: planted[0] (Right): passed, not failed",
    ]


def kind(name: str) -> Break:
    def edit(problem: Any) -> None:
        problem["kind"] = name

    return edit


def without(*path: Any) -> Break:
    def edit(problem: Any) -> None:
        for step in path[:-1]:
            problem = problem[step]
        del problem[path[-1]]

    return edit


def put(*path: Any) -> Break:
    def edit(problem: Any) -> None:
        for step in path[:-2]:
            problem = problem[step]
        problem[path[-2]] = path[-1]

    return edit


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (without("entry"), 'the whole of it: "entry" is a required property'),
        (kind("class"), 'tests.hidden[0]: "calls" is a required property'),
        (kind("program"), "entry: has no place in an item of this kind"),
        (kind("program"), 'tests.visible[1]: "stdin" is a required property'),
        (kind("program"), "tests.visible[1].args: has no place in an item of this kind"),
        (put("checker", {"kind": "predicate"}), 'checker: "code" is a required property'),
        (put("checker", {"kind": "exact", "code": "x"}), "checker.code: has no place in an item of this kind"),
        (put("topics", ["arrays", "magic"]), "topics: there is no topic magic"),
        (put("starter", {"python": "pass"}), "starter: none for javascript"),
        (put("id", "other"), "id: 'other' is not the file's name"),
        (put("tests", "visible", []), "tests.visible: [] has less than 2 items"),
        (without("planted", 0, "code"), "planted[0]: needs code, and one of the problem's languages"),
        (
            put("checker", {"kind": "any-of"}),
            "tests.visible[0].expected: with any-of it is the list of the right answers",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_problem_lacks_is_said_with_file_and_place(bank: Path, edit: Break, line: str) -> None:
    change(bank, edit)

    code, said = check(bank, "--schema-only")

    assert 1 == code
    assert f"{CODING}: {line}" in said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: [1\nb: 2", "line 2: not readable as YAML: did not find expected ',' or ']'"),
        (
            "id: warm-streak\nversion: 2026-01-02",
            "version: datetime.date(2026, 1, 2) is nothing that JSON has; put a text in quotes",
        ),
        ("id: warm-streak\nkind: {1: 2}", "kind: the key 1 is no text: put it in quotes"),
        ("id: warm-streak\nkind: [.nan]", "kind[0]: nan is nothing that JSON has; put a text in quotes"),
    ],
    ids=["no YAML", "a date", "a number for a key", "not a number"],
)
def test_yaml_that_is_no_problem_is_said_with_file_and_place(bank: Path, text: str, line: str) -> None:
    (bank / CODING).write_text(text)

    code, said = check(bank, "--schema-only")

    assert 1 == code
    assert f"{CODING}: {line}" in said


def test_an_evaluator_that_is_away_is_one_line(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tmp = bank / "nothing"
    tmp.mkdir()

    assert (1, [f"{nowhere}: there are no problems in it"]) == check(nowhere)
    assert (1, [f"{bank / 'gone'} is no folder"]) == check(bank / "gone")


def test_on_a_terminal_one_line_tells_how_far_it_is_and_nothing_is_left_of_it(bank: Path, evaluator_url: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "content", "check", str(bank)]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=os.environ | {"EVAL_BASE": evaluator_url})
    os.close(theirs)
    said = read(ours)

    assert 0 == process.wait()
    assert f"1 of 1 problems: {CODING}" in said
    assert "\r\x1b[K1 problems, 0 tracks, 0 rubrics" == said.rstrip().rsplit("yaml", 1)[-1]


def test_ctrl_c_ends_the_check_and_its_own_evaluator(bank: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "EVAL_BASE"}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "content", "check", str(bank)]
    process = subprocess.Popen(
        command,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environ,
        start_new_session=True,
        # As a terminal starts it: a shell's background job, which the tests may be, inherits to ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(theirs)
    assert b"waiting for the evaluator" in os.read(ours, 1000)

    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate()

    assert (130, b"") == (process.returncode, complaints)
    assert "\r\x1b[K" == read(ours)


def read(terminal: int) -> str:
    """All that was written to a terminal until its last writer closed it, which Linux tells by an error."""
    said = b""
    try:
        while more := os.read(terminal, 4096):
            said += more
    except OSError:
        pass
    os.close(terminal)
    return said.decode()
