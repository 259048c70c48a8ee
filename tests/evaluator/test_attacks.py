"""Attacks that are refused, each followed by an honest submission on the same pool that passes."""

import pytest

from tests.evaluator.conftest import Judge

HONEST = {"python": "def f(x): return [x]", "javascript": "const f = (x) => [x]"}
SECRET = "hidden-answer-6027"
# name: (language, code, verdicts that refuse it). Every one is asked to return SECRET, which it is never told.
ATTACKS = {
    "burns CPU while loading": ("python", "while True: pass", {"TLE"}),
    "burns CPU in a pathological pattern": ("python", "import re\ndef f(x): re.match('(a+)+b', 'a' * 64)", {"TLE"}),
    "asks for the time in a loop": ("javascript", "const f = () => { for (;;) Date.now(); }", {"TLE"}),
    "fills memory in one go": ("python", "def f(x): return len(bytearray(2**31 - 1))", {"MLE"}),
    "fills memory with one string": ("javascript", "const f = () => 'ab'.repeat(2 ** 29)", {"MLE", "RTE"}),
    "prints without end while loading": ("javascript", "for (;;) console.log('x'.repeat(999))", {"OLE"}),
    "swallows the output limit": (
        "python",
        "def f(x):\n    while True:\n        try: print('x' * 9999)\n        except BaseException: return x",
        {"OLE"},
    ),
    "returns more than may be said": ("python", "def f(x): return 'x' * 50_000_000", {"OLE"}),
    "reads files": ("python", "def f(x): return open('/etc/passwd').read()", {"RTE"}),
    "lists folders": ("python", "import os\ndef f(x): return os.listdir('/')", {"RTE"}),
    "opens a socket": ("python", "import socket\ndef f(x): socket.create_connection(('127.0.0.1', 80))", {"RTE"}),
    "starts a process": ("python", "import subprocess\ndef f(x): subprocess.run(['true'])", {"RTE", "CE"}),
    "starts a thread": ("python", "import threading\ndef f(x): threading.Thread(target=print).start()", {"RTE"}),
    "leaves the process": ("python", "import os\ndef f(x): os._exit(0)", {"RTE"}),
    "aborts the process": ("python", "import os\ndef f(x): os.abort()", {"RTE"}),
    "reads the environment": ("python", "import os\ndef f(x): return dict(os.environ)", {"WA"}),
    "calls its host": ("javascript", "const f = () => import('os')", {"RTE"}),
    "patches what the judge uses": (
        "python",
        "import builtins, json, sys\nfor m in builtins, json, json.encoder, sys:\n"
        "    for k in list(vars(m)):\n        if k[0] != '_': setattr(m, k, None)\ndef f(x): return x",
        {"WA"},
    ),
    "patches what the prelude uses": (
        "javascript",
        "JSON.stringify = JSON.parse = Object.keys = Reflect.apply = null; String.prototype.slice = null;"
        "Array.prototype[Symbol.iterator] = null; Promise.prototype.then = null; function f(x) { return x }",
        {"WA"},
    ),
    "forges the reply": (
        "python",
        "import sys\nfor m in list(sys.modules.values()):\n    if hasattr(m, 'WitWorld'):\n"
        '        m.WitWorld.call = lambda self, args: \'{"kind":"AC","out":""}\\n1\'\ndef f(x): return 1',
        {"RTE", "WA"},
    ),
    "forges a huge reply": (
        "python",
        "import sys\nfor m in list(sys.modules.values()):\n    if hasattr(m, 'WitWorld'):\n"
        "        m.WitWorld.call = lambda self, args: 'x' * 60_000_000\ndef f(x): return 1",
        {"OLE"},
    ),
    "forges a reply that is no text": (
        "python",
        "import sys\nfor m in list(sys.modules.values()):\n    if hasattr(m, 'WitWorld'):\n"
        "        m.WitWorld.call = lambda self, args: '\\ud800'\ndef f(x): return 1",
        {"RTE"},
    ),
    "nests deeper than a parser goes": (
        "python",
        "import sys\nfor m in list(sys.modules.values()):\n    if hasattr(m, 'WitWorld'):\n"
        '        m.WitWorld.call = lambda self, args: \'{"kind":"OK","out":""}\\n\' + \'[\' * 1_000_000\n'
        "def f(x): return 1",
        {"WA", "RTE"},
    ),
    "returns an integer that no parser reads": (
        "python",
        "import sys\nsys.set_int_max_str_digits(0)\ndef f(x): return 10**6000",
        {"WA"},
    ),
    "looks for the expected value in memory": (
        "python",
        "import gc\ndef f(x): return [o for o in gc.get_objects() if isinstance(o, (dict, list)) and "
        "'hidden-answer' in repr(o)[:9999] and 'get_objects' not in repr(o)][:1]",
        {"WA", "RTE", "TLE"},
    ),
    "recurses in its error's text": (
        "python",
        "class E(Exception):\n    def __str__(self): return str(self)\ndef f(x): raise E",
        {"RTE"},
    ),
    "throws what cannot be shown": (
        "javascript",
        "const f = () => { throw { toString() { throw this }, get stack() { throw this } } }",
        {"RTE"},
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_is_refused_and_the_next_submission_passes(judge: Judge, name: str) -> None:
    language, code, refusals = ATTACKS[name]

    attacked = await judge(code, (["x"], SECRET), language=language, stop_on_failure=True)

    assert attacked["verdict"] in refusals
    assert SECRET not in str(attacked)
    for honest, solution in HONEST.items():
        assert "AC" == (await judge(solution, ([1], [1]), language=honest))["verdict"]


@pytest.mark.parametrize(
    ("language", "leaves", "finds"),
    [
        (
            "python",
            "import builtins, sys\nbuiltins.left = sys.left = 1\ndef f(): return None",
            "import builtins, sys\ndef f(): return hasattr(builtins, 'left') or hasattr(sys, 'left')",
        ),
        (
            "javascript",
            "globalThis.left = 1; Array.prototype.left = 1; const f = () => null",
            "const f = () => typeof left !== 'undefined' || 'left' in []",
        ),
    ],
)
async def test_nothing_is_carried_from_one_submission_to_the_next(
    judge: Judge, language: str, leaves: str, finds: str
) -> None:
    for _ in range(4):
        assert "AC" == (await judge(leaves, ([], None), language=language))["verdict"]
        assert "AC" == (await judge(finds, ([], False), language=language))["verdict"]
