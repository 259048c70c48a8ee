"""The review queue and its log, through HTTP."""

from contract_tests.busy import fill
from contract_tests.learner import Learner


async def test_what_failed_is_queued_and_logged_once_for_a_day_to_come(learner: Learner) -> None:
    work = await fill(learner)

    queued = (await learner.get("/reviews"))["items"]
    logged = (await learner.get("/reviews/log"))["items"]

    failed = {work["sessions"][0]["problem_id"], work["submissions"][0]["problem_id"]}
    assert sorted(failed) == sorted(item["problem_id"] for item in queued) == sorted(e["problem_id"] for e in logged)
    assert {("fail", False, "learn", 0)} == {
        (item["reason"], item["due"], entry["kind"], entry["previous_interval"]) for item in queued for entry in logged
    }
    assert all(item["next_due_at"] > entry["reviewed_at"] for item in queued for entry in logged)
    named = ("problem_id", "title", "subject")
    assert {tuple(map(item.get, named)) for item in queued} == {tuple(map(entry.get, named)) for entry in logged}


async def test_the_queue_tells_what_is_due_from_what_is_not(learner: Learner) -> None:
    await fill(learner)
    every = (await learner.get("/reviews"))["items"]

    assert [] == (await learner.get("/reviews?due=true"))["items"]
    assert every == (await learner.get("/reviews?due=false"))["items"] != []
