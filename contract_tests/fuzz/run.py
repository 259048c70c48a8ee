"""One run of schemathesis with the checks of contract_tests/checks.py, and what it came to."""

import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import IO
from uuid import uuid4

from app import tokens
from app.settings import Settings

ROOT = Path(__file__).parents[2]
STAFF = "learn tracks:write grade:write"


def environment(out: Path, held: dict[str, str]) -> dict[str, str]:
    """What schemathesis and the checks need to know; writes the file with the two users."""
    users = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {held[token]}"}]}
        for name, token in (("learner", "TOKEN"), ("peer", "PEER_TOKEN"))
    ]
    out.mkdir(parents=True, exist_ok=True)
    (out / "tally").unlink(missing_ok=True)
    place = out / "users.json"
    place.touch(mode=0o600)
    place.write_text(json.dumps({"auth": users}))
    own = {"SCHEMATHESIS_HOOKS": "contract_tests.checks", "FUZZ_USERS": str(place), "FUZZ_TALLY": str(out / "tally")}
    return {**os.environ, **own, **held}


def signed(settings: Settings) -> dict[str, str]:
    """Tokens of two learners and one of the staff, whom nobody has seen before."""
    scopes = {"TOKEN": tokens.LEARNER_SCOPES, "PEER_TOKEN": tokens.LEARNER_SCOPES, "STAFF_TOKEN": STAFF}
    return {name: tokens.sign(settings, str(uuid4()), granted) for name, granted in scopes.items()}


def command(base: str, out: Path, arguments: list[str]) -> list[str]:
    config = ["--config-file", str(Path(__file__).with_name("schemathesis.toml"))]
    places = [f"--report-junit-path={out}/junit.xml", f"--report-har-path={out}/fuzz.har"]
    schemathesis = [sys.executable, "-m", "schemathesis.cli", *config, "run"]
    return [*schemathesis, f"{base}/openapi/co.v1.yaml", f"--url={base}/v1", "--report=junit,har", *places, *arguments]


async def run(base: str, held: dict[str, str], out: Path, arguments: list[str], log: IO[bytes] | None = None) -> int:
    """Its exit code, 0 when nothing was found; what it says goes to `log`, or where this process's own goes."""
    environ = environment(out, held)
    process = await asyncio.create_subprocess_exec(*command(base, out, arguments), env=environ, cwd=ROOT, stdout=log)
    return await process.wait()


def tally(out: Path) -> list[tuple[str, bool, str, str, int]]:
    """(phase, whether the contract has it, operation, status, cases) of the last run; nothing where it sent nothing."""
    file = out / "tally"
    return [tuple(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []


def table(out: Path) -> str:
    """Cases per operation by class of status, and per phase; methods that a path does not have are one row."""
    lines = tally(out)
    classes = sorted({status[0] + "xx" for *_, status, _ in lines})
    phases, found = Counter[str](), Counter[tuple[str, str]]()
    for phase, known, operation, status, count in lines:
        phases[phase] += count
        found[operation if known else "methods that a path lacks", status[0] + "xx"] += count
    rows = [f"{'':40}" + "".join(f"{each:>8}" for each in classes)]
    for operation in sorted({operation for operation, _ in found}):
        rows.append(f"{operation:40}" + "".join(f"{found[operation, each]:8}" for each in classes))
    told = ", ".join(f"{phase} {count}" for phase, count in phases.items())
    return "\n".join([*rows, f"{sum(phases.values())} cases: {told}"])
