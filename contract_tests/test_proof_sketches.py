"""Proof sketches in maths: taken as steps, graded by a rubric, through HTTP."""

from typing import Any

import pytest

from contract_tests.busy import BANK
from contract_tests.learner import Learner

PROBLEM = "sum-of-two-odd-numbers"
RUBRIC = BANK.rubrics["proof-sketch"]
SKETCH = {"steps": BANK.problems[PROBLEM]["solution"]["steps"]}


async def sent(learner: Learner) -> Any:
    """A sketch that waits for its grade."""
    return await learner.submit(await learner.start("math", problem_id=PROBLEM), SKETCH, expect=202)


async def grade(grader: Learner, submission: Any, score: int, **other: int) -> None:
    """The same score in every dimension but those named."""
    scores = {dimension["id"]: score for dimension in RUBRIC["dimensions"]} | other
    body = {"scores": [{"dimension_id": name, "score": each} for name, each in scores.items()]}
    await grader.call("PUT", f"/submissions/{submission['id']}/rubric-scores", body)


async def test_a_sketch_waits_for_a_human_and_says_that_it_is_maths(learner: Learner) -> None:
    waiting = await sent(learner)

    assert ("math", PROBLEM, "pending-human") == (waiting["subject"], waiting["problem_id"], waiting["grading"])
    await learner.call("GET", f"/submissions/{waiting['id']}", expect=202)
    assert "rubric" == (await learner.get(f"/problems/{PROBLEM}"))["graded_by"]


@pytest.mark.parametrize(
    "payload",
    [{"expression": "It is even."}, {"steps": ["1 + 1 = 2", "f(("], "expression": "\\end{proof}"}],
    ids=["one line", "lines that no judge of maths could read"],
)
async def test_any_text_is_a_sketch(learner: Learner, payload: Any) -> None:
    session = await learner.start("math", problem_id=PROBLEM)

    waiting = await learner.submit(session, payload, expect=202)

    assert waiting == await learner.submit(session, payload, expect=202)


async def test_a_good_sketch_moves_mastery_and_opens_the_model_sketch(learner: Learner, grader: Learner) -> None:
    waiting = await sent(learner)
    await learner.get(f"/problems/{PROBLEM}/solution", expect=403)

    await grade(grader, waiting, 2)

    graded = await learner.get(f"/submissions/{waiting['id']}")
    progress = await learner.get("/progress?subject=math")
    assert ("math", "passed") == (graded["subject"], graded["status"])
    assert {"proofs", "prove-from-definitions"} == {item["key_id"] for item in progress["items"]}
    assert SKETCH["steps"] == (await learner.get(f"/problems/{PROBLEM}/solution"))["steps"]


async def test_a_gap_in_a_sketch_is_named_and_comes_back_as_a_review(learner: Learner, grader: Learner) -> None:
    waiting = await sent(learner)

    await grade(grader, waiting, 3, completeness=1)

    graded = await learner.get(f"/submissions/{waiting['id']}")
    (queued,) = (await learner.get("/reviews?subject=math"))["items"]
    assert ("failed", ["completeness"]) == (graded["status"], graded["categories"])
    assert (PROBLEM, "fail") == (queued["problem_id"], queued["reason"])


async def test_a_mock_in_maths_draws_no_sketch_unless_it_is_asked_for(learner: Learner) -> None:
    sketches = {key for key, problem in BANK.problems.items() if problem["subject"] == "math" and "rubric" in problem}

    drawn = [(await learner.start("math", mode="mock"))["problem_ids"] for _ in range(5)]
    asked = await learner.start("math", mode="mock", problem_id=PROBLEM)

    assert set() == sketches & {problem for plan in drawn for problem in plan}
    assert {PROBLEM} == sketches & set(asked["problem_ids"])
