"""Functions and classes in JavaScript through the real pool, and errors as learners read them."""

from typing import Any

import pytest

from tests.evaluator.conftest import Judge
from tests.evaluator.javascript_judged import function, made, only

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
