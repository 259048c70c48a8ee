"""A learner who tries everything on the marked problems, and reads everything there is to read."""

import asyncio
from collections.abc import Iterator
from typing import Any

from app import documents
from contract_tests.contract import PATHS, queries
from contract_tests.secrets.bank import HERE, MATHS, PROBLEMS, marks
from contract_tests.secrets.traffic import Caller

PROGRAMS: dict[str, dict[str, dict[str, str]]] = documents.parse((HERE / "programs.yaml").read_bytes())
COMMON: list[str] = documents.parse((HERE / "common.yaml").read_bytes())
PAGES = ("/", "/docs", "/docs/plain", "/docs/swagger", "/openapi/co.v1.yaml", "/problems", "/healthz", "/readyz")
NOWHERE = ("/nothing", "/v1", "/v1/", "/v1/nothing", "/openapi.json", "/v1/problems/%00", "/v1/problems/..%2f..%2f")
LONG = {"loops", "hoards", "floods", "recurses"}
"""Programs that use up all their time: tried on one problem."""
BROKEN = (b"{", b"{}", b"[]", b"null", b'{"subject": 1}', b'{"payload": {"code": "\xff"}}', b'{"a":' * 200)


async def work(learner: Caller, problem: dict[str, Any]) -> None:
    """Every kind of attempt at one problem, its hints before and behind them, and its solution at the end."""
    session = await start(learner, problem)
    await learner.get(f"/problems/{problem['id']}")
    await hint(learner, session, 3)
    for level in (1, 2):
        await hint(learner, session, level)
    await learner.get(f"/problems/{problem['id']}/solution")
    for payload in attempts(problem):
        await submit(learner, session, payload)
    await hint(learner, session, 1)
    await hint(learner, session, 3)
    await read(learner, session)
    await learner.call("PATCH", f"/v1/sessions/{session['id']}", {"action": "giveup"})
    learner.earned |= marks(problem["solution"])
    await learner.get(f"/problems/{problem['id']}/solution")
    await read(learner, session)


async def start(learner: Caller, problem: dict[str, Any], **more: Any) -> Any:
    status, session = await learner.post(
        "/sessions", {"subject": problem["subject"], "problem_id": problem["id"], **more}
    )
    assert (201, problem["id"]) == (status, session["problem_id"])
    return session


def attempts(problem: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Wrong in every way there is, then right."""
    if problem["subject"] == "systems":
        yield {"answer": "One counter in a store that all of them share."}
    elif problem["subject"] == "math":
        short = next(each for each in MATHS if each["id"] == problem["id"])
        slips = [each["matches"] for each in short.get("misconceptions", [])]
        for text in [*COMMON, *short["near"], *slips]:
            yield {"steps": text} if isinstance(text, list) else {"expression": str(text)}
            yield {"steps": [text] if isinstance(text, str) else [*text, "1"]}
        yield {"expression": problem["solution"]["expression"]}
    else:
        for language in problem["languages"]:
            for name, code in PROGRAMS[problem.get("kind", "function")].get(language, {}).items():
                if name not in LONG or problem["id"] == "marked-function":
                    yield {"language": language, "code": code.replace("ENTRY", problem.get("entry", ""))}
            yield {"language": language, "code": problem["solution"]["code"][language]}


async def submit(learner: Caller, session: Any, payload: dict[str, Any]) -> None:
    problem = PROBLEMS[session["problem_id"]]
    body = {"session_id": session["id"], "problem_id": problem["id"], "subject": problem["subject"], "payload": payload}
    for slip in problem.get("answer", {}).get("misconceptions", []):
        if marks(payload) >= marks(slip["matches"]):
            learner.earned |= marks(slip["feedback"])
    await learner.post("/submissions", body)


async def hint(learner: Caller, session: Any, level: int) -> None:
    """Ask for a hint, and read it twice: as a stream, and resumed from its start."""
    about = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": level}
    status, turn = await learner.post("/tutor/messages", about)
    if status != 202:
        return
    learner.earned |= marks([each for each in PROBLEMS[about["problem_id"]]["hints"] if each["level"] == level])
    for headers in ({}, {"Last-Event-ID": "0-0"}, {}):
        await learner.call("GET", f"{turn['stream_url']}?token={turn['token']}", headers=headers)


async def read(learner: Caller, session: Any) -> None:
    """What is told of a session's work."""
    await learner.get(f"/sessions/{session['id']}")
    items = (await learner.get(f"/sessions/{session['id']}/submissions?limit=100"))["items"]
    for item in items[::10]:
        await learner.get(f"/submissions/{item['id']}")
        await learner.get(f"/submissions/{item['id']}/events")


async def mock(learner: Caller, problem: dict[str, Any]) -> None:
    """A mock that holds the problem: hidden results stay closed, hints are refused, and at its end all is told."""
    session = await start(learner, problem, mode="mock")
    await hint(learner, session, 1)
    for payload in list(attempts(problem))[:3]:
        await submit(learner, session, payload)
    await learner.get(f"/problems/{problem['id']}/solution")
    await read(learner, session)
    for _ in session["problem_ids"]:
        await learner.call("PATCH", f"/v1/sessions/{session['id']}", {"action": "advance"})
    await read(learner, session)


async def grade(learner: Caller, staff: Caller) -> None:
    """An answer about systems, graded by a human."""
    session = await start(learner, PROBLEMS["marked-design"])
    answer = {"answer": "A limit in each server, and one script in the store."}
    body = {"session_id": session["id"], "problem_id": "marked-design", "subject": "systems", "payload": answer}
    _, waiting = await learner.post("/submissions", body)
    rubrics = (await learner.get("/rubrics?limit=100"))["items"]
    rubric = next(each for each in rubrics if each["title"] == "Rate limiter design")
    scores = [{"dimension_id": each["id"], "score": 2, "comment": "Well said."} for each in rubric["dimensions"]]
    place = f"/submissions/{waiting['id']}"
    for caller in (learner, staff):
        await caller.call("PUT", f"/v1{place}/rubric-scores", {"scores": scores})
        await caller.get(f"{place}/rubric-scores")
    await learner.get(place)
    await learner.get(f"/rubrics/{rubric['id']}")


async def decide(staff: Caller) -> None:
    """What could not be decided, and a person's verdict on it."""
    staff.earned |= {mark for problem in PROBLEMS.values() for mark in marks(problem.get("answer"))}
    for item in (await staff.get("/undetermined-submissions?limit=20"))["items"]:
        await staff.call("PUT", f"/v1/submissions/{item['id']}/verdict", {"status": "passed", "comment": "Well done."})


async def sweep(learner: Caller, staff: Caller, nobody: Caller) -> None:
    """Every operation of the contract by every method, with ids that are there and bodies that are not right; and all
    that is served beside it."""
    known = await ids(learner)
    for path in PATHS:
        collection = path.strip("/").partition("/")[0]
        for place in [path.replace("{id}", each) for each in known.get(collection, [""])] if "{" in path else [path]:
            wide = "?limit=20" if "limit" in queries(path) else ""
            for caller in (learner, staff, nobody):
                await caller.call("GET", f"/v1{place}{wide}")
            for method in ("HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH"):
                await learner.call(method, f"/v1{place}?odd=1")
            for method in set(PATHS[path]) & {"post", "put", "patch"}:
                for caller in (learner, staff):
                    await asyncio.gather(*(caller.call(method.upper(), f"/v1{place}", raw=body) for body in BROKEN))
    for page in (*PAGES, *NOWHERE, "/metrics"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            await nobody.call(method, page)


async def ids(learner: Caller) -> dict[str, list[str]]:
    """Collection → ids of things in it, the marked problems among them."""
    found = {name: (await learner.get(f"/{name}?limit=5"))["items"] for name in ("sessions", "tracks", "rubrics")}
    known = {name: [each["id"] for each in items[:2]] for name, items in found.items()}
    submissions = (await learner.get(f"/sessions/{known['sessions'][0]}/submissions?limit=1"))["items"]
    return known | {"problems": list(PROBLEMS), "submissions": [each["id"] for each in submissions]}


async def publish(staff: Caller) -> None:
    """A track over marked problems, followed to its first problem."""
    module = {"id": "all", "title": "All of them", "outcomes": ["process-text"], "problems": ["marked-function"]}
    body = {"subject": "coding", "title": "Marked", "labels": [], "modules": [module]}
    await staff.call("PUT", "/v1/tracks/marked", body)
    await staff.get("/tracks/marked/progress")


async def leave(learner: Caller) -> None:
    """Take along all that is kept, and have it deleted."""
    await learner.get("/learners/me/export")
    await learner.call("DELETE", "/v1/learners/me")
    await learner.get("/learners/me/deletion")
