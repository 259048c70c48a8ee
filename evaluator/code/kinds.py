"""The kinds of work: what each one needs of a submission, and the input that a guest gets for a test."""

import json
from typing import Any

# What a test may hold besides `expected`.
INPUTS = {"function": {"args"}, "class": {"args", "calls"}, "program": {"stdin"}}
# What a checker may hold besides `kind`.
OPTIONS = {"float": {"tolerance"}, "predicate": {"code"}}


def kind_of(submission: dict[str, Any]) -> str:
    return str(submission.get("kind", "function"))


def given(kind: str, test: dict[str, Any]) -> Any:
    """The test's input as a value: the arguments, {"args", "calls": [[method, arguments], ...]}, or the stdin."""
    if kind == "program":
        return test.get("stdin", "")
    args = test.get("args", [])
    if kind == "class":
        return {"args": args, "calls": [[call["method"], call.get("args", [])] for call in test.get("calls", [])]}
    return args


def compact(value: Any) -> str:
    """JSON text, in the form in which guests answer too."""
    return json.dumps(value, separators=(",", ":"))


def fault(submission: dict[str, Any]) -> str | None:
    """Why a submission that keeps the contract's schema cannot be judged all the same; None when it can."""
    kind, checker = kind_of(submission), submission["checker"]
    if kind == "program" and "entry" in submission:
        return "entry: a program has none, it is run as a whole"
    if kind != "program" and "entry" not in submission:
        return f"entry: a {kind} has to be named"
    if checker["kind"] == "predicate" and "code" not in checker:
        return "checker: a predicate needs its code"
    for option in checker.keys() - {"kind"} - OPTIONS.get(checker["kind"], set()):
        return f"checker: {checker['kind']} takes no {option}"
    for number, test in enumerate(submission["tests"]):
        wrong = fault_of_test(kind, checker["kind"], test)
        if wrong:
            return f"tests/{number}/{wrong}"
    return None


def fault_of_test(kind: str, checker: str, test: dict[str, Any]) -> str | None:
    for name in sorted(test.keys() - {"expected"} - INPUTS[kind]):
        return f"{name}: a test of a {kind} has {' and '.join(sorted(INPUTS[kind]))} alone"
    expected = test["expected"]
    if checker == "any-of":
        if type(expected) is not list:
            return "expected: any-of needs a list of values"
        if kind == "program" and not all(type(each) is str for each in expected):
            return "expected: any-of needs a list of texts for a program"
    elif kind == "program" and checker != "predicate" and type(expected) is not str:
        return "expected: what a program prints is a text"
    return None
