"""A short run of the fuzzer, with all phases and all checks; `make fuzz` makes long ones."""

from pathlib import Path

import pytest

from app.settings import Settings
from contract_tests.fuzz import __main__ as command
from contract_tests.fuzz import run

# The phase "coverage" alone has more than a thousand cases; `make fuzz` runs it too.
SHORT = ["--phases=examples,fuzzing,stateful", "--generation-deterministic", "--max-examples=4", "--no-color"]

CORE = {"POST /sessions", "PATCH /sessions/{id}", "POST /submissions", "POST /tutor/messages", "GET /problems/{id}"}
"""What must not have ended in refusals alone: they are where the rules are."""


async def test_a_few_hundred_made_up_requests_find_nothing(base: str, settings: Settings, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        found = await run.run(base, run.signed(settings), tmp_path, SHORT, log)

    assert 0 == found, (tmp_path / "log").read_text()
    done = {operation for _, _, operation, status, _ in run.tally(tmp_path) if status[0] == "2"}
    assert CORE <= done, run.table(tmp_path)


async def test_a_running_server_is_fuzzed_with_two_learners_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TOKEN", "one")
    monkeypatch.delenv("PEER_TOKEN", raising=False)

    assert 2 == await command.main([])
    assert ["A running server needs TOKEN and PEER_TOKEN, of two learners."] == capsys.readouterr().err.splitlines()
