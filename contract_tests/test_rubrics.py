"""Rubrics and the grading of open answers, through HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from contract_tests.learner import Learner

ANSWER = {"answer": "Count per customer in a token bucket that lives in a shared store."}


async def answered(learner: Learner) -> Any:
    """An answer that waits for its grade."""
    return await learner.submit(await learner.start("systems"), ANSWER, expect=202)


async def scored(learner: Learner, submission: Any, score: int) -> Any:
    """The same score in every dimension of the submission's rubric."""
    rubrics = (await learner.get("/rubrics?limit=100"))["items"]
    problem = await learner.get(f"/problems/{submission['problem_id']}")
    word = problem["id"].removeprefix("design-a-")
    rubric = next(rubric for rubric in rubrics if word.replace("-", " ") in rubric["title"].lower().replace("-", " "))
    return {"scores": [{"dimension_id": dimension["id"], "score": score} for dimension in rubric["dimensions"]]}


async def put(grader: Learner, submission: Any, body: Any, expect: int = 200) -> Any:
    path = f"/submissions/{submission['id']}/rubric-scores"
    return (await grader.call("PUT", path, body, expect))[0]


async def test_rubrics_are_listed_and_read(learner: Learner) -> None:
    rubrics = (await learner.get("/rubrics?limit=100"))["items"]

    assert len(rubrics) >= 2
    by_domain = {
        each: (await learner.get(f"/rubrics?domain={each}&limit=100"))["items"] for each in ("systems", "math")
    }
    assert all(rubric["domain"] == domain for domain, found in by_domain.items() for rubric in found)
    assert len(rubrics) == sum(map(len, by_domain.values()))
    assert rubrics[0] == await learner.get(f"/rubrics/{rubrics[0]['id']}")
    await learner.get(f"/rubrics/{uuid4()}", expect=404)


async def test_a_systems_answer_waits_for_a_human_where_its_location_says(learner: Learner) -> None:
    session = await learner.start("systems")
    body = {"session_id": session["id"], "problem_id": session["problem_id"], "subject": "systems", "payload": ANSWER}

    waiting, headers = await learner.call("POST", "/submissions", body, expect=202)
    read, _ = await learner.call("GET", headers["Location"].removeprefix("/v1"), expect=202)

    assert ("pending-human", waiting) == (waiting["grading"], read)
    assert [] == (await learner.get(f"/sessions/{session['id']}/submissions"))["items"]
    await learner.get(f"/submissions/{waiting['id']}/rubric-scores", expect=404)


async def test_the_same_answer_waits_once(learner: Learner) -> None:
    session = await learner.start("systems")

    first = await learner.submit(session, ANSWER, expect=202)

    assert first == await learner.submit(session, ANSWER, expect=202)


async def test_a_good_grade_passes_and_moves_mastery(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)

    scores = await put(grader, submission, await scored(learner, submission, 3))

    graded = await learner.get(f"/submissions/{submission['id']}")
    progress = await learner.get("/progress")
    assert ("human", "passed", []) == (scores["source"], scores["status"], scores["model_scores"])
    assert scores == await learner.get(f"/submissions/{submission['id']}/rubric-scores")
    assert ("passed", graded["visible"]["total"]) == (graded["status"], graded["visible"]["passed"])
    assert 1 == progress["attempts"]
    assert all(item["score"] > 50 for item in progress["items"])


async def test_a_poor_grade_fails_names_the_gaps_and_queues_a_review(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    body = await scored(learner, submission, 2)
    body["scores"][0] |= {"score": 1, "comment": "Say how much it has to hold."}

    scores = await put(grader, submission, body)

    graded = await learner.get(f"/submissions/{submission['id']}")
    (queued,) = (await learner.get("/reviews"))["items"]
    gap = body["scores"][0]["dimension_id"]
    assert ("failed", "Say how much it has to hold.") == (scores["status"], scores["scores"][0]["comment"])
    assert ("failed", [gap], "fail") == (graded["status"], graded["categories"], queued["reason"])


async def test_grading_again_changes_the_verdict_and_counts_once(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    await put(grader, submission, await scored(learner, submission, 1))

    again = await put(grader, submission, await scored(learner, submission, 3))

    assert ("passed", "passed", 1) == (
        again["status"],
        (await learner.get(f"/submissions/{submission['id']}"))["status"],
        (await learner.get("/progress"))["attempts"],
    )


async def test_scores_that_do_not_fit_the_rubric_change_nothing(learner: Learner, grader: Learner) -> None:
    submission = await answered(learner)
    whole = await scored(learner, submission, 2)
    for scores in (
        whole["scores"][:-1],
        [*whole["scores"], {"dimension_id": "no-such-dimension", "score": 2}],
        [*whole["scores"], whole["scores"][0]],
    ):
        problem = await put(grader, submission, {"scores": scores}, expect=422)
        assert "/problems/unprocessable" == problem["type"]

    await learner.call("GET", f"/submissions/{submission['id']}", expect=202)


async def test_only_a_grader_grades_and_only_the_learner_and_graders_read(
    learner: Learner, stranger: Learner, grader: Learner
) -> None:
    submission = await answered(learner)
    body = await scored(learner, submission, 2)

    refused = await put(learner, submission, body, expect=403)
    await put(grader, submission, body)

    path = f"/submissions/{submission['id']}/rubric-scores"
    assert "/problems/forbidden" == refused["type"]
    assert await learner.get(path) == await grader.get(path)
    await stranger.get(path, expect=404)
    await stranger.get(f"/submissions/{submission['id']}", expect=404)
    await put(grader, {"id": str(uuid4())}, body, expect=404)


async def standing(learner: Learner, submission: Any) -> Any:
    """What the verdict says and what follows from it."""
    result = await learner.get(f"/submissions/{submission['id']}")
    progress, reviews = await learner.get("/progress"), (await learner.get("/reviews"))["items"]
    scores = [(item["key_id"], item["score"], item["evidence"][0]["correct"]) for item in progress["items"]]
    queued = [(review["problem_id"], review["reason"]) for review in reviews]
    return result["status"], result["visible"]["passed"], result["categories"], scores, queued


@pytest.mark.parametrize(("first", "second"), [(1, 3), (3, 1)])
async def test_another_grade_leaves_all_as_if_it_had_been_the_first(
    learner: Learner, stranger: Learner, grader: Learner, first: int, second: int
) -> None:
    changed, straight = await answered(learner), await answered(stranger)
    for submission, score in ((changed, first), (changed, second), (straight, second)):
        await put(grader, submission, await scored(learner, submission, score))

    assert await standing(stranger, straight) == await standing(learner, changed)


async def test_an_answer_that_waits_for_its_grade_is_no_gap_of_its_mock(learner: Learner, grader: Learner) -> None:
    mock = await learner.start("systems", mode="mock")
    sent = await learner.submit(mock, ANSWER, expect=202)
    for _ in mock["problem_ids"]:
        await learner.act(mock, "advance")
    waiting = {item["problem_id"]: item["reason"] for item in (await learner.get("/reviews"))["items"]}

    await put(grader, sent, await scored(learner, sent, 0))

    failed = {item["problem_id"]: item["reason"] for item in (await learner.get("/reviews"))["items"]}
    assert dict.fromkeys(mock["problem_ids"][1:], "mock-gap") == waiting
    assert dict.fromkeys(mock["problem_ids"], "mock-gap") == failed
