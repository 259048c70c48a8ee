"""What attempts move: mastery, reviews, solutions, hints and recommendations, through HTTP."""

import pytest

from contract_tests.learner import Learner
from contract_tests.work import BANK, CODING, MATH, planted, reference


async def scores(learner: Learner) -> dict[str, int]:
    return {item["key_id"]: item["score"] for item in (await learner.get("/progress"))["items"]}


async def test_only_the_first_attempt_moves_mastery(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    await learner.submit(session, planted(CODING, "failed"))
    after_first = await scores(learner)
    await learner.submit(session, reference(CODING, "python"))

    assert after_first == await scores(learner)
    assert set(CODING["topics"] + CODING["outcomes"]) == set(after_first)


async def test_a_right_first_answer_raises_mastery_and_queues_nothing(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    await stranger.submit(await stranger.start("coding", problem_id=CODING["id"]), planted(CODING, "failed"))

    await learner.submit(session, reference(CODING, "python"))

    fallen = await scores(stranger)
    assert all(score > fallen[key] for key, score in (await scores(learner)).items())
    assert [] == (await learner.get("/reviews"))["items"]


async def test_a_wrong_first_answer_is_queued_for_review_and_logged(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])

    await learner.submit(session, planted(CODING, "failed"))

    (queued,) = (await learner.get("/reviews"))["items"]
    (logged,) = (await learner.get("/reviews/log"))["items"]
    assert (CODING["id"], "fail", 0, False) == (
        queued["problem_id"],
        queued["reason"],
        queued["bucket"],
        queued["due"],
    )
    assert (CODING["id"], 1, "learn") == (logged["problem_id"], logged["rating"], logged["kind"])


async def test_a_right_answer_behind_the_last_hint_counts_as_wrong(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    for level in (1, 2, 3):
        await learner.ask(session, level)

    result = await learner.submit(session, reference(CODING, "python"))

    (queued,) = (await learner.get("/reviews"))["items"]
    assert ("passed", "heavy-hint") == (result["status"], queued["reason"])
    assert all(score < 50 for score in (await scores(learner)).values())


async def test_a_retry_does_not_make_hints_unseen(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    for level in (1, 2, 3):
        await learner.ask(session, level)
    again = await learner.act(session, "retry")

    await learner.submit(again, reference(CODING, "python"))

    (queued,) = (await learner.get("/reviews"))["items"]
    assert (0, "heavy-hint") == (again["last_hint_level"], queued["reason"])
    assert all(score < 50 for score in (await scores(learner)).values())


async def test_a_mock_keeps_hidden_results_to_itself_until_its_end(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock", problem_id=CODING["id"])

    sealed = await learner.submit(session, planted(CODING, "failed"))
    for _ in session["problem_ids"]:
        await learner.act(session, "advance")
    opened = await learner.get(f"/submissions/{sealed['id']}")

    queued = {item["problem_id"]: item["reason"] for item in (await learner.get("/reviews"))["items"]}
    assert ("hidden" not in sealed, [], []) == (True, sealed["categories"], sealed["remediation"])
    assert ("failed", True) == (opened["status"], opened["hidden"]["total"] > 0)
    assert dict.fromkeys(session["problem_ids"], "mock-gap") == queued


async def test_solving_a_problem_opens_its_solution(learner: Learner) -> None:
    session = await learner.start("coding", problem_id=CODING["id"])
    await learner.submit(session, reference(CODING, "python"))

    solution = await learner.get(f"/problems/{CODING['id']}/solution")

    assert CODING["solution"]["code"] == solution["code"]


async def test_a_hint_follows_what_failed(learner: Learner) -> None:
    problem, wrong = next(
        (problem, item)
        for problem in BANK.problems.values()
        for item in problem.get("planted", [])
        for hint in problem["hints"]
        if problem["subject"] == "coding" and item["status"] == "failed" and item.get("category")
        and hint["level"] == 1 and hint.get("category") == item["category"]
    )  # fmt: skip
    session = await learner.start("coding", problem_id=problem["id"])
    await learner.submit(session, {"language": wrong["language"], "code": wrong["code"]})

    turn = await learner.ask(session, 1)

    async with learner.http.get(learner.base + turn["stream_url"], params={"token": turn["token"]}) as answer:
        events = await answer.text()
    plain = next(hint["text"] for hint in problem["hints"] if hint["level"] == 1 and "category" not in hint)
    assert plain.split()[:3] != events.split('"text":"', 1)[1].split()[:3]


async def test_recommendations_explain_themselves_and_follow_what_happened(learner: Learner) -> None:
    before = (await learner.get("/recommendations?subject=coding&limit=10"))["items"]
    session = await learner.start("coding")
    await learner.act(session, "giveup")
    after = (await learner.get("/recommendations?subject=coding&limit=10"))["items"]

    assert before[0]["problem_id"] == session["problem_id"]
    assert before != after
    for item in before + after:
        assert item["score"] == pytest.approx(
            sum(item["weights"][name] * item["terms"][name] for name in item["terms"])
        )
        assert item["reason"].endswith(".")


async def test_a_second_attempt_is_kept_and_reviewed_once(learner: Learner) -> None:
    session = await learner.start("math", problem_id=MATH["id"])

    for text in ("1", "2", "3"):
        await learner.submit(session, {"expression": text})

    listed = (await learner.get(f"/sessions/{session['id']}/submissions"))["items"]
    assert (3, 1, 1) == (
        len(listed),
        len((await learner.get("/reviews"))["items"]),
        len((await learner.get("/reviews/log"))["items"]),
    )
