"""What is known against the locked packages: pip-audit over requirements.lock, npm audit over package-lock.json."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PIP_AUDIT = ("uv", "tool", "run", "--from", "pip-audit==2.10.1", "pip-audit")
PIP_OPTIONS = ("--disable-pip", "--format=json", "--progress-spinner=off", "--timeout=5", "-r", "requirements.lock")
NPM_AUDIT = ("npm", "audit", "--json", "--package-lock-only", "--fetch-retries=0", "--fetch-timeout=5000")
IMPATIENT = {"UV_HTTP_TIMEOUT": "5", "UV_HTTP_RETRIES": "0"}
SECONDS = 60.0
"""How long one question may take; without a network the tools give up within seconds by themselves."""


class Unreachable(Exception):
    """The advisories could not be asked; the message says why, in one line."""


def ask(command: tuple[str, ...], folder: Path) -> Any:
    """The JSON that an audit printed, whatever its exit code; Unreachable when it printed none."""
    # The environment's own uv, unless there is another before it.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    program = shutil.which(command[0], path=path)
    if program is None:
        raise Unreachable(f"there is no {command[0]} here")
    asked = subprocess.Popen(
        [program, *command[1:]],
        cwd=folder,
        env=os.environ | IMPATIENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = asked.communicate(timeout=SECONDS)
        return json.loads(out)
    except subprocess.TimeoutExpired:
        raise Unreachable(f"no answer within {SECONDS:g} s") from None
    except json.JSONDecodeError:
        said = [line for line in err.splitlines() if line.strip()] or ["nothing was said"]
        raise Unreachable(said[-1].strip()[:200]) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(asked.pid, signal.SIGKILL)
        asked.communicate()


def of_pip(report: Any) -> list[str]:
    """A line for each finding; Unreachable when a package was passed over, unless another has a finding."""
    packages = report["dependencies"]
    findings = [
        f"{package['name']} {package['version']}: {each['id']}, mended in {' or '.join(each['fix_versions']) or 'none'}"
        for package in packages
        for each in package.get("vulns", ())
    ]
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped and not findings:
        raise Unreachable(f"{len(skipped)} of {len(packages)} packages were passed over: {skipped[0][:200]}")
    return findings


def of_npm(report: Any) -> list[str]:
    """A line for each package with findings; Unreachable for a report of why there is none."""
    if "vulnerabilities" not in report:
        raise Unreachable(str(report.get("message") or report.get("error"))[:200])
    return [f"{name} {each['range']}: {each['severity']}" for name, each in report["vulnerabilities"].items()]


def audited(lock: str, command: tuple[str, ...], folder: Path, read: Callable[[Any], list[str]]) -> int:
    """How many findings one lock file has; each is printed."""
    try:
        findings = read(ask(command, folder))
    except Unreachable as why:
        print(f"{lock}: NOT AUDITED, the advisories could not be asked: {why}")
        return 0
    print("\n".join(f"{lock}: {finding}" for finding in findings) or f"{lock}: nothing is known against it")
    return len(findings)


def main(root: Path = ROOT) -> int:
    """The exit code: 1 for findings."""
    found = audited("requirements.lock", (*PIP_AUDIT, *PIP_OPTIONS), root, of_pip)
    for folder in (root / "openapi" / "lint", root / "contract_tests" / "clients" / "typescript"):
        found += audited(f"{folder.relative_to(root)}/package-lock.json", NPM_AUDIT, folder, of_npm)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
