"""Nothing that a learner may not see comes out of the system, wherever one looks."""

import asyncio
import base64
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from app import tokens
from app.embedded import throwaway
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.settings import Settings
from contract_tests.conftest import ROOT, settings_for
from contract_tests.contract import PATHS
from contract_tests.fuzz import run
from contract_tests.secrets import bank, drive
from contract_tests.secrets.marks import found
from contract_tests.secrets.traffic import MAY, OWN, Caller, Traffic, operation
from tests.servers import throwaway_valkey

FUZZ = ["--max-time", os.environ.get("SECRETS_FUZZ_SECONDS", "8"), "--seed", "1", "--no-color"]
STAFF = "learn tracks:write grade:write"
OPERATION_IDS = {operation["operationId"] for item in PATHS.values() for operation in item.values()}


class Stack:
    """Servers of their own, whose home, temporary and working folders are in `folder`."""

    def __init__(self, folder: Path, base: str, settings: Settings) -> None:
        self.folder, self.base, self.settings = folder, base, settings

    def caller(self, traffic: Traffic, scopes: str = tokens.LEARNER_SCOPES) -> Caller:
        return Caller(traffic, tokens.sign(self.settings, str(uuid4()), scopes))


async def process(folder: Path, name: str, environ: dict[str, str], *command: str) -> Child:
    """`python -m command`, with folders of its own for whatever it may write."""
    places = {part: folder / part for part in ("home", "tmp", "cwd")}
    for place in places.values():
        place.mkdir(exist_ok=True)
    own = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(places["home"]),
        "TMPDIR": str(places["tmp"]),
    }
    line = [sys.executable, "-m", *command]
    return await Child.start(name, line, folder / f"{name}.log", env=own | environ, cwd=places["cwd"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """API, worker and evaluator with the marked bank, all of them as talkative as they can be."""
    folder = tmp_path_factory.mktemp("secrets")
    async with throwaway.running(folder) as postgres, throwaway_valkey(folder) as valkey:
        ports = free_port(), free_port()
        evaluator = await process(folder, "evaluator", {}, "evaluator", "serve", "--port", str(ports[0]))
        await evaluator.ready(lambda: answers_http(ports[0], "/healthz"))
        settings = settings_for(postgres, valkey, f"http://127.0.0.1:{ports[0]}").model_copy(
            update={"CO_LOG_LEVEL": "debug"}
        )
        await bank.load(settings)
        environ = {key: str(value) for key, value in settings.model_dump().items()}
        api = await process(folder, "api", environ, "app", "serve", "--port", str(ports[1]))
        worker = await process(folder, "worker", environ, "app", "worker")
        await api.ready(lambda: answers_http(ports[1], "/healthz"))
        try:
            yield Stack(folder, f"http://127.0.0.1:{ports[1]}", settings)
        finally:
            for each in (api, worker, evaluator):
                await each.stop()


def written(folder: Path) -> dict[str, list[str]]:
    """File → markers in it, of all that the processes wrote; PostgreSQL's own data is where the bank has its home."""
    files = [each for each in folder.rglob("*") if each.is_file() and "postgres" not in each.relative_to(folder).parts]
    leaks = {str(each.relative_to(folder)): found(each.read_bytes()) for each in files}
    # Valkey keeps the turns of the last minutes, hints and all, for whoever asked for them.
    return {name: marks for name, marks in leaks.items() if marks and not name.startswith("valkey/")}


async def test_no_secret_comes_out_whatever_a_learner_does(stack: Stack) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(120)) as http:
        traffic = Traffic(stack.base, http)
        learner, second, staff = stack.caller(traffic), stack.caller(traffic), stack.caller(traffic, STAFF)
        await drive.publish(staff)
        await asyncio.gather(*(drive.work(learner, problem) for problem in bank.PROBLEMS.values()))
        for problem in ("marked-function", "marked-line"):
            await drive.mock(second, bank.PROBLEMS[problem])
        await drive.grade(second, staff)
        await drive.decide(staff)
        await drive.sweep(learner, staff, Caller(traffic, ""))
        await drive.leave(learner)

    assert [] == list(traffic.leaks())
    assert {} == written(stack.folder)
    assert set() == OPERATION_IDS - {each.operation for each in traffic.said if each.status < 300}


async def test_no_secret_comes_out_of_requests_that_are_made_up(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUZZ_BANK", str(bank.FOLDER))
    with (tmp_path / "log").open("wb") as log:
        code = await run.run(stack.base, run.signed(stack.settings), tmp_path, FUZZ, log)

    assert 0 == code, (tmp_path / "log").read_text()
    entries = json.loads((tmp_path / "fuzz.har").read_text())["log"]["entries"]
    leaks = [(each["request"]["url"], told) for each in entries if (told := leaked(stack, each))]
    assert ([], {}) == (leaks, written(stack.folder))


def leaked(stack: Stack, entry: dict[str, Any]) -> list[str]:
    """The markers in one answer of a HAR file that its operation may tell nobody, unless as a learner's own words."""
    name = operation(entry["request"]["method"], entry["request"]["url"].removeprefix(stack.base))
    content = entry["response"]["content"]
    text = content.get("text", "")
    body = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()
    kinds = MAY.get(name, set()) | ({"solution", "answer", "planted"} if name in OWN else set())
    may = frozenset(mark for mark, found_in in bank.KINDS.items() if found_in & kinds)
    return found(body + json.dumps(entry["response"]["headers"]).encode(), may)
