"""Work that waits for its grade: its learner finds it again, and a grader reads it and grades it; through HTTP."""

from typing import Any

from contract_tests.learner import Learner
from contract_tests.test_lists import whole

ANSWER = "One counter per customer and minute,\nin a store that all servers share."


async def test_a_learner_finds_what_waits_until_it_is_graded(learner: Learner, grader: Learner) -> None:
    session = await learner.start("systems")
    first = await learner.submit(session, {"answer": ANSWER}, expect=202)
    second = await learner.submit(session, {"answer": "No, a token bucket."}, expect=202)

    waiting = await whole(learner, "/pending-submissions")
    await grade(grader, first)

    assert [second, first] == waiting
    assert [second] == await whole(learner, "/pending-submissions")
    assert [first["id"]] == [each["id"] for each in await whole(learner, f"/sessions/{session['id']}/submissions")]


async def test_a_grader_reads_what_waits_and_grades_it(learner: Learner, grader: Learner) -> None:
    session = await learner.start("systems")
    submission = await learner.submit(session, {"answer": ANSWER}, expect=202)

    (item,) = [each for each in await whole(grader, "/ungraded-submissions") if each["id"] == submission["id"]]
    problem = await grader.get(f"/problems/{item['problem_id']}")
    scores = await grade(grader, item)

    assert (ANSWER, problem["title"], "systems") == (item["answer"], item["title"], item["subject"])
    assert (item["rubric_id"], "passed") == (scores["rubric_id"], scores["status"])
    assert learner.user not in str(item)
    assert item["id"] not in {each["id"] for each in await whole(grader, "/ungraded-submissions")}


async def test_a_proof_sketch_is_read_line_by_line(learner: Learner, grader: Learner) -> None:
    lines = ["Let n = 2k.", "Then n^2 = 4k^2."]
    session = await learner.start("math", problem_id="sum-of-two-odd-numbers")
    submission = await learner.submit(session, {"steps": lines}, expect=202)

    (item,) = [each for each in await whole(grader, "/ungraded-submissions") if each["id"] == submission["id"]]

    assert ("math", lines) == (item["subject"], item["answer"].splitlines())


async def grade(grader: Learner, submission: Any) -> Any:
    """A 2 in each dimension of the rubric that the list names."""
    (item,) = [each for each in await whole(grader, "/ungraded-submissions") if each["id"] == submission["id"]]
    rubric = await grader.get(f"/rubrics/{item['rubric_id']}")
    body = {"scores": [{"dimension_id": dimension["id"], "score": 2} for dimension in rubric["dimensions"]]}
    return (await grader.call("PUT", f"/submissions/{item['id']}/rubric-scores", body))[0]
