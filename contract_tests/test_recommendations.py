"""What to do next, through HTTP."""

from contract_tests.busy import BANK, problems
from contract_tests.learner import Learner


async def test_recommendations_are_of_the_subject_and_as_many_as_asked_for(learner: Learner) -> None:
    for subject, limit in (("coding", 1), ("coding", 2), ("math", 3), ("systems", 1)):
        items = (await learner.get(f"/recommendations?subject={subject}&limit={limit}"))["items"]
        assert [subject] * limit == [item["subject"] for item in items]


async def test_what_was_solved_is_not_recommended_as_new(learner: Learner) -> None:
    path = "/recommendations?subject=coding&limit=20"
    first = (await learner.get(path))["items"][0]["problem_id"]
    session = await learner.start("coding", problem_id=first)
    await learner.submit(session, {"language": "python", "code": BANK.problems[first]["solution"]["code"]["python"]})

    items = (await learner.get(path))["items"]

    assert len(items) > 1
    assert first not in [item["problem_id"] for item in items if item["kind"] == "new"]


async def test_what_others_met_is_not_what_a_learner_met(learner: Learner, stranger: Learner) -> None:
    problem = problems("math", 1)[0]
    for each in (learner, stranger):
        await each.submit(await each.start("math", problem_id=problem), {"expression": "1"})

    items = (await learner.get("/recommendations?subject=math&limit=20"))["items"]

    assert {problem: 1} == {
        item["problem_id"]: item["inputs"]["times_seen"] for item in items if item["inputs"]["times_seen"]
    }
