"""What is kept of a problem about code, of each kind."""

from typing import Any

DEFINITION: dict[str, Any] = {
    "entry": "pairs",
    "checker": {"kind": "exact"},
    "tests": {
        "visible": [{"name": "two", "args": [[1, 2], 3], "expected": [0, 1]}],
        "hidden": [
            {"name": "none", "args": [[], 3], "expected": [], "category": "empty-input"},
            {"name": "same", "args": [[2, 2], 4], "expected": [0, 1], "category": "duplicates"},
        ],
    },
}
CLASS = {
    "kind": "class",
    "entry": "Stack",
    "checker": {"kind": "exact"},
    "tests": {
        "visible": [
            {
                "name": "one",
                "args": [2],
                "calls": [{"method": "push", "args": [1]}, {"method": "pop"}],
                "expected": [None, 1],
            }
        ],
        "hidden": [{"calls": [{"method": "pop"}], "expected": [None], "category": "empty-input"}],
    },
}
PROGRAM = {
    "kind": "program",
    "checker": {"kind": "predicate", "code": "def check(args, actual, expected): return True"},
    "tests": {
        "visible": [{"name": "greets", "stdin": "Ada\n", "expected": "Hello, Ada\n"}],
        "hidden": [{"stdin": "", "expected": "Hello\n", "category": "empty-input"}],
    },
}
