"""Submissions, through HTTP, judged by the real evaluator."""

import asyncio

import pytest

from contract_tests.learner import Learner
from contract_tests.work import CODING, MATH, planted, reference


@pytest.mark.parametrize("language", ["python", "javascript"])
async def test_right_code_passes_with_visible_details_and_hidden_counts(learner: Learner, language: str) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    result = await learner.submit(session, reference(CODING, language))

    visible, hidden = CODING["tests"]["visible"], CODING["tests"]["hidden"]
    assert "passed" == result["status"]
    assert {"passed": len(hidden), "total": len(hidden), "categories": []} == result["hidden"]
    assert (len(visible), len(visible)) == (result["visible"]["passed"], result["visible"]["total"])
    assert [test["name"] for test in visible] == [detail["name"] for detail in result["visible"]["details"]]
    assert {"AC"} == {detail["verdict"] for detail in result["visible"]["details"]}


async def test_wrong_code_fails_with_categories_and_drills_that_are_other_problems(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    result = await learner.submit(session, planted(CODING, "failed"))

    assert "failed" == result["status"]
    assert result["categories"] == result["hidden"]["categories"] != []
    assert CODING["id"] not in {drill["problem_id"] for drill in result["remediation"]}
    assert {drill["category"] for drill in result["remediation"]} <= set(result["categories"])


async def test_code_that_cannot_be_judged_is_an_error_and_costs_nothing(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    broken = await learner.submit(session, {"language": "python", "code": "def f(:\n"})
    nameless = await learner.submit(session, {"language": "javascript", "code": "const other = 1;"})

    assert ("error", "error") == (broken["status"], nameless["status"])
    assert "line 1" in broken["message"]
    assert CODING["entry"] in nameless["message"]
    assert ({"attempts": 0, "items": []}, []) == (
        await learner.get("/progress"),
        (await learner.get("/reviews"))["items"],
    )


async def test_an_endless_loop_is_a_timeout(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    code = f"def {CODING['entry']}(*_):\n    while True:\n        pass\n"

    result = await learner.submit(session, {"language": "python", "code": code})

    assert ("timeout", True) == (result["status"], "time-limit" in result["categories"])


async def test_a_right_expression_passes_and_a_wrong_one_says_why(learner: Learner) -> None:
    session = await learner.start("math", problem_id=MATH["id"])

    wrong = await learner.submit(session, planted(MATH, "failed", "expression"))
    right = await learner.submit(session, {"expression": MATH["solution"]["expression"]})

    assert ("failed", "passed") == (wrong["status"], right["status"])
    assert any(detail["message"] for detail in wrong["visible"]["details"])
    assert {None} == {detail["expected"] for detail in wrong["visible"]["details"]}
    assert {"passed": 0, "total": 0, "categories": []} == right["hidden"]


async def test_steps_are_judged_line_by_line(learner: Learner) -> None:
    session = await learner.start("math", problem_id=MATH["id"])

    wrong = await learner.submit(session, planted(MATH, "failed", "steps"))
    right = await learner.submit(session, {"steps": MATH["solution"]["steps"]})

    assert ("failed", "passed") == (wrong["status"], right["status"])
    names = [detail["name"] for detail in right["visible"]["details"]]
    assert [f"step {number}" for number in range(1, len(MATH["solution"]["steps"]) + 1)] == [
        name for name in names if name.startswith("step")
    ]
    assert "WA" in {detail["verdict"] for detail in wrong["visible"]["details"]}


async def test_an_expression_that_cannot_be_read_is_an_error_with_its_place(learner: Learner) -> None:
    session = await learner.start("math", problem_id=MATH["id"])

    result = await learner.submit(session, {"expression": "x = (3"})

    assert "error" == result["status"]
    assert "character" in result["message"]


async def test_the_same_work_again_is_the_same_verdict_and_burns_nothing(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    first = await learner.submit(session, planted(CODING, "failed"))

    again = await learner.submit(session, planted(CODING, "failed"))

    listed = (await learner.get(f"/sessions/{session['id']}/submissions"))["items"]
    assert {**first, "duplicate_of": first["id"]} == again
    assert [first] == listed


async def test_the_same_work_sent_at_once_is_judged_into_one_submission(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    results = await asyncio.gather(*(learner.submit(session, reference(CODING, "python")) for _ in range(4)))

    listed = (await learner.get(f"/sessions/{session['id']}/submissions"))["items"]
    assert {listed[0]["id"]} == {result["id"] for result in results}
    assert (1, 1) == (len(listed), (await learner.get("/progress"))["attempts"])


async def test_a_submission_can_be_read_again_by_its_own_learner_only(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    result = await learner.submit(session, reference(CODING, "python"))

    assert result == await learner.get(f"/submissions/{result['id']}")
    await stranger.get(f"/submissions/{result['id']}", expect=404)


async def test_work_goes_to_the_sessions_own_problem_and_learner(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    payload = reference(CODING, "python")

    await stranger.submit(session, payload, expect=404)
    await learner.submit({**session, "problem_id": MATH["id"]}, payload, expect=409)
    await learner.submit({**session, "subject": "math"}, {"expression": "1"}, expect=422)
    await learner.act(session, "giveup")
    await learner.submit(session, payload, expect=409)

    assert [] == (await learner.get(f"/sessions/{session['id']}/submissions"))["items"]


async def test_each_session_judges_for_itself(learner: Learner, stranger: Learner) -> None:
    payload = {"expression": MATH["solution"]["expression"]}
    results = []
    for each in (learner, learner, stranger):
        session = await each.start("math", problem_id=MATH["id"])
        results.append((session["id"], await each.submit(session, payload)))

    assert [session for session, _ in results] == [result["session_id"] for _, result in results]
    assert [None, None, None] == [result["duplicate_of"] for _, result in results]
