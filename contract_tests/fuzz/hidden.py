"""Checks that hidden tests stay hidden, and solutions closed until they are earned."""

import json
import re
from functools import cache
from typing import Any

from schemathesis.core.transport import Response

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.bank import bank
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.memory import MEMORY
from contract_tests.fuzz.registry import check

SHOWN = ("title", "statement", "starter", "hints", "answer", "topics", "outcomes")
JUDGED = ("args", "calls", "stdin", "expected")
LEAST = 16
"""Characters: what is shorter may stand anywhere by chance."""


def tight(text: str) -> str:
    """A text without white space and escapes, in which a marker is found however it is written."""
    return re.sub(r"\\[ntr]|\\|\s", "", text)


@cache
def markers() -> dict[str, str]:
    """What only a hidden test or a solution holds → which one it is."""
    found: dict[str, str] = {}
    shown = tight(
        as_text([[each.get(part) for part in SHOWN] + [each.get("tests", {}).get("visible")] for each in bank()])
    )
    for problem in bank():
        key, solution, tests = problem["id"], problem.get("solution", {}), problem.get("tests", {})
        for number, test in enumerate(tests.get("hidden", [])):
            parts = {
                tight(as_text(test[part])): f"{part} of hidden test {number} of {key}"
                for part in JUDGED
                if part in test
            }
            found.update({marker: what for marker, what in parts.items() if marker not in shown})
        lines = {tight(as_text(line)[1:-1]) for text in texts(solution) for line in text.splitlines()}
        found.update({line: f"the solution of {key}" for line in lines if line not in shown})
    return {marker: what for marker, what in found.items() if len(marker) >= LEAST}


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def texts(value: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts(part)]


@check
def what_is_hidden_stays_hidden(ctx: Any, response: Response, case: Case) -> None:
    """Nothing of a hidden test in any answer, and nothing of a solution but in the solution's own."""
    told, sent = tight(response.content.decode("utf-8", "replace")), tight(probe.sent_text(response.request))
    for marker, what in markers().items():
        if marker in sent:
            MEMORY.said.add(marker)
        # A learner's own words come back with their verdict, and in what is kept of them.
        elif marker in told and not (marker in MEMORY.said and is_own(response, case)):
            assert is_solution(case) and what.startswith("the solution"), what


def is_own(response: Response, case: Case) -> bool:
    return b'"visible":' in response.content or case.path.endswith("/export")


def is_solution(case: Case) -> bool:
    return case.path.endswith("/solution")


@check
def solutions_are_earned(ctx: Any, response: Response, case: Case) -> None:
    """A solution that one learner earned is closed to another who did nothing."""
    peer = probe.peer_of(response.request)
    if peer is None or response.status_code != 200 or not is_solution(case):
        return
    theirs = probe.again(response.request, token=peer)
    assert theirs.status_code == 403, f"for a learner who did nothing: {probe.told(theirs)}"
    assert contract.path(response.request).split("/")[-2] == response.json()["problem_id"], "another problem's solution"
