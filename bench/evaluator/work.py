"""What is sent: submissions of 20 tests that compute next to nothing, or some milliseconds each."""

from typing import Any

SMALL = {
    "python": "def f(items, least):\n    return [item for item in items if item >= least]\n",
    "javascript": "const f = (items, least) => items.filter((item) => item >= least);\n",
}
# Counts primes by division: loops and integers, which is what a sandbox in WebAssembly is slow at.
BUSY = {
    "python": (
        "def f(items, least):\n    count = 0\n    for n in range(2, 1500):\n        d = 2\n"
        "        while d * d <= n and n % d:\n            d += 1\n        count += d * d > n\n"
        "    return [item for item in items if item >= least + count - 239]\n"
    ),
    "javascript": (
        "function f(items, least) {\n  let count = 0;\n  for (let n = 2; n < 1500; n++) {\n    let d = 2;\n"
        "    while (d * d <= n && n % d) d++;\n    if (d * d > n) count++;\n  }\n"
        "  return items.filter((item) => item >= least + count - 239);\n}\n"
    ),
}
TESTS = [
    {"args": [list(range(number, number + 12)), number + 6], "expected": list(range(number + 6, number + 12))}
    for number in range(20)
]


def submission(language: str, code: str, user: str = "bench", **more: Any) -> dict[str, Any]:
    """A CodeSubmission of `code`, which defines f, with the 20 tests."""
    checker = {"kind": "exact"}
    return {"language": language, "code": code, "entry": "f", "checker": checker, "tests": TESTS, "user": user, **more}
