"""`make audit`: what an audit found fails, what could not be asked is said."""

import json
from pathlib import Path

import pytest

from app import audit
from domain.ports import Json

CLEAN: tuple[Json, Json] = (
    {"dependencies": [{"name": "orjson", "version": "3", "vulns": []}]},
    {"vulnerabilities": {}, "metadata": {}},
)
KNOWN = {"id": "PYSEC-1", "fix_versions": ["4"]}
FOUND = (
    {"dependencies": [{"name": "orjson", "version": "3", "vulns": [KNOWN]}]},
    {"vulnerabilities": {"left-pad": {"range": "<2", "severity": "high"}}},
)


def fake(folder: Path, name: str, says: str, code: int) -> None:
    """A program on the PATH that prints this and ends so."""
    program = folder / name
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\necho 'cannot resolve the host' >&2\nexit {code}\n")
    program.chmod(0o755)


def audited(folder: Path, patch: pytest.MonkeyPatch, uv: str, npm: str, code: int) -> int:
    fake(folder, "uv", uv, code)
    fake(folder, "npm", npm, code)
    patch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return audit.main()


def test_an_audit_without_findings_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = audited(tmp_path, monkeypatch, json.dumps(CLEAN[0]), json.dumps(CLEAN[1]), 0)

    assert (0, 3) == (code, capsys.readouterr().out.count("nothing is known against it\n"))


def test_a_finding_fails_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = audited(tmp_path, monkeypatch, json.dumps(FOUND[0]), json.dumps(FOUND[1]), 1)

    said = capsys.readouterr().out.splitlines()
    assert (1, 3) == (code, len(said))
    assert "requirements.lock: orjson 3: PYSEC-1, mended in 4" == said[0]
    assert said[1].endswith("package-lock.json: left-pad <2: high")


def test_advisories_that_cannot_be_reached_are_said_and_fail_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = audited(tmp_path, monkeypatch, "", json.dumps({"message": "ENOTFOUND", "error": {}}), 1)

    said = capsys.readouterr().out.splitlines()
    assert (0, 3) == (code, sum("NOT AUDITED" in line for line in said))
    assert (True, True) == (said[0].endswith("cannot resolve the host"), said[1].endswith("ENOTFOUND"))


def test_packages_that_were_passed_over_are_no_clean_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    passed_over = {"dependencies": [*CLEAN[0]["dependencies"], {"name": "uv", "skip_reason": "not found"}]}
    code = audited(tmp_path, monkeypatch, json.dumps(passed_over), json.dumps(CLEAN[1]), 0)

    said = capsys.readouterr().out.splitlines()
    assert (0, True) == (code, said[0].endswith("asked: 1 of 2 packages were passed over: not found"))


def test_an_audit_that_stands_still_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "uv").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "uv").chmod(0o755)
    fake(tmp_path, "npm", json.dumps(CLEAN[1]), 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(audit, "SECONDS", 0.5)

    assert 0 == audit.main()
    assert "requirements.lock: NOT AUDITED, the advisories could not be asked: no answer within 0.5 s" in (
        capsys.readouterr().out
    )
