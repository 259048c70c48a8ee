"""What one would do without an evaluator: a fresh CPython or Node process for each submission, all its tests in it."""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any

PYTHON = """
import json, sys
given = json.load(sys.stdin)
space = {}
exec(compile(given["code"], "submission", "exec"), space)
entry = space[given["entry"]]
json.dump([{"ok": entry(*test["args"]) == test["expected"]} for test in given["tests"]], sys.stdout)
"""
NODE = """
const given = JSON.parse(require('fs').readFileSync(0));
const entry = new Function(given.code + `; return ${given.entry}`)();
const ok = (test) => JSON.stringify(entry(...test.args)) === JSON.stringify(test.expected);
process.stdout.write(JSON.stringify(given.tests.map((test) => ({ ok: ok(test) }))));
"""


def commands() -> dict[str, list[str]]:
    """language → command; without JavaScript where there is no Node."""
    node = shutil.which("node")
    found = {"python": [sys.executable, "-I", "-c", PYTHON]}
    return {**found, "javascript": [node, "-e", NODE]} if node else found


def judged(command: list[str], submission: dict[str, Any]) -> tuple[float, float]:
    """Wall and CPU milliseconds of one submission; ValueError unless every test passes."""
    before = os.times()
    started = time.perf_counter()
    ran = subprocess.run(command, input=json.dumps(submission), capture_output=True, text=True, check=True)
    wall = time.perf_counter() - started
    after = os.times()
    if not all(test["ok"] for test in json.loads(ran.stdout)):
        raise ValueError("a plain process judged wrongly")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall * 1000, used * 1000
