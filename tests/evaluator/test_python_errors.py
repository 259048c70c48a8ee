"""What a learner reads when Python code does not load, fails, or returns what is no value."""

from typing import Any

import pytest

from tests.evaluator.conftest import Judge


@pytest.fixture
def message_of(judge: Judge) -> Any:
    """message_of(code, *args) -> the message of the one test, or of the compile error."""

    async def said(code: str, *args: Any, **more: Any) -> str:
        judged = await judge(code, (list(args), None), **more)
        return str(judged["message"] if judged["verdict"] == "CE" else judged["tests"][0]["message"])

    return said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import asyncio\nasync def f(): await asyncio.Event().wait()", "everything waits, and nothing is left"),
        ("import asyncio\nasync def f():\n    async with asyncio.timeout(5): await asyncio.sleep(9)", "TimeoutError"),
        ("def f(): return {1, 2}", "returned a set; return a list instead, for a set has no order"),
        ("def f(): return [frozenset()]", "returned a frozenset; return a list instead"),
        ("def f(): return {(1, 2): 3}", "returned a dict with keys that are not strings or numbers"),
        ("def f(): return {}.values()", "returned a dict_values; return list(...) of it"),
        ("def f(): return 10**5000", "returned an integer of more than 4300 digits"),
        ("def f():\n    a = []\n    a.append(a)\n    return a", "returned a value that contains itself"),
        ("from decimal import Decimal\ndef f(): return Decimal(1)", "returned a Decimal; return float(...) or str"),
        ("import enum\nclass C(enum.Enum):\n    R = 1\ndef f(): return C.R", "returned a C, which is an Enum"),
        (
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f(): return P(1)",
            "returned a P, which is a dataclass; return dataclasses.asdict(...) or astuple(...) of it",
        ),
    ],
)
async def test_what_has_no_value_says_what_to_return_instead(message_of: Any, code: str, said: str) -> None:
    assert said in await message_of(code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def f(x):\n    return (x", "line 2: SyntaxError: '(' was never closed\n    return (x\n           ^"),
        (
            "x = 1\nif x = 2:\n    pass",
            "line 2: SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?\n",
        ),
        (
            "def f():\nreturn 1",
            "line 2: IndentationError: expected an indented block after function definition on line 1",
        ),
        ("def f():\n\tx = 1\n        return x", "line 3: TabError: inconsistent use of tabs and spaces"),
        ("print 'plum'", "line 1: SyntaxError: Missing parentheses in call to 'print'."),
        ("import numpy", "No module named 'numpy': numpy is not available here; the documentation lists the modules"),
        ("import colections", "No module named 'colections'. Did you mean 'collections'?"),
        ("import ssl", "No module named 'ssl': there is no network here"),
        ("def twoSum(): pass", "there is no function named f; the names defined here are twoSum"),
        ("def F(x): pass\ndef g(): pass", "the names defined here are F, g: should F be named f?"),
        (
            "class Solution:\n    def f(self): pass",
            "no function named f outside of the class Solution: define it on its own",
        ),
        ("input()", "there is nothing to read: f gets its input as arguments"),
    ],
)
async def test_what_does_not_load_says_where_and_why(message_of: Any, code: str, said: str) -> None:
    assert said in await message_of(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "def f(a, b): pass",
            "f(a, b) cannot be called with 1 argument: missing a required argument: 'b'",
        ),
        (
            "def f(): pass",
            "f() cannot be called with 1 argument: too many positional arguments",
        ),
        (
            "def f(a):\n    return lenght(a)",
            "  line 2, in f: return lenght(a)\nNameError: name 'lenght' is not defined",
        ),
        (
            "def f(a):\n    b = 1\n    return bb",
            "  line 3, in f: return bb\nNameError: name 'bb' is not defined. Did you mean: 'b'?",
        ),
        (
            "def f(a):\n    return [1 / n for n in a]",
            "  line 2, in f: return [1 / n for n in a]\nZeroDivisionError: division by zero",
        ),
        (
            "g = lambda n: n['x']\ndef f(a):\n    return g(a)",
            "  line 3, in f: return g(a)\n"
            "  line 1, in <lambda>: g = lambda n: n['x']\n"
            "TypeError: list indices must be integers or slices, not str",
        ),
        (
            "import json\ndef f(a):\n    return json.loads('{')",
            "  line 3, in f: return json.loads('{')\n"
            "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (
            "def f(a):\n    try:\n        int('x')\n    except ValueError as e:\n        raise KeyError('y') from e",
            "  line 3, in f: int('x')\n"
            "ValueError: invalid literal for int() with base 10: 'x'\n"
            "and while that was handled:\n"
            "  line 5, in f: raise KeyError('y') from e\n"
            "KeyError: 'y'",
        ),
        (
            "def f(a):\n    try:\n        int('x')\n    except ValueError:\n        raise KeyError('y') from None",
            "  line 5, in f: raise KeyError('y') from None\nKeyError: 'y'",
        ),
        (
            "def f(a):\n    raise ExceptionGroup('two', [ValueError(1), KeyError(2)])",
            "  line 2, in f: raise ExceptionGroup('two', [ValueError(1), KeyError(2)])\n"
            "ExceptionGroup: two (2 sub-exceptions)\n"
            "  error 1 of 2:\n"
            "  ValueError: 1\n"
            "  error 2 of 2:\n"
            "  KeyError: 2",
        ),
        (
            "def f(a):\n    e = ValueError('x')\n    e.add_note('a note')\n    raise e",
            "  line 4, in f: raise e\nValueError: x\na note",
        ),
        (
            "def f(a):\n    import socket\n    socket.socket()",
            "  line 3, in f: socket.socket()\nRuntimeError: there is no network here",
        ),
        (
            "from threading import Thread\ndef f(a):\n    Thread(target=print).start()",
            "  line 3, in f: Thread(target=print).start()\n"
            "RuntimeError: threads are not available here; call the function itself",
        ),
    ],
)
async def test_an_error_shows_the_learners_lines_and_no_others(message_of: Any, code: str, message: str) -> None:
    assert message == (await message_of(code, [0]))[: len(message)]


async def test_a_long_error_is_cut_and_keeps_its_lines(message_of: Any) -> None:
    said = await message_of("def f():\n    raise ValueError('e' * 9000)")

    assert said.startswith("  line 2, in f: raise ValueError('e' * 9000)\nValueError: eee")
    assert len(said) < 2100
