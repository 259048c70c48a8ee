"""The measurement of the mastery model, on sets so small that one knows what it must say."""

import gzip
import json
from pathlib import Path

import pytest

from bench.mastery import simulate
from bench.mastery.__main__ import main
from bench.mastery.models import MODELS
from bench.mastery.protocols import cold
from bench.mastery.rows import BadRows, Row, interleaved, read
from bench.scores import scores

HEAD = "fold,user,item,skill,skills,correct,ts,rt_ms\n"


def plain(items: int = 2, users: int = 20, each: int = 10) -> str:
    """Half of the items everybody passes, the other half nobody."""
    lines = [
        f"{user % 2},u{user},i{(user + turn) % items},s,s~t,{(user + turn) % 2},0,0\n"
        for user in range(users)
        for turn in range(each)
    ]
    return HEAD + "".join(lines)


def test_a_file_is_read_row_by_row_with_its_skills_together(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv.gz"
    file.write_bytes(gzip.compress((HEAD + "3,u,i,a,a~b,1,12.5,900\n0,u,j,c,,0,,\n").encode()))
    assert [Row("3", "u", "i", ("a", "b"), 1, 12.5), Row("0", "u", "j", ("c",), 0, 0.0)] == read(file)


def test_an_answer_that_is_neither_right_nor_wrong_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(HEAD + "0,u,i,a,a,1,0,0\n0,u,i,a,a,maybe,0,0\n")
    with pytest.raises(BadRows, match="line 3"):
        read(file)


def test_users_are_interleaved_by_attempt() -> None:
    rows = [Row("0", user, item, (), 1, 0.0) for user, item in ("a1", "a2", "b1", "b2", "b3")]
    assert ["a1", "b1", "a2", "b2", "b3"] == [row.user + row.item for row in interleaved(rows)]


@pytest.mark.parametrize("protocol", ["cold", "u"])
def test_what_the_item_tells_is_foretold_by_all_that_know_items(
    protocol: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(plain())
    assert 0 == main(["--csv", str(file), "--protocol", protocol])
    found = json.loads(capsys.readouterr().out)
    scored = {"cold": 180, "u": 200}[protocol]
    assert dict.fromkeys(MODELS, scored) == {name: model["rows"] for name, model in found["models"].items()}
    assert {"mastery", "elo", "best-lr"} <= {name for name, model in found["models"].items() if model["auc"] > 0.99}


def test_a_file_that_cannot_be_read_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["--csv", "nowhere.csv", "--protocol", "cold"])
    assert "nowhere.csv" in capsys.readouterr().err


def test_without_times_and_with_few_answers_an_item_it_beats_averages_and_keeps_its_word() -> None:
    rows = simulate.answers(4000, 5)
    found = {name: scores(cold(MODELS[name], rows)) for name in ("mastery", "ema")}
    assert found["mastery"]["auc"] > found["ema"]["auc"] + 0.02
    assert found["mastery"]["ece"] < 0.05


def test_a_simulation_is_the_same_for_the_same_seed() -> None:
    assert simulate.answers(200, 5) == simulate.answers(200, 5) != simulate.answers(200, 6)
