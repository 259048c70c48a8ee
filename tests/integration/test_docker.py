"""What each image copies is all that its commands import; nothing here needs a container engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS = {
    "api": ["app.api", "app.worker", "app.operators", "app.leaving", "app.fitting"],
    "migrations": ["app.migrate", "app.content"],
    "evaluator": ["evaluator.serve", "evaluator.build"],
}


@pytest.mark.parametrize("image", RUNS)
def test_an_image_has_what_its_commands_import(image: str, tmp_path: Path) -> None:
    lines = (ROOT / "docker" / f"Dockerfile.{image}").read_text("utf-8")
    for source, target in re.findall(r"^COPY (\w\S*) (\S+)$", lines, re.MULTILINE):
        shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    modules = [*RUNS[image], *(f"handlers.{file.stem}" for file in tmp_path.glob("handlers/[a-z]*.py"))]

    command = [sys.executable, "-W", "ignore", "-c", f"import {', '.join(modules)}"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stderr)
