"""Whole JavaScript programs: how they read, print and end."""

import pytest

from tests.evaluator.conftest import Judge
from tests.evaluator.javascript_judged import only, program

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


async def test_a_programs_syntax_error_keeps_its_column_on_the_first_line(judge: Judge) -> None:
    judged = await program(judge, "let x = (2;")

    assert "line 1, column 11: SyntaxError: Unexpected token ';'\n    let x = (2;\n              ^" == judged["message"]
