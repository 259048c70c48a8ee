"""From what the evaluator found to what a learner is told."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from openapi import types

STATUS_OF_CODE = {"AC": "passed", "TLE": "timeout", "CE": "error"}
STATUS_OF_MATH = {
    "correct": "passed",
    "incorrect": "failed",
    "timeout": "timeout",
    "unreadable": "error",
    "undetermined": "error",
}
CATEGORY_OF_VERDICT = {
    "WA": "wrong-answer",
    "TLE": "time-limit",
    "MLE": "memory-limit",
    "OLE": "output-limit",
    "RTE": "runtime-error",
    "CE": "runtime-error",
}
MATH_VERDICT = {"passed": "AC", "failed": "WA", "undetermined": "undetermined"}
JUDGED = ("args", "calls", "stdin", "expected")
"""What of a test the evaluator gets; names and categories stay here."""
UNDETERMINED = "Neither equality nor a difference could be shown; this does not count against you."
TOO_LONG = "Judging this took too long, which does not count against you; a simpler form of the same answer may do."


def payload_hash(payload: Mapping[str, Any]) -> str:
    """The sha256 of what the learner sent, the same for the same content."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()


def fair_name(user_id: str) -> str:
    """A text that stands for one user, and tells the evaluator nothing of who that is."""
    return hashlib.sha256(user_id.encode()).hexdigest()[:16]


def code_request(definition: dict[str, Any], payload: Mapping[str, Any], user: str = "") -> dict[str, Any]:
    """What the evaluator is asked: visible tests first, then hidden ones; `user` is a fair name where there is one."""
    tests = definition["tests"]["visible"] + definition["tests"]["hidden"]
    request = {
        "language": payload["language"],
        "code": payload["code"],
        "kind": definition.get("kind", "function"),
        "checker": definition["checker"],
        "tests": [{part: test[part] for part in JUDGED if part in test} for test in tests],
    }
    more = {"entry": definition.get("entry"), "user": user}
    return request | {name: value for name, value in more.items() if value}


def math_request(definition: dict[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the evaluator is asked: an expression, or steps whose last line is the answer."""
    if "steps" not in payload:
        return {"expression": payload["expression"], "answer": definition["answer"]}
    return {"steps": _lines(payload), "answer": definition["answer"]}


def _lines(payload: Mapping[str, Any]) -> list[str]:
    """The steps with the expression behind them, unless it is the last of them."""
    steps, last = list(payload.get("steps", ())), payload.get("expression")
    return steps if last is None or steps[-1:] == [last] else [*steps, last]


def is_open(definition: dict[str, Any]) -> bool:
    """Whether answers are graded by a rubric: the evaluator is not asked."""
    return "rubric" in definition


def open_answer(payload: Mapping[str, Any]) -> str:
    """The text that is graded: a systems answer as it is, a proof sketch line by line."""
    return str(payload["answer"]) if "answer" in payload else "\n".join(_lines(payload))


def of_code(definition: dict[str, Any], judgement: dict[str, Any]) -> dict[str, Any]:
    """The submission's columns; of hidden tests only counts and categories go in."""
    visible, hidden = definition["tests"]["visible"], definition["tests"]["hidden"]
    results = judgement["tests"]
    shown, unseen = results[: len(visible)], results[len(visible) :]
    failed = [
        (test, result) for test, result in zip(visible + hidden, results, strict=False) if result["verdict"] != "AC"
    ]
    kinds = [CATEGORY_OF_VERDICT[result["verdict"]] for _, result in failed]
    # How it failed comes before on what, since that is what to mend first; a plain wrong answer says the least.
    categories = [kind for kind in kinds if kind != "wrong-answer"]
    categories += [test["category"] for test, _ in failed if "category" in test]
    categories += [kind for kind in kinds if kind == "wrong-answer"]
    passed = len(results) - len(failed)
    return {
        "status": STATUS_OF_CODE.get(judgement["verdict"], "failed"),
        "visible_passed": sum(result["verdict"] == "AC" for result in shown),
        "visible_total": len(visible),
        "hidden_passed": sum(result["verdict"] == "AC" for result in unseen),
        "hidden_total": len(hidden),
        "categories": list(dict.fromkeys(categories)),
        "exec_ms": judgement["cpu_ms"],
        "credit": passed / (len(visible) + len(hidden)),
        "evaluator_version": judgement["evaluator_version"],
        "details": [_code_detail(test, result) for test, result in zip(visible, shown, strict=False)],
        "message": judgement["message"],
        "undetermined": False,
    }


def _code_detail(test: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": test["name"],
        "verdict": result["verdict"],
        "input": _input(test),
        "expected": _expected(test),
        "actual": result["actual"],
        "diff": result["diff"],
        "message": result["message"],
        "note": None,
        "stdout": result["stdout"][:500],
        "ms": result["cpu_ms"],
    }


def _input(test: dict[str, Any]) -> str:
    """A program's stdin as it is; arguments as JSON text, and a class's as {"args", "calls"}."""
    if "stdin" in test:
        return str(test["stdin"])
    args = test.get("args", [])
    if "calls" in test:
        args = {"args": args, "calls": [[call["method"], call.get("args", [])] for call in test["calls"]]}
    return orjson.dumps(args).decode()


def _expected(test: dict[str, Any]) -> str:
    """A program's text as it is, anything else as JSON text."""
    expected = test["expected"]
    return expected if "stdin" in test and isinstance(expected, str) else orjson.dumps(expected).decode()


def of_math(judgement: dict[str, Any]) -> dict[str, Any]:
    """The submission's columns; all checks are visible, and none shows the expected answer."""
    checks = judgement["checks"]
    passed = sum(check["outcome"] == "passed" for check in checks)
    failed = [check["category"] for check in checks if check["outcome"] == "failed" and check["category"]]
    return {
        "status": STATUS_OF_MATH[judgement["verdict"]],
        "visible_passed": passed,
        "visible_total": len(checks),
        "hidden_passed": 0,
        "hidden_total": 0,
        "categories": list(dict.fromkeys(failed)) + (["time-limit"] if judgement["verdict"] == "timeout" else []),
        "exec_ms": judgement["cpu_ms"],
        "credit": passed / len(checks) if checks else 0.0,
        "evaluator_version": judgement["evaluator_version"],
        "details": [_math_detail(check) for check in checks],
        "message": _math_message(judgement),
        "undetermined": judgement["verdict"] == "undetermined",
    }


def _math_detail(check: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": check["name"],
        "verdict": MATH_VERDICT[check["outcome"]],
        "input": check["text"],
        "expected": None,
        "actual": check["read_as"],
        "message": check["message"],
        "note": check["note"],
        "diff": None,
        "stdout": "",
        "ms": 0,
    }


def _math_message(judgement: dict[str, Any]) -> str | None:
    if judgement["verdict"] == "undetermined":
        return UNDETERMINED
    if judgement["verdict"] == "timeout":
        return TOO_LONG
    if judgement["verdict"] != "unreadable":
        return None
    place = "" if judgement["position"] is None else f" (at character {judgement['position'] + 1})"
    hint = "" if judgement["suggestion"] is None else f" {judgement['suggestion']}"
    return f"{judgement['message']}{place}{hint}"


def counts(subject: str, status: types.SubmissionStatus) -> bool:
    """Whether mastery and reviews move: a timeout in maths shows nothing, while code has to be in time."""
    return status in ("passed", "failed") or (status == "timeout" and subject == "coding")


def sealed_status(visible_passed: int, visible_total: int, status: types.SubmissionStatus) -> types.SubmissionStatus:
    """While a mock is running: the verdict on the visible tests alone, where there are any."""
    if status == "error" or not visible_total:
        return status
    return "passed" if visible_passed == visible_total else "failed"
