"""Verdicts in both languages, from a real pool: each for what earns it, and with what a learner needs to see."""

from typing import Any

import pytest

from tests.evaluator.conftest import Judge

LANGUAGES = ["python", "javascript"]
# One test for each verdict a loaded program can earn; `mode` picks it.
MISCHIEF = {
    "python": """
def f(mode):
    if mode == "AC":
        return ["right", 1, None, True, {"a": 2.5}]
    if mode == "WA":
        print("thinking")
        return [mode]
    if mode == "RTE":
        return boom(mode)
    if mode == "MLE":
        hoard = []
        while True:
            hoard.append(bytearray(10**7))
    if mode == "OLE":
        while True:
            print("x" * 1000)
    while True:
        pass


def boom(mode):
    raise KeyError(mode)
""",
    "javascript": """
function f(mode) {
  if (mode === 'AC') return ['right', 1, null, true, { a: 2.5 }];
  if (mode === 'WA') { console.log('thinking'); return [mode]; }
  if (mode === 'RTE') return boom(mode);
  if (mode === 'MLE') { const hoard = []; for (;;) hoard.push(new Uint8Array(10000000).fill(1)); }
  if (mode === 'OLE') for (;;) console.log('x'.repeat(1000));
  for (;;);
}

function boom(mode) {
  throw new TypeError(mode);
}
""",
}
RIGHT = ["right", 1, None, True, {"a": 2.5}]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_test_has_the_verdict_it_earned_and_the_worst_is_the_submissions(
    judge: Judge, language: str
) -> None:
    modes = ["AC", "MLE", "AC", "RTE", "WA", "OLE", "TLE", "AC"]

    judged = await judge(MISCHIEF[language], *(([mode], RIGHT) for mode in modes), language=language)

    assert modes == [test["verdict"] for test in judged["tests"]]
    assert "TLE" == judged["verdict"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("modes", "verdict"), [(["AC", "WA", "RTE"], "RTE"), (["WA", "AC"], "WA"), (["AC"], "AC")])
async def test_the_submission_is_as_bad_as_its_worst_test(
    judge: Judge, language: str, modes: list[str], verdict: str
) -> None:
    judged = await judge(MISCHIEF[language], *(([mode], RIGHT) for mode in modes), language=language)

    assert verdict == judged["verdict"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_answer_shows_what_came_and_what_was_printed(judge: Judge, language: str) -> None:
    judged = await judge(MISCHIEF[language], (["WA"], RIGHT), language=language)

    test = judged["tests"][0]
    assert ('["WA"]', None, "thinking\n") == (test["actual"], test["message"], test["stdout"])


async def test_a_python_error_names_the_learners_own_lines_and_no_others(judge: Judge) -> None:
    judged = await judge(MISCHIEF["python"], (["RTE"], RIGHT))

    expected = (
        "  line 9, in f: return boom(mode)\n"
        "  line 22, in boom: raise KeyError(mode)\n"
        "KeyError: 'RTE'"
    )  # fmt: skip
    assert expected == judged["tests"][0]["message"]


async def test_a_javascript_error_names_the_learners_own_lines_and_no_others(judge: Judge) -> None:
    judged = await judge(MISCHIEF["javascript"], (["RTE"], RIGHT), language="javascript")

    message = judged["tests"][0]["message"]
    assert ["TypeError: RTE", "boom 12", "f 5"] == [
        line if not line.startswith("    at ") else f"{line.split()[1]} {line.split(':')[-2]}"
        for line in message.splitlines()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_judging_may_stop_at_the_first_failure(judge: Judge, language: str) -> None:
    tests: list[tuple[list[Any], Any]] = [([mode], RIGHT) for mode in ("AC", "WA", "AC")]

    judged = await judge(MISCHIEF[language], *tests, language=language, stop_on_failure=True)

    assert ["AC", "WA"] == [test["verdict"] for test in judged["tests"]]


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("python", "def f(x):\n    return (x", "line 2: SyntaxError: '(' was never closed"),
        ("python", "def f():\n    pass\n\n1 / 0", "line 4, in <module>: 1 / 0\nZeroDivisionError: division by zero"),
        ("python", "import numpy\n", "ModuleNotFoundError: No module named 'numpy'"),
        ("python", "def g(): pass\nclass H: pass", "there is no function named f; the names defined here are g, H"),
        ("python", "x = 1", "there is no function named f; no function is defined here"),
        ("python", "f = 3", "f is a int, not a function"),
        ("python", "x = '\0'", "null bytes"),
        ("python", "raise SystemExit(3)", "SystemExit: 3"),
        ("javascript", "function f(x) {\n  return (x\n}", "SyntaxError"),
        ("javascript", "\n\nnull.x", ":3:"),
        ("javascript", "const g = () => 1;", "there is no function named f; the names defined here are g"),
        ("javascript", "let f = 3", "not a function"),
        ("javascript", "throw 'no'", "no"),
    ],
)
async def test_what_does_not_load_is_a_compile_error_that_says_why(
    judge: Judge, language: str, code: str, said: str
) -> None:
    judged = await judge(code, language=language)

    assert ("CE", []) == (judged["verdict"], judged["tests"])
    assert said in judged["message"]


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("python", "def f(): return {1, 2}", "returned a set; return a list instead"),
        ("python", "def f(): return object()", "not a JSON value"),
        ("python", "def f(): return f()", "RecursionError"),
        ("python", "def f(): exit()", "SystemExit"),
        ("javascript", "function f() {}", "returned undefined; is a return missing?"),
        ("javascript", "const f = () => new Map()", "returned a Map"),
        ("javascript", "const f = () => 10n", "return Number(x) instead"),
        ("javascript", "const f = () => new Promise(() => {})", "never settles"),
        ("javascript", "const f = async () => { throw new Error('late') }", "Error: late"),
        ("javascript", "function f() { return f() + 1 }", "the recursion is too deep"),
    ],
)
async def test_what_cannot_be_a_value_is_a_runtime_error_that_says_why(
    judge: Judge, language: str, code: str, said: str
) -> None:
    judged = await judge(code, language=language)

    assert "RTE" == judged["verdict"]
    assert said in judged["tests"][0]["message"]


@pytest.mark.parametrize(
    ("language", "code", "expected", "verdict"),
    [
        ("python", "def f(): return True", 1, "WA"),
        ("python", "def f(): return 1.0", 1, "WA"),
        ("python", "def f(): return (1, [2])", [1, [2]], "AC"),
        ("python", "def f(): return 2**80", 2**80, "AC"),
        ("python", "def f(): return float('nan')", None, "WA"),
        ("python", "def f(): return 'é\\0\U0001f600'", "é\0\U0001f600", "AC"),
        ("python", "def f(): return '\\ud800'", "?", "WA"),
        ("javascript", "const f = () => true", 1, "WA"),
        ("javascript", "const f = () => 1", 1.0, "AC"),
        ("javascript", "const f = () => -0", 0, "AC"),
        ("javascript", "const f = () => NaN", None, "WA"),
        ("javascript", "const f = () => 'é\\0\U0001f600'", "é\0\U0001f600", "AC"),
        ("javascript", "const f = async () => [1]", [1], "AC"),
    ],
)
async def test_types_are_those_of_the_language(
    judge: Judge, language: str, code: str, expected: Any, verdict: str
) -> None:
    assert verdict == (await judge(code, ([], expected), language=language))["verdict"]


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(n): return 0 if n == 0 else 1 + f(n - 1)"),
        ("javascript", "const f = (n) => (n === 0 ? 0 : 1 + f(n - 1))"),
    ],
)
async def test_recursion_may_be_five_thousand_deep(judge: Judge, language: str, code: str) -> None:
    assert "AC" == (await judge(code, ([5000], 5000), language=language))["verdict"]


async def test_texts_are_cut_to_what_the_contract_allows(judge: Judge) -> None:
    code = "def f(fail):\n    print('p' * 9000)\n    if fail: raise ValueError('e' * 9000)\n    return 'a' * 9000"

    judged = await judge(code, ([False], None), ([True], None))

    returned, raised = judged["tests"]
    assert (2000, 500) == (len(returned["actual"]), len(returned["stdout"]))
    assert len(raised["message"]) <= 4000


async def test_what_the_top_level_prints_comes_with_the_first_test(judge: Judge) -> None:
    judged = await judge("print('top')\ndef f(): print('in')", ([], None), ([], None))

    assert ["top\nin\n", "in\n"] == [test["stdout"] for test in judged["tests"]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_test_says_what_it_took(judge: Judge, language: str) -> None:
    code = {
        "python": "def f(n):\n    kept = bytearray(n * 10**6)\n    return sum(range(n * 1000))",
        "javascript": "function f(n) { const kept = new Uint8Array(n * 1e6).fill(1);\n"
        "  let s = 0; for (let i = 0; i < n * 1000; i++) s += i; return s }",
    }[language]

    judged = await judge(code, *(([n], None) for n in (1, 1, 50, 1)), language=language)

    first, light, heavy, after = judged["tests"]
    assert 0 < light["fuel"] < first["fuel"] and 10 * light["fuel"] < heavy["fuel"]
    assert light["fuel"] < 1.1 * after["fuel"] < 1.3 * light["fuel"]
    assert 40_000_000 < heavy["memory_bytes"] - light["memory_bytes"] < 80_000_000
    assert heavy["memory_bytes"] == after["memory_bytes"] < 256 << 20
    assert all(test["cpu_ms"] > 0 for test in judged["tests"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_long_wrong_answer_is_shown_where_it_parts_from_the_right_one(judge: Judge, language: str) -> None:
    code = {"python": "def f(): return list(range(100))", "javascript": "const f = () => [...Array(100).keys()]"}[
        language
    ]

    judged = await judge(code, ([], [*range(70), *range(71, 100)]), ([], 0), ([], list(range(100))), language=language)

    assert ["WA", "WA", "AC"] == [test["verdict"] for test in judged["tests"]]
    assert ["at [70] (99 items expected, 100 came)\n- 71\n+ 70", None] == [
        test["diff"] and test["diff"][:100] if test["verdict"] != "AC" else None for test in judged["tests"]
    ][::2]
