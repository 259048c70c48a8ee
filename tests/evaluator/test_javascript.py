"""JavaScript through the real pool: classes, programs, what is available, and errors as learners read them."""

import re
from pathlib import Path
from typing import Any

import pytest

from evaluator.code.javascript import box
from tests.evaluator.conftest import Judge

README = Path(box.__file__).with_name("README.md")


async def function(judge: Judge, code: str, *args: Any, expected: Any = None) -> dict[str, Any]:
    return await judge(code, (list(args), expected), language="javascript")


async def program(judge: Judge, code: str, stdin: str = "", expected: str = "") -> dict[str, Any]:
    tests = [{"stdin": stdin, "expected": expected}]
    return await judge(code, language="javascript", kind="program", entry="", tests=tests)


async def made(judge: Judge, code: str, calls: list[list[Any]], expected: Any) -> dict[str, Any]:
    listed = [{"method": method, "args": args} for method, *args in calls]
    tests = [{"args": [1], "calls": listed, "expected": expected}]
    return await judge(code, language="javascript", kind="class", entry="Counter", tests=tests)


def only(judged: dict[str, Any]) -> dict[str, Any]:
    assert 1 == len(judged["tests"]), judged
    test: dict[str, Any] = judged["tests"][0]
    return test


COUNTERS = [
    "class Counter { constructor(n) { this.n = n } add(k) { return this.n += k } reset() { this.n = 0 } }",
    "function Counter(n) { this.n = n }\nCounter.prototype.add = function (k) { return this.n += k };\n"
    "Counter.prototype.reset = function () { this.n = 0 };",
    "module.exports = { Counter: class { #n; constructor(n) { this.#n = n } async add(k) { return this.#n += k }\n"
    "  reset() { this.#n = 0 } } }",
    "export default class Counter { constructor(n) { this.n = n } add(k) { return this.n += k }\n"
    "  reset() { this.n = 0 } }",
]


@pytest.mark.parametrize("code", COUNTERS)
async def test_a_class_answers_its_calls_in_order_and_null_for_nothing(judge: Judge, code: str) -> None:
    judged = await made(judge, code, [["add", 2], ["reset"], ["add", 5]], [3, None, 5])

    assert "AC" == judged["verdict"], judged


async def test_a_method_that_is_not_there_is_answered_with_those_that_are(judge: Judge) -> None:
    judged = await made(judge, COUNTERS[0], [["plus", 2]], [3])

    assert "TypeError: there is no method named plus; the methods here are add, reset" == only(judged)["message"]


async def test_a_class_that_throws_names_the_learners_lines(judge: Judge) -> None:
    judged = await made(judge, "class Counter {\n  add() {\n    null.x\n  }\n}", [["add"]], [None])

    message = "TypeError: cannot read property 'x' of null\n    at add (solution.js:3:5)"
    assert message == only(judged)["message"]


READERS = [
    "const [a, b] = require('fs').readFileSync(0, 'utf8').trim().split(' ').map(Number); console.log(a + b)",
    "const fs = require('node:fs');\nconsole.log(eval(fs.readFileSync('/dev/stdin').toString().replace(' ', '+')))",
    "import fs from 'fs';\nimport { EOL as end } from 'os';\nconst t = fs.readFileSync(0).split(' ');\n"
    "process.stdout.write(String(+t[0] + +t[1]) + end)",
    "const rl = require('readline').createInterface({ input: process.stdin });\nlet s = 0;\n"
    "rl.on('line', (l) => { for (const n of l.split(' ')) s += +n }).on('close', () => console.log('%d', s))",
    "const rl = require('readline').createInterface({ input: process.stdin });\n"
    "for await (const l of rl) console.log(l.split(' ').reduce((a, b) => +a + +b))",
    "let s = '';\nprocess.stdin.setEncoding('utf8').on('data', (d) => { s += d });\n"
    "process.stdin.on('end', () => { const [a, b] = s.split(' '); console.log(+a + +b) })",
    "const chunks = [];\nfor await (const c of process.stdin) chunks.push(c.toString());\n"
    "console.log(eval(chunks.join('').trim().replace(' ', '+')))",
    "import * as readline from 'readline/promises';\nconst rl = readline.createInterface({ input: process.stdin });\n"
    "const [a, b] = (await rl.question('')).split(' '); console.log(+a + +b); rl.close(); process.exit()",
    "const main = async () => {\n  await new Promise((r) => setTimeout(r, 60000));\n"
    "  console.log(require('fs').readFileSync(0, 'utf8').split(' ').map(Number).reduce((a, b) => a + b));\n};\nmain();",
]


@pytest.mark.parametrize("code", READERS)
async def test_a_program_reads_its_input_as_people_who_know_node_write_it(judge: Judge, code: str) -> None:
    judged = await program(judge, code, "20 22\n", "42\n")

    assert "AC" == judged["verdict"], judged


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("[1, 'a', [2], { b: 3 }]", "[ 1, 'a', [ 2 ], { b: 3 } ]"),
        ("{ a: { b: { c: { d: 1 } } } }", "{ a: { b: { c: [Object] } } }"),
        ("new Map([['k', 1]]), new Set([1])", "Map(1) { 'k' => 1 } Set(1) { 1 }"),
        ("-0, NaN, null, undefined, 10n, true", "-0 NaN null undefined 10n true"),
        ("'%s is %d, %i%%', 'x', 4.5, 4.5", "x is 4.5, 4%"),
        ("class A {}, function f() {}, () => 1", "[class A] [Function: f] [Function (anonymous)]"),
        ("[..'']".replace("..", "..."), "[]"),
        ("Array.from({ length: 7 }, (_, i) => i)", "[\n  0, 1, 2, 3,\n  4, 5, 6\n]"),
        ("(() => { const o = {}; o.me = o; return o })()", "<ref *1> { me: [Circular *1] }"),
    ],
)
async def test_console_log_prints_values_as_node_does(judge: Judge, code: str, printed: str) -> None:
    assert printed + "\n" == only(await program(judge, f"console.log({code})"))["actual"]


@pytest.mark.parametrize(
    ("code", "verdict", "message"),
    [
        ("process.exit(0)", "AC", None),
        ("process.exit(3)", "RTE", "the program ended with exit code 3"),
        ("try { process.exit(3) } catch {}\nconsole.log('on')", "RTE", "the program ended with exit code 3"),
        ("process.exitCode = 2", "RTE", "the program ended with exit code 2"),
        ("await new Promise(() => {})", "RTE", "the program waits for a promise that never settles"),
        ("console.error('not judged')", "AC", None),
        ("\nthrow new Error('no')", "RTE", "Error: no\n    at top level (solution.js:2:11)"),
        (
            "async function main() {\n  boom();\n}\nmain();",
            "RTE",
            "a promise was rejected and nobody caught it: ReferenceError: boom is not defined\n"
            "    at main (solution.js:2:3)\n    at top level (solution.js:4:1)",
        ),
        ("setTimeout(() => { throw 'late' })", "RTE", "late"),
        ("for (;;) console.log('x'.repeat(9999))", "OLE", "printed more than 1000000 characters"),
        ("setInterval(() => {}, 1000)", "TLE", "the time limit was exceeded"),
        ("require('lodash')", "RTE", None),
    ],
)
async def test_a_program_ends_as_it_should(judge: Judge, code: str, verdict: str, message: str | None) -> None:
    test = only(await program(judge, code))

    assert verdict == test["verdict"], test
    assert message is None or message == test["message"]


async def test_a_program_starts_anew_for_every_test(judge: Judge) -> None:
    code = "globalThis.n = (globalThis.n ?? 0) + 1; const x = n; let y = x; console.log(y, Math.random())"
    tests = [{"expected": ""}, {"expected": ""}]

    judged = await judge(code, language="javascript", kind="program", entry="", tests=tests)

    first, second = judged["tests"]
    assert (first["actual"], first["fuel"]) == (second["actual"], second["fuel"])


async def test_time_is_the_same_at_every_run_and_waiting_takes_none(judge: Judge) -> None:
    code = (
        "const order = [];\nasync function f() {\n  const start = Date.now();\n"
        "  setTimeout(() => order.push('c'), 30); setTimeout(() => order.push('b'), 20);\n"
        "  queueMicrotask(() => order.push('a'));\n  await new Promise((r) => setTimeout(r, 3600000));\n"
        "  return [order, Date.now() - start >= 3600000, new Date().toISOString().slice(0, 13)];\n}"
    )

    judged = [await function(judge, code, expected=[["a", "b", "c"], True, "2026-01-01T01"]) for _ in range(2)]

    assert ["AC", "AC"] == [each["verdict"] for each in judged]
    assert only(judged[0])["fuel"] == only(judged[1])["fuel"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("function* f() { yield 1; yield [2] }", [1, [2]]),
        ("async function* f() { yield 1; yield 2 }", [1, 2]),
        ("const f = () => new Map([[1, 2]]).entries()", [[1, 2]]),
        ("const f = () => [3, 4].values().map((x) => x * 2)", [6, 8]),
        ("const f = () => new Uint8Array([1, 2])", [1, 2]),
        ("const f = async () => ({ a: [null, -0] })", {"a": [None, 0]}),
        ("const f = () => structuredClone({ a: new Map([[1, [2]]]) }).a.get(1)", [2]),
        ("exports.f = () => 1", 1),
        ("module.exports = { f() { return 1 } }", 1),
        ("module.exports = () => 1", 1),
        ("export const f = () => 1", 1),
        ("export default () => 1", 1),
        ("const g = () => 1;\nexport { g as f };", 1),
    ],
)
async def test_what_learners_paste_and_return_is_understood(judge: Judge, code: str, value: Any) -> None:
    judged = await function(judge, code, expected=value)

    assert "AC" == judged["verdict"], judged


@pytest.mark.parametrize(
    ("code", "verdict", "message"),
    [
        ("const f = () => new Set()", "RTE", "TypeError: returned a Set; return [...set] instead"),
        ("const f = () => [{ a: undefined }]", "RTE", "TypeError: returned undefined inside the value at [0].a"),
        ("const f = () => [1n]", "RTE", "TypeError: returned a BigInt at [0]; return Number(x) instead"),
        ("const f = () => new Date()", "RTE", "TypeError: returned a Date; return date.toISOString() instead"),
        ("function* f() { for (;;) yield 1 }", "OLE", "the returned value is longer than 1000000 characters as JSON"),
        ("const f = () => process.exit(0)", "RTE", "process.exit was called before there was a result"),
        ("async function f() { for (;;) await 0 }", "TLE", "the time limit was exceeded"),
        ("const f = async () => { throw { code: 3 } }", "RTE", "{ code: 3 }"),
    ],
)
async def test_what_is_no_value_is_said_plainly(judge: Judge, code: str, verdict: str, message: str) -> None:
    test = only(await function(judge, code))

    assert (verdict, message) == (test["verdict"], test["message"])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "const f = () => {\n  let b = (2;\n}",
            "line 2, column 13: SyntaxError: Unexpected token ';'\n      let b = (2;\n                ^",
        ),
        ("function fun() {}\nconst g = 1", "there is no function named f; the names defined here are fun, g"),
        ("const F = () => 1", "there is no function named f; the names defined here are F; did you mean F?"),
        ("const f = 3", "f is a number, not a function"),
    ],
)
async def test_what_does_not_load_says_where_and_what_is_there(judge: Judge, code: str, message: str) -> None:
    judged = await function(judge, code)

    assert ("CE", message) == (judged["verdict"], judged["message"])


async def test_a_programs_syntax_error_keeps_its_column_on_the_first_line(judge: Judge) -> None:
    judged = await program(judge, "let x = (2;")

    assert "line 1, column 11: SyntaxError: Unexpected token ';'\n    let x = (2;\n              ^" == judged["message"]


@pytest.mark.parametrize(
    "code",
    [
        "function f(n) { return n === 0 ? 0 : 1 + f(n - 1) }",
        "class A { m(n) { return n ? 1 + this.m(n - 1) : 0 } }\nconst f = (n) => new A().m(n)",
        "function f(n, a = 1, ...more) { const [x, y] = [n, a]; try { return x && 1 + f(x - 1, y) } finally { } }",
    ],
)
async def test_functions_and_methods_may_call_five_thousand_deep(judge: Judge, code: str) -> None:
    assert "AC" == (await function(judge, code, 5000, expected=5000))["verdict"]


async def test_a_recursion_without_end_is_told_where_it_is(judge: Judge) -> None:
    message = only(await function(judge, "\nfunction f() {\n  return 1 + f();\n}"))["message"]

    first, *lines = message.splitlines()
    assert "RangeError: Maximum call stack size exceeded: the recursion is too deep" == first
    assert {"    at f (solution.js:3:14)"} == set(lines)


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
