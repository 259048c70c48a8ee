"""The typed clients: each compiles as its users compile it, and lives the same learner's hour against the API."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from app import tokens
from app.settings import Settings
from contract_tests.clients import generate, node

HOUR = {
    "track": "algebra-foundations",
    "recommended": 2,
    "modes": ["practice", "track", "mock"],
    "languages": ["python", "javascript"],
    "verdicts": [
        ["coding", "failed"],
        ["coding", "passed"],
        ["coding", "failed"],
        ["coding", "passed"],
        ["math", "failed"],
        ["math", "passed"],
        ["math", "failed"],
        ["math", "passed"],
    ],
    "hint": {"first": "hint", "last": "done", "level": 1, "spoken": True},
    "design": {
        "once": 1,
        "early": 404,
        "same": True,
        "status": "passed",
        "told": ["waiting", "graded", "passed"],
    },
    "advanced": True,
    "retried": "active",
    "solution": True,
    "refused": "/problems/not-found",
    "mastered": True,
    "reviews": True,
    "reasons": 3,
}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated Python client."""
    return generate.python(tmp_path_factory.mktemp("clients") / "python")


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled TypeScript hour, in a project that has the generated client installed."""
    if node.missing() and not node.needed():
        pytest.skip(node.missing())
    folder = tmp_path_factory.mktemp("clients")
    client = generate.typescript(folder / "client")
    project = shutil.copytree(generate.TYPESCRIPT / "hour", folder / "hour")
    installed = project / "node_modules" / generate.package()["name"]
    installed.parent.mkdir(parents=True)
    installed.symlink_to(client)
    generate.tool("tsc", "--project", str(project))
    return project


@pytest.fixture
def held(settings: Settings) -> dict[str, str]:
    """The tokens of a learner and a grader whom nobody has seen before."""
    scopes = {"TOKEN": tokens.LEARNER_SCOPES, "GRADER_TOKEN": "grade:write learn"}
    return {name: tokens.sign(settings, str(uuid4()), granted) for name, granted in scopes.items()}


def lived(command: list[str], base: str, held: dict[str, str], **environ: str) -> Any:
    """What the hour came to."""
    done = subprocess.run(
        [*command, f"{base}/v1"],
        env={"PATH": os.environ["PATH"], **held, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_learners_hour_in_typescript(base: str, held: dict[str, str], typescript: Path) -> None:
    assert HOUR == lived(["node", str(typescript / "dist" / "main.js")], base, held)


def test_a_learners_hour_in_python(base: str, held: dict[str, str], python: Path) -> None:
    script = Path(generate.__file__).with_name("hour.py")

    assert HOUR == lived([sys.executable, str(script)], base, held, PYTHONPATH=str(python))


def test_the_python_hour_keeps_the_strictest_types(python: Path, tmp_path: Path) -> None:
    script = Path(generate.__file__).with_name("hour.py")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", str(script)]

    done = subprocess.run(
        command, env={**os.environ, "MYPYPATH": str(python)}, cwd=python, capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stdout + done.stderr


def test_the_clients_have_the_contracts_version(python: Path) -> None:
    version = yaml.safe_load(generate.CONTRACT.read_text())["info"]["version"]

    assert version == generate.package()["version"]
    assert f'version = "{version}"' in (python / "pyproject.toml").read_text()
