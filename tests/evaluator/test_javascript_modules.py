"""What JavaScript may require: the list, what is on it and what is not, and the documentation of both."""

import re
from pathlib import Path

import pytest

from evaluator.code.javascript import box
from tests.evaluator.conftest import Judge
from tests.evaluator.javascript_judged import function

README = Path(box.__file__).with_name("README.md")

USES = {
    "assert": "m.deepStrictEqual([1], [1]) ?? 1",
    "events": "new m.EventEmitter().on('x', () => {}).listenerCount('x')",
    "fs": "m.existsSync(0) ? 1 : 0",
    "fs/promises": "m.readFile(0).then((text) => text.length + 1)",
    "os": "m.EOL.length",
    "perf_hooks": "m.performance.now() >= 0 ? 1 : 0",
    "process": "m.argv.length - 1",
    "readline": "m.createInterface({ input: process.stdin }).listenerCount('line') + 1",
    "readline/promises": "m.createInterface({ input: process.stdin }).listenerCount('line') + 1",
    "timers": "new Promise((r) => m.setTimeout(r, 5, 1))",
    "timers/promises": "m.setTimeout(5, 1)",
    "util": "+m.format('%d', 1)",
}


@pytest.mark.parametrize("module", box.MODULES)
async def test_every_module_that_is_listed_can_be_used(judge: Judge, module: str) -> None:
    judged = await function(judge, f"import * as m from 'node:{module}'\nconst f = () => {USES[module]}", expected=1)

    assert "AC" == judged["verdict"], judged


@pytest.mark.parametrize("module", ["lodash", "net", "child_process", "./other.js", "constructor"])
async def test_any_other_module_is_not_available_and_the_list_is_the_one_that_is_documented(
    judge: Judge, module: str
) -> None:
    message = (await function(judge, f"const m = require('{module}')"))["message"].splitlines()[0]

    assert f"Error: the module '{module}' is not available here; there are {', '.join(box.MODULES)}" == message


def test_the_readme_lists_the_modules_there_are() -> None:
    assert list(box.MODULES) == re.findall(r"^\| `([^`]+)` \|", README.read_text(), re.MULTILINE)
