"""What to do next, through HTTP."""

from contract_tests.busy import fill
from contract_tests.learner import Learner


async def test_recommendations_are_of_the_subject_and_as_many_as_asked_for(learner: Learner) -> None:
    for subject, limit in (("coding", 1), ("coding", 2), ("math", 3), ("systems", 1)):
        items = (await learner.get(f"/recommendations?subject={subject}&limit={limit}"))["items"]
        assert [subject] * limit == [item["subject"] for item in items]


async def test_what_was_solved_is_not_recommended_as_new(learner: Learner) -> None:
    solved = (await fill(learner))["solved"]["problem_id"]

    items = (await learner.get("/recommendations?subject=math&limit=20"))["items"]

    assert solved not in [item["problem_id"] for item in items if item["kind"] == "new"]
    assert all(item["reason"] and item["kind"] == "new" for item in items)
