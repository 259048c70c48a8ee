"""The measurement of the mastery model, on sets so small that one knows what it must say."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.mastery import simulate
from bench.mastery.__main__ import main
from bench.mastery.models import MODELS
from bench.mastery.protocols import cold, folds_of
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


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace(",1,0,0", ",1.0,,").replace(",0,0,0", ", 0.0,0,").encode(),
    ],
    ids=["byte order mark", "carriage returns", "compressed whatever its name", "numbers with a point"],
)
def test_it_is_the_same_answers_however_they_are_written(encoded: Callable[[str], bytes], tmp_path: Path) -> None:
    simple, other = tmp_path / "simple.csv", tmp_path / "other.csv"
    simple.write_text(plain())
    other.write_bytes(encoded(plain()))
    assert read(simple) == read(other)


def test_names_hold_commas_quotes_and_any_bytes_and_columns_stand_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(b'note,correct,skill,item,user\nx,1,"a ""b"", c~d",i,\xfc\ny,0,,i,\xfd\n')
    rows = read(file)
    assert [('a "b", c', "d"), ()] == [row.skills for row in rows]
    assert 2 == len({row.user for row in rows})


def test_a_users_answers_are_in_order_of_time_where_all_have_one(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    lines = [
        "0,timed,c,s,s,1,3,0",
        "0,not,a,s,s,1,9,0",
        "0,timed,d,s,s,1,1,0",
        "0,not,b,s,s,1,0,0",
        "0,not,c,s,s,1,1,0",
    ]
    file.write_text(HEAD + "\n".join(lines))
    assert ["d", "a", "c", "b", "c"] == [row.item for row in read(file)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "no column user, item, correct"),
        (b"user,correct\nu,1\n", "no column item"),
        (HEAD.encode(), "no answers"),
        (f"{HEAD}0,u,i,a,a,1,0,0\n0,u,i,a,a,,0,0\n".encode(), "line 3: correct is neither 0 nor 1 but ''"),
        (f"{HEAD}0,u,i\n".encode(), "line 2: correct is neither"),
        (f"{HEAD}0,u,,a,a,1,0,0\n".encode(), "line 2: no item"),
        (f"{HEAD}0,u,i,a,a,1,nan,0\n".encode(), "line 2: ts is no time in seconds but 'nan'"),
        (f"{HEAD}0,u,i,{'a' * 200_000},a,1,0,0\n".encode(), "field larger"),
        (gzip.compress(plain().encode())[:-20], "ended before"),
        (f"{HEAD}0,u,i,a,a,1,0,0\n".encode(), "one user alone"),
        (f"{HEAD}0,u,i,a,a,1,0,0\n1,u,i,a,a,1,0,0\n".encode(), "user 'u' is in two folds, '0' and '1'"),
    ],
    ids=["empty", "columns", "rows", "outcome", "short", "item", "time", "field", "compressed", "alone", "folds"],
)
def test_what_cannot_be_measured_is_said_in_one_line(
    written: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(written)
    assert 2 == main(["--csv", str(file), "--protocol", "u"])
    told = capsys.readouterr().err
    assert said in told
    assert 1 == told.count("\n")


def test_users_without_folds_are_dealt_to_five() -> None:
    rows = [Row("", f"u{user}", "i", (), 1, 0.0) for user in range(7)] * 2
    assert ["0", "1", "2", "3", "4", "0", "1"] == list(folds_of(rows).values())


def test_a_measure_that_the_answers_do_not_have_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(f"{HEAD}0,u,i,a,a,1,0,0\n1,v,i,a,a,1,0,0\n")
    assert 0 == main(["--csv", str(file), "--protocol", "u", "--models", "ema"])
    assert json.loads(capsys.readouterr().out)["models"]["ema"]["auc"] is None


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
