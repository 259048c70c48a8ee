"""Texts that mean harm, through the real pool: each is answered within bounds, and the worker serves on."""

# ruff: noqa: RUF001 (hostile texts use characters that look alike)

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bench.maths.texts import EXPECTED, SETTINGS, TEXTS
from evaluator.maths import BadSubmission
from evaluator.maths.judge import judge
from evaluator.maths.pool import MathsPool

RIGHT = {"expression": "2x+2", "answer": {"expected": "2(x+1)"}}

TOO_LARGE = [
    "9^9^9^9", "10**10**10", "10^10^10", "2^(10^9)", "e^e^e^e^e^e", "x^x^x^x^x^x", "((x^99)^99)^99",
    "(x+1)^1000000", "(x+y+z+a+b+c)^60", "100000!", "(10^9)!", "5!!!!", "((3!)!)!", "binom(10^9, 5)",
    "binom(1000, 500)^99", "10^-1000", "9" * 1000, "0." + "3" * 1500, "1E9999", "9e999^9", "1.5E999^99",
    "2^2^2^2^2^2", "sqrt[10^9]{2}", "log_9999(10^999)", "root(2, 10^9)", "sin(10^999)", "tan(10^500 π)",
    "e^(10^3)^9", "1/10^1000^1000", "∫ x^x^x dx", "x^(1/10^9)", "[[9^99,1],[1,9^99]]^6",
    "(1+x)^59 (1-x)^59 (1+2x)^59", "x^999 - 1 = 0", "sin(sin(sin(sin(sin(sin(x))))))^60",
    "cos(x)^60 + sin(x)^60 = 1/2", "|x|^60 + |x-1|^59 < 3", "x^24 - x^23 + 17x^5 = 3x + 1/7",
]  # fmt: skip
TOO_DEEP = [
    "(" * 5000, "(" * 24 + "x" + ")" * 24, "(" * 900 + "x" + ")" * 900, "[" * 500, "{" * 500, "|" * 200,
    "-" * 1500 + "x", "sin(" * 20 + "x" + ")" * 20, "sqrt(" * 24 + "2" + ")" * 24, "sin " * 400 + "x",
    "1+" * 900 + "1", "x+" * 400 + "x", "x^" * 400 + "x", "!" * 400, "5" + "!" * 400, "±" * 60 + "1",
    " ± ".join("1234567890"), "x=" * 300 + "x", "x or " * 300 + "x", "(1,2)∪" * 200 + "(1,2)", "[[" * 200,
    "\\log_{2}" * 59 + "x", "log_2 " * 59 + "x",
    "<" * 300, "∫" * 100 + "x" + "dx" * 100, "{x|" * 100, "ℝ" + "∖(1,2)" * 60, "(1,2)∩" * 100 + "(3,4)",
]  # fmt: skip
CODE = [
    "__import__('os').system('ls')", "().__class__.__bases__[0].__subclasses__()", "x.__class__", "lambda: 0",
    "eval(2)", "exec('1')", "open('/etc/passwd')", "print(1)", "import os", "{{7*7}}", "${7*7}", "#{7*7}",
    "%s%s%s%n", "f'{x}'", "`id`", "$(id)", "'; DROP TABLE learners; --", "<script>alert(1)</script>",
    "../../etc/passwd", "Symbol('x')", "S('2')", "sympify(1)", "sp.oo", "globals()", "x if x else y",
    "[x for x in (1,2)]", "x := 2", "sin.__globals__", "Function('f')(x)", "os", "None", "True", "nan", "zoo",
    "I", "E", "__", "_", "@x", "~x", "x;;y",
]  # fmt: skip
UNICODE = [
    "\x00", "x\x00+1", "\ud800", "x\u202e2", "\u202dx+1", "\u2066x\u2069", "x\u200b+\u200c1", "\ufeffx",
    "х + у", "２＋２", "𝒙² + 𝟑", "x\u0301", "ﬁ", "Ⅷ", "٣ + ٤", "௧", "㍱", "½½", "x\u2028y", "x\x1b[31m", "\x7f",
    "🙂", "👩‍👩‍👧", "ß", "İ", "ſin x", "ﷺ", "\U000e0041", "²", "⁻", "ⁿ", "₁", "∛∛∛8", "√√√√2", "∞-∞", "∞/∞",
    "0·∞", "x∈∈", "°°°",
]  # fmt: skip
LATEX = [
    "\\frac{" * 300 + "1" + "}{2}" * 300, "\\frac{1}{" * 20 + "x" + "}" * 20, "\\sqrt{" * 100 + "2" + "}" * 100,
    "\\def\\a{\\a\\a}\\a", "\\input{/etc/passwd}", "\\include{x}", "\\write18{ls}",
    "\\newcommand{\\x}{\\x\\x}\\x", "\\catcode`\\@=11", "\\loop\\iftrue\\repeat", "\\csname x\\endcsname",
    "\\" * 1000, "\\left" * 200, "\\left(" * 200, "\\text{" * 200 + "x" + "}" * 200, "\\text{\\input{x}}",
    "\\begin{pmatrix}" * 60, "\\begin{x}\\end{x}", "\\begin{pmatrix}" + "1&" * 300 + "1\\end{pmatrix}",
    "\\begin{pmatrix}\\end{pmatrix}", "\\begin{cases}\\end{cases}", "\\begin{cases}x\\\\\\\\\\\\y\\end{cases}",
    "\\mathrm{" * 50 + "}" * 50, "\\operatorname{eval}(x)", "\\frac", "\\sqrt[", "\\sqrt[0]{2}",
    "\\sqrt[-3]{x}", "\\log_{0}x", "\\log_{1}x", "\\binom{}{}", "\\int", "\\int_0^", "x_{" * 200, "^" * 100,
    "\\begin{pmatrix}\\begin{bmatrix}1\\end{bmatrix}\\end{pmatrix}", "\\mathbb{Q}", "\\ddot{x}", "\\u0041",
    "\\x41",
]  # fmt: skip
NO_VALUE = [
    "1/0", "0^-1", "0^0", "0/0", "ln(0)", "ln(-1)", "tan(pi/2)", "arcsin(2)", "x/(x-x)",
    "1/(sin(x)^2+cos(x)^2-1)", "(-1)!", "sqrt(-1)", "log_1(5)", "d/dx(1/0)", "[[1/0]]", "(1/0, 2)", "{1/0}",
    "x = 1/0", "x < ∞", "∞ < x", "(∞, -∞)", "[2, 1]", "(3, 3)", "[[1,2],[3,4]]^-1", "(1,2)/(1,2)", "1/[[1]]",
    "ℝ∖ℝ", "{}∪{}", "x ∈ {}", "x = x", "x != x", "0 = 0", "0 < 0",
]  # fmt: skip
LONG = [
    "x" * 1_000_000, " " * 1_000_000, "1+" * 500_000, "(" * 1_000_000, "\\frac" * 200_000, "\n" * 2000,
    "é" * 2001,
]  # fmt: skip
HOSTILE = [*TOO_LARGE, *TOO_DEEP, *CODE, *UNICODE, *LATEX, *NO_VALUE, *LONG]

ANSWERS: list[dict[str, Any]] = [
    {"expected": "x^2 + 1"},
    {"expected": "x = 2 or x = 3"},
    {"expected": "(1, 3)"},
]


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[MathsPool]:
    pool = MathsPool(workers=1)
    await pool.start()
    await pool.ready()
    yield pool
    await pool.close()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
async def test_a_hostile_text_is_answered_and_the_worker_serves_on(pool: MathsPool, text: str) -> None:
    found = {(await pool.judge({"expression": text, "answer": answer}))["verdict"] for answer in ANSWERS}

    assert found <= {"incorrect", "undetermined", "unreadable", "timeout"}
    assert "correct" == (await pool.judge(RIGHT))["verdict"]


@pytest.mark.parametrize("text", ["__import__('os')", "9^9^9^9", "\\input{x}", "\x00", "(" * 5000])
async def test_a_hostile_authored_text_is_refused(pool: MathsPool, text: str) -> None:
    with pytest.raises(BadSubmission):
        await pool.judge({"expression": "x", "answer": {"expected": text}})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, EXPECTED, SETTINGS)
def test_no_text_makes_the_judge_raise(text: str, expected: str, answer: dict[str, Any]) -> None:
    submission = {"expression": text, "answer": {**answer, "expected": expected}}
    try:
        verdict = judge(submission)["verdict"]
    except BadSubmission:
        verdict = "bad-submission"

    assert verdict in {"correct", "incorrect", "undetermined", "unreadable", "bad-submission"}
