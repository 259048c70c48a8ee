"""Living data in requests that keep the contract: without it nearly all of them would end in 404."""

import atexit
import json
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.transport import Response
from schemathesis.generation.meta import TestPhase

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.bank import bank
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.memory import MEMORY, Json, dice

STARTED: Counter[str] = Counter()
TALLY: Counter[tuple[str, bool, str, str]] = Counter()
"""(phase, whether the contract has it, operation, status) → cases."""


@cache
def answers() -> dict[str, list[Json]]:
    """Problem → payloads that mean something to it: its solution, and the wrong answers planted beside it."""
    found: dict[str, list[Json]] = {}
    for problem in bank():
        solution, planted = problem.get("solution", {}), problem.get("planted", [])
        payloads = [{"language": name, "code": code} for name, code in solution.get("code", {}).items()]
        payloads += [{key: solution[key]} for key in ("expression", "steps") if solution.get(key)]
        kept = ("language", "code", "expression", "steps", "answer")
        payloads += [{key: wrong[key] for key in kept if key in wrong} for wrong in planted]
        found[problem["id"]] = [payload for payload in payloads if payload]
    return found


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Replace what a valid request makes up by what the server knows, most of the time."""
    try:
        fill(case, kwargs)
    except Exception as error:
        MEMORY.faults.append(f"{case.operation.label}: {error!r}")
        raise


def fill(case: Case, kwargs: dict[str, Any]) -> None:
    let_in(case)
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    seed = (case.operation.label, case.path_parameters, dict(case.query), case.body)
    fill_path(case, kwargs, seed)
    fill_query(case, seed)
    if "Idempotency-Key" in case.headers and likely(case, (seed, "key"), 9):
        # A key that was used is answered from memory, and goes no further.
        case.headers["Idempotency-Key"] = str(uuid4())
    if isinstance(case.body, dict):
        if contract.body_refers(case, "session"):
            fill_session(case, case.body, kwargs, seed)
        else:
            fill_ids(case, case.body, seed)


def let_in(case: Case) -> None:
    """What the caller lacks the scopes for is called by one who has them (STAFF_TOKEN), unless no token is sent."""
    token, sent = os.environ.get("STAFF_TOKEN"), case.headers.get("Authorization", "")
    if token and probe.claims(sent) and not contract.required_scopes(case) <= probe.scopes(sent):
        case.headers["Authorization"] = f"Bearer {token}"


def likely(case: Case, seed: Any, of_ten: int) -> bool:
    """So many times of ten, and always for the contract's own examples."""
    examples = case.meta is not None and case.meta.phase.name == TestPhase.EXAMPLES
    return examples or dice(seed, 10) < of_ten


def fill_path(case: Case, kwargs: dict[str, Any], seed: Any) -> None:
    """`/sessions/{id}`: a session that is there. A track is written under its slug; open answers alone have scores."""
    for collection, name in re.findall(r"/([a-z-]+)/\{([^}]+)\}", case.path):
        known = MEMORY.made[collection]
        if case.method == "PUT" and MEMORY.values[f"/{collection}", "slug"]:
            known = MEMORY.values[f"/{collection}", "slug"]
        if case.path.endswith("scores"):
            known = [each for each in known if MEMORY.state[each].get("subject") == "systems"] or open_answer(
                case, kwargs
            )
        if case.path.endswith("events"):
            # For minutes nothing would come of one that waits for a grade.
            known = [each for each in known if "status" in MEMORY.state[each]] or [str(uuid4())]
        wanted = case.path.endswith("events") or likely(case, (seed, name), 8)
        if case.path_parameters.get(name) not in known and known and wanted:
            case.path_parameters[name] = MEMORY.pick(known, seed)


def fill_query(case: Case, seed: Any) -> None:
    """Filters and cursors: values that were seen in this list."""
    for name, parameter in contract.parameters(case, "query").items():
        schema = contract.resolved(case, parameter["schema"])
        if name in case.query and schema.get("type") == "string" and "enum" not in schema:
            if name == "token" and MEMORY.unopened and likely(case, (seed, name), 8):
                case.query[name] = MEMORY.unopened.pop()
            values = MEMORY.values[case.path, name] or MEMORY.values[case.path, f"{name}s"]
            if name == "cursor" and not values and likely(case, (seed, name), 8):
                del case.query[name]
            elif values and likely(case, (seed, name), 6):
                case.query[name] = MEMORY.pick(values, seed)


def fill_ids(case: Case, generated: Json, seed: Any) -> None:
    """`problem_id` in a body: a problem that is there, of the body's subject; and whatever else is named by its id."""
    body = dict(generated)
    for name in body:
        known = MEMORY.made[f"{name.removesuffix('_id')}s"]
        if name.endswith("_id") and body[name] not in known and known and likely(case, (seed, name), 8):
            fit = [each for each in known if MEMORY.state[each].get("subject") == body.get("subject")]
            body[name] = MEMORY.pick(fit or known, seed)
    if likely(case, (seed, "whole"), 8):
        fill_track(body, seed)
        fill_scores(body, seed)
    if body != generated:
        case.body = body


def fill_track(body: Json, seed: Any) -> None:
    """A track's problems: some that are there, of the track's subject."""
    fit = [each for each in MEMORY.made["problems"] if MEMORY.state[each]["subject"] == body.get("subject")]
    if fit and isinstance(body.get("modules"), list):
        modules = [module for module in body["modules"] if isinstance(module, dict)]
        some = [fit[dice((seed, index), len(fit))] for index in range(2)]
        body["modules"] = [{**module, "problems": list(dict.fromkeys(some))} for module in modules]


def fill_scores(body: Json, seed: Any) -> None:
    """Scores in each of a rubric's dimensions."""
    rubrics = MEMORY.made["rubrics"]
    if rubrics and isinstance(body.get("scores"), list):
        rubric = MEMORY.state[rubrics[dice(seed, len(rubrics))]]
        names = [dimension["id"] for dimension in rubric["dimensions"]]
        body["scores"] = [{"dimension_id": name, "score": dice((seed, name), 4)} for name in names]


def fill_session(case: Case, generated: Json, kwargs: dict[str, Any], seed: Any) -> None:
    """A session of the caller that goes on, with all that the body says of it too; and work that can be judged."""
    body = dict(generated)
    token = probe.bearer_of(case.headers) or probe.bearer_of(kwargs.get("headers") or {})
    session = MEMORY.state.get(str(body.get("session_id")))
    if session is None:
        if not likely(case, (seed, "session"), 9):
            return
        session = a_session(case, kwargs, token, body.get("subject"), seed)
    if session is None:
        return
    body["session_id"] = session["id"]
    if likely(case, (seed, "as it stands"), 9):
        body.update({name: session[name] for name in body if name in ("problem_id",) and session.get(name)})
    payloads = answers().get(str(body.get("problem_id")), [])
    if "payload" in body and payloads and body.get("subject") == session["subject"] and likely(case, (seed, "work"), 6):
        body["payload"] = payloads[dice((seed, "which"), len(payloads))]
    if "hint_level" in body and likely(case, (seed, "level"), 7):
        body["hint_level"] = min(3, session.get("last_hint_level", 0) + 1)
    case.body = body


def a_session(case: Case, kwargs: dict[str, Any], token: str, subject: Any, seed: Any) -> Json | None:
    """One that goes on, of this subject; a new one unless there are some, and every now and then."""
    me = probe.claims(token).get("sub")
    fit = [
        state
        for each in MEMORY.made["sessions"][-200:]
        if MEMORY.owner.get(each) == me and (state := MEMORY.state[each])["status"] == "active"
        if subject in (None, state["subject"]) and state["mode"] != "mock"
    ]
    if len(fit) >= 3 and dice((seed, "new"), 4):
        return fit[dice((seed, "old"), len(fit))]
    base = base_of(case, kwargs)
    wanted = {"subject": subject or ("coding", "math", "systems")[dice(seed, 3)]}
    headers = {"Authorization": f"Bearer {token}"}
    problems = probe.SESSION.get(
        f"{base}/problems", params={**wanted, "limit": "100"}, headers=headers, timeout=probe.TIMEOUT_S
    )
    if problems.status_code != 200 or not problems.json()["items"]:
        return None
    STARTED[wanted["subject"]] += 1
    items = problems.json()["items"]
    wanted["problem_id"] = items[STARTED[wanted["subject"]] % len(items)]["id"]
    made = probe.SESSION.post(f"{base}/sessions", json=wanted, headers=headers, timeout=probe.TIMEOUT_S)
    if made.status_code != 201:
        return None
    MEMORY.learn(made.request, "/sessions", 201, made.json(), str(me))
    return dict(made.json())


def open_answer(case: Case, kwargs: dict[str, Any]) -> list[str]:
    """A submission that is graded by a rubric: made here, since few others are."""
    token = os.environ.get("TOKEN") or probe.bearer_of(case.headers)
    session = a_session(case, kwargs, token, "systems", "open answer")
    if session is None:
        return []
    body = {"session_id": session["id"], **{name: session[name] for name in ("problem_id", "subject")}}
    made = probe.SESSION.post(
        f"{base_of(case, kwargs)}/submissions",
        json={**body, "payload": {"answer": "One counter for each user and window."}},
        headers={"Authorization": f"Bearer {token}"},
        timeout=probe.TIMEOUT_S,
    )
    MEMORY.learn(made.request, "/submissions", made.status_code, made.json(), probe.user(made.request))
    return [made.json()["id"]] if made.status_code == 202 else []


def base_of(case: Case, kwargs: dict[str, Any]) -> str:
    return str(kwargs.get("base_url") or case.operation.base_url).rstrip("/")


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: Case, response: Response) -> None:
    """Count the case."""
    phase = case.meta.phase.name.value if case.meta is not None else "none"
    TALLY[phase, contract.itself(case), f"{case.method} {case.path}", str(response.status_code)] += 1


@atexit.register
def write_tally() -> None:
    """Where FUZZ_TALLY says: [phase, whether the contract has it, operation, status, cases] a line."""
    place = os.environ.get("FUZZ_TALLY")
    if place and TALLY:
        Path(place).write_text("".join(json.dumps([*key, count]) + "\n" for key, count in sorted(TALLY.items())))
