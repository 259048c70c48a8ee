"""Maths answers that nothing could be shown about: graders see them and decide, through HTTP."""

from typing import Any
from uuid import uuid4

from contract_tests.busy import BANK, UNDECIDED
from contract_tests.learner import Learner

PROBLEM = BANK.problems[UNDECIDED["problem_id"]]


async def sent(learner: Learner) -> Any:
    """An answer that could not be decided."""
    session = await learner.start("math", problem_id=PROBLEM["id"])
    return await learner.submit(session, {"expression": UNDECIDED["expression"]})


async def decide(grader: Learner, submission: Any, status: str, expect: int = 200, **more: str) -> Any:
    path = f"/submissions/{submission['id']}/verdict"
    return (await grader.call("PUT", path, {"status": status, **more}, expect))[0]


async def listed(grader: Learner, submission: Any) -> list[Any]:
    items = (await grader.get("/undetermined-submissions?limit=100"))["items"]
    return [item for item in items if item["id"] == submission["id"]]


async def test_a_grader_sees_what_was_sent_how_it_was_read_and_what_is_expected(
    learner: Learner, grader: Learner
) -> None:
    submission = await sent(learner)

    (item,) = await listed(grader, submission)

    (detail, *_) = item["details"]
    assert ("error", "undetermined", "answer.undecided") == (submission["status"], detail["verdict"], detail["note"])
    assert (UNDECIDED["expression"], PROBLEM["answer"]["expected"]) == (detail["input"], item["expected"])
    assert submission["visible"]["details"] == item["details"]
    assert learner.user not in str(item)


async def test_until_someone_decides_nothing_counts(learner: Learner, grader: Learner) -> None:
    submission = await sent(learner)
    before = ((await learner.get("/progress"))["attempts"], (await learner.get("/reviews"))["items"])

    decided = await decide(grader, submission, "passed", comment="It is the same polynomial.")

    assert (0, []) == before
    assert ("passed", "It is the same polynomial.") == (decided["status"], decided["message"])
    assert decided == await learner.get(f"/submissions/{submission['id']}")
    assert decided["visible"]["passed"] == decided["visible"]["total"]
    assert 1 == (await learner.get("/progress"))["attempts"]
    assert [] == await listed(grader, submission)
    await learner.get(f"/problems/{PROBLEM['id']}/solution")


async def test_what_is_decided_in_a_running_mock_counts_at_its_end(learner: Learner, grader: Learner) -> None:
    mock = await learner.start("math", mode="mock", problem_id=PROBLEM["id"])
    submission = await learner.submit(mock, {"expression": UNDECIDED["expression"]})

    await decide(grader, submission, "passed")
    during = (await learner.get("/progress"))["attempts"], (await learner.get("/reviews"))["items"]
    await learner.act(mock, "giveup")

    found = await learner.get("/progress")
    queued = {item["problem_id"] for item in (await learner.get("/reviews"))["items"]}
    assert (0, []) == during
    assert (1, {True}) == (
        found["attempts"], {evidence["correct"] for item in found["items"] for evidence in item["evidence"]}
    )  # fmt: skip
    assert {*mock["problem_ids"]} - {PROBLEM["id"]} == queued


async def test_the_same_answer_has_the_verdict_of_the_one_that_was_decided(learner: Learner, grader: Learner) -> None:
    submission = await sent(learner)
    await decide(grader, submission, "passed")

    session = {"id": submission["session_id"], "problem_id": PROBLEM["id"], "subject": "math"}
    again = await learner.submit(session, {"expression": UNDECIDED["expression"]})

    assert (submission["id"], "passed", None) == (again["duplicate_of"], again["status"], again["message"])


async def test_deciding_again_changes_the_verdict_and_counts_once(learner: Learner, grader: Learner) -> None:
    submission = await sent(learner)
    failed = await decide(grader, submission, "failed")
    (queued,) = (await learner.get("/reviews"))["items"]

    passed = await decide(grader, submission, "passed")

    assert ("failed", submission["visible"]["passed"]) == (failed["status"], failed["visible"]["passed"])
    assert (PROBLEM["id"], "fail") == (queued["problem_id"], queued["reason"])
    progress = await learner.get("/progress")
    assert ("passed", 1, []) == (passed["status"], progress["attempts"], (await learner.get("/reviews"))["items"])
    assert {True} == {evidence["correct"] for item in progress["items"] for evidence in item["evidence"]}


async def test_what_has_its_verdict_keeps_it(learner: Learner, grader: Learner) -> None:
    session = await learner.start("math", problem_id=PROBLEM["id"])
    wrong = await learner.submit(session, {"expression": "x"})
    unreadable = await learner.submit(session, {"expression": "x +"})

    for judged in (wrong, unreadable):
        assert "/problems/conflict" == (await decide(grader, judged, "passed", expect=409))["type"]
        assert judged == await learner.get(f"/submissions/{judged['id']}")
        assert [] == await listed(grader, judged)
    await decide(grader, {"id": str(uuid4())}, "passed", expect=404)


async def test_learners_neither_see_nor_decide(learner: Learner) -> None:
    submission = await sent(learner)

    await decide(learner, submission, "passed", expect=403)
    await learner.get("/undetermined-submissions", expect=403)

    assert submission == await learner.get(f"/submissions/{submission['id']}")
