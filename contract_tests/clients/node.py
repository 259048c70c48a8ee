"""Node's tools, which `npm ci` installs from a project's lock file when they are first needed.

`python -m contract_tests.clients.node PROJECT COMMAND...` runs one of them; without Node it says so and is content,
except in CI.
"""

import fcntl
import functools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = ROOT / "openapi" / "lint"
# Redocly's own bound.
LEAST = (20, 19)


@functools.cache
def missing() -> str:
    """Why Node's tools cannot be used here; empty where they can."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not installed"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    return "" if found >= LEAST else f"Node {'.'.join(map(str, LEAST))} or newer is needed, and {said.strip()} is here"


def needed() -> bool:
    """Whether it is an error to be without: in CI, where nothing is skipped."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """The finished `command`, run in `project` with its tools on the PATH; what it printed is one text, `stdout`."""
    path = f"{install(project) / '.bin'}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "REDOCLY_TELEMETRY": "off"}
    out = subprocess.PIPE
    return subprocess.run(
        command, cwd=project, env=environ, stdout=out, stderr=subprocess.STDOUT, text=True, check=False
    )


def install(project: Path) -> Path:
    """The project's `node_modules`, as its lock file says; one process at a time makes them."""
    lock, modules = project / "package-lock.json", project / "node_modules"
    stamp = modules / ".lock-installed"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
            print(f"Installing the tools of {project.relative_to(ROOT)}...", file=sys.stderr)
            command = ["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"]
            done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"npm ci in {project} failed:\n{done.stderr}")
            stamp.write_bytes(lock.read_bytes())
    return modules


def main(project: str, *command: str) -> int:
    reason = missing()
    if reason:
        print(f"Skipped, since {reason}: {' '.join(command)}", file=sys.stderr)
        return int(needed())
    done = run(ROOT / project, *command)
    print(done.stdout, end="", file=sys.stderr if done.returncode else sys.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
