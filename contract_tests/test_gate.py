"""The gate on breaking changes tells what breaks a client from what does not, and falls only for the former."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from contract_tests.clients import node

pytestmark = pytest.mark.skipif(bool(node.missing()) and not node.needed(), reason=node.missing())


def test_every_edit_of_the_contract_is_called_right() -> None:
    done = node.run(node.LINT, "node", "--test", "gate/")

    assert 0 == done.returncode, done.stdout


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    """A repository of its own in which the contract and its gate have landed."""
    node.install(node.LINT)
    (tmp_path / "openapi").mkdir()
    shutil.copy(node.ROOT / "openapi" / "co.v1.yaml", tmp_path / "openapi")
    shutil.copytree(node.LINT, tmp_path / "openapi" / "lint", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "openapi" / "lint" / "node_modules").symlink_to(node.LINT / "node_modules")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def git(repository: Path, *command: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.hooksPath=.none"]
    return subprocess.run(
        ["git", *identity, *command], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.strip()


def commit(repository: Path) -> None:
    git(repository, "add", "openapi/co.v1.yaml")
    git(repository, "commit", "-q", "-m", "A contract")


def edit(repository: Path, old: str, new: str) -> None:
    file = repository / "openapi" / "co.v1.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def gate(repository: Path, **extra: str) -> tuple[int, str]:
    """What the gate answers, and the last thing it says."""
    command = ["node", str(repository / "openapi" / "lint" / "gate" / "gate.mjs")]
    environment = {**os.environ, **extra}
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip().splitlines()[-1]


def test_a_first_contract_breaks_nobody(landed: Path) -> None:
    code, said = gate(landed)

    assert 0 == code
    assert "a first contract breaks nobody" in said


def test_a_commit_that_is_not_there_is_compared_with_nothing(landed: Path) -> None:
    assert (1, "contract-gate: there is no commit mian.") == gate(landed, BASE="mian")
    assert 0 == gate(landed, BASE="0" * 40)[0]


def test_a_breaking_edit_is_refused_before_and_after_its_commit(landed: Path) -> None:
    edit(landed, "operationId: listTracks", "operationId: allTracks")

    before = gate(landed)
    commit(landed)
    after = gate(landed)

    assert [1, 1] == [before[0], after[0]]
    assert before[1].startswith("contract-gate: 1 breaking")


def test_a_branch_is_compared_with_where_it_left_main(landed: Path) -> None:
    git(landed, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(landed, "checkout", "-q", "-b", "topic")
    edit(landed, "operationId: listTracks", "operationId: allTracks")
    commit(landed)
    edit(landed, "summary: List tracks", "summary: List all tracks")
    commit(landed)

    assert 1 == gate(landed)[0]


def test_a_new_major_version_may_break(landed: Path) -> None:
    edit(landed, "operationId: listTracks", "operationId: allTracks")
    edit(landed, "version: 1.", "version: 2.")

    code, said = gate(landed)

    assert 0 == code
    assert "in a new major version" in said
