"""Whole Python programs: how they read, print and end."""

from typing import Any

import pytest

from evaluator.code.pool import CodePool
from tests.evaluator.conftest import submission


@pytest.fixture
def program(pool: CodePool) -> Any:
    """program(code, stdin, expected) -> the TestResult."""

    async def result(code: str, stdin: str = "", expected: str = "") -> dict[str, Any]:
        sent = submission(code, kind="program", tests=[{"stdin": stdin, "expected": expected}])
        judged = await pool.judge(sent)
        return dict(judged["tests"][0]) if judged["tests"] else judged

    return result


@pytest.mark.parametrize(
    "code",
    [
        "a, b = map(int, input().split())\nprint(a + b, input())",
        "import sys\nnumbers = sys.stdin.readline().split()\nprint(sum(map(int, numbers)), sys.stdin.read().strip())",
        "import sys\nfirst, second = sys.stdin\nprint(eval(first.replace(' ', '+')), second, end='')",
        "import sys\ndata = sys.stdin.buffer.read().split()\nprint(int(data[0]) + int(data[1]), data[2].decode())",
        "import sys\nlines = sys.stdin.readlines()\nsys.stdout.write(f'{sum(map(int, lines[0].split()))} {lines[1]}')",
        "import fileinput\na, b = fileinput.input()\nprint(sum(map(int, a.split())), b.strip())",
        "a, b = open(0)\nprint(sum(map(int, a.split())), b)",
        "import os\na, b = os.read(0, 99).split(b'\\n')[:2]\nos.write(1, b'%d %s\\n' % (sum(map(int, a.split())), b))",
        "def main():\n    print(sum(map(int, input().split())), input())\nif __name__ == '__main__':\n    main()",
        "import sys\nsys.stdout.buffer.write(b'%d ' % sum(map(int, input().split())))\nprint(input())",
        "import sys\nprint(sum(map(int, input().split())), input(), flush=True)\nprint('no answer', file=sys.stderr)",
        "print(sum(map(int, input().split())), input())\nraise SystemExit",
        "print(sum(map(int, input().split())), input())\nexit(0)",
        "import atexit\na = sum(map(int, input().split()))\natexit.register(lambda: print(a, input()))",
    ],
)
async def test_a_program_reads_and_prints_in_all_the_usual_ways(program: Any, code: str) -> None:
    assert "AC" == (await program(code, "19 23\nplums\n", "42 plums\n"))["verdict"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys\nsys.exit(3)", "the program ended with exit code 3"),
        ("import sys\nsys.exit('no plums')", "the program ended with exit code 1: no plums"),
        ("int(input())\ninput()", "EOFError: EOF when reading a line (there are no more lines to read)"),
        ("def g():\n    return 1 / 0\nprint(g())", "  line 3, in <module>: print(g())\n  line 2, in g: return 1 / 0\n"),
    ],
)
async def test_a_program_that_ends_badly_is_a_runtime_error(program: Any, code: str, message: str) -> None:
    test = await program(code, "1\n")

    assert "RTE" == test["verdict"]
    assert message in test["message"]


async def test_a_program_that_does_not_compile_never_ran(program: Any) -> None:
    judged = await program("print('before')\nif True\n    pass")

    assert ("CE", "line 2: SyntaxError: expected ':'\n    if True\n           ^") == (
        judged["verdict"],
        judged["message"],
    )


async def test_a_program_may_print_a_million_characters_and_no_more(program: Any) -> None:
    assert "WA" == (await program("for _ in range(1000): print('é' * 999)"))["verdict"]
    assert "OLE" == (await program("for _ in range(1001): print('é' * 999)"))["verdict"]


async def test_every_test_of_a_program_starts_afresh(pool: CodePool) -> None:
    code = "import builtins\nprint(getattr(builtins, 'seen', 'new'))\nbuiltins.seen = 'old'"
    sent = submission(code, kind="program", tests=[{"stdin": "", "expected": "new"}] * 2)

    assert "AC" == (await pool.judge(sent))["verdict"]
