"""The data directory: its secrets, its ports, and every way in which it can be wrong."""

import json
import os
import socket
from pathlib import Path

import pytest

from app.embedded.child import CannotStart
from app.embedded.data import DataDir


def test_the_first_use_makes_secrets_that_only_the_owner_reads(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "deep" / "data")

    assert 0o700 == data.path.stat().st_mode & 0o777
    assert 0o600 == data.file.stat().st_mode & 0o777
    assert 64 == len(data.local.jwt_key)


def test_secrets_and_ports_are_remembered(tmp_path: Path) -> None:
    assert DataDir(tmp_path / "data").local == DataDir(tmp_path / "data").local


def test_two_directories_share_no_secret(tmp_path: Path) -> None:
    one, two = DataDir(tmp_path / "one").local, DataDir(tmp_path / "two").local

    assert set() == {one.db_password, one.jwt_key} & {two.db_password, two.jwt_key}


def test_a_port_that_something_else_took_is_chosen_anew_and_the_others_stay(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "data")
    before = data.local
    with socket.create_server(("127.0.0.1", before.db_port)):
        data.claim_ports()

    assert before.db_port != data.local.db_port
    assert before.model_copy(update={"db_port": data.local.db_port}) == data.local == DataDir(tmp_path / "data").local


def test_only_one_runs_on_a_directory(tmp_path: Path) -> None:
    with DataDir(tmp_path / "data").lock():
        second = DataDir(tmp_path / "data")
        with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"), second.lock():
            pass


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(CannotStart, match=r"is a file, not a folder$"):
        DataDir(tmp_path / "data")


def test_a_folder_of_other_things_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    tmp_path.chmod(0o755)

    with pytest.raises(CannotStart, match=r"holds thesis\.txt but no local\.json"):
        DataDir(tmp_path)
    assert 0o755 == tmp_path.stat().st_mode & 0o777
    assert ["thesis.txt"] == [entry.name for entry in tmp_path.iterdir()]


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"db_port": "many"}', '{"jwt_key": "short"}', '{"more": 1}'])
def test_a_broken_local_json_is_refused_in_one_line(tmp_path: Path, broken: str) -> None:
    data = DataDir(tmp_path / "data")
    known = json.loads(data.file.read_text())
    data.file.write_text(json.dumps(known | json.loads(broken)) if ":" in broken else broken)

    with pytest.raises(CannotStart, match=r"^.*local\.json is broken \([^\n]*\): mend it or move it away$"):
        DataDir(tmp_path / "data")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(CannotStart, match=r"cannot be used: Permission denied$"):
        DataDir(tmp_path / "data")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)

    with pytest.raises(CannotStart, match="belongs to another user"):
        DataDir(tmp_path)
