"""Sessions, through HTTP."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from contract_tests.busy import BANK, fill, problems, steady
from contract_tests.learner import Learner


async def test_a_session_starts_with_a_problem_of_its_subject(learner: Learner) -> None:
    for subject in ("coding", "math", "systems"):
        session = await learner.start(subject)
        problem = await learner.get(f"/problems/{session['problem_id']}")

        assert (learner.user, subject, "practice", "active", 0) == (
            session["user_id"],
            problem["subject"],
            session["mode"],
            session["status"],
            session["last_hint_level"],
        )


async def test_the_location_of_a_new_session_leads_to_it(learner: Learner) -> None:
    session, headers = await learner.call("POST", "/sessions", {"subject": "math"}, expect=201)

    assert session == await learner.get(headers["Location"].removeprefix("/v1"))


async def test_a_session_takes_the_problem_it_is_asked_for(learner: Learner) -> None:
    problem = (await learner.get("/problems?subject=math"))["items"][3]

    session = await learner.start("math", problem_id=problem["id"])

    assert problem["id"] == session["problem_id"]


async def test_a_problem_of_another_subject_is_refused(learner: Learner) -> None:
    problem = (await learner.get("/problems?subject=math"))["items"][0]

    refused = await learner.post("/sessions", {"subject": "coding", "problem_id": problem["id"]}, expect=422)

    assert "/problem_id" == refused["errors"][0]["pointer"]


async def test_a_track_is_walked_in_its_own_order(learner: Learner) -> None:
    track = (await learner.get("/tracks?subject=math"))["items"][0]
    order = [problem for module in track["modules"] for problem in module["problems"]]

    session = await learner.start("math", mode="track", track_id=track["slug"])
    walked = [session["problem_id"]]
    # As many steps as there can be: a session that stands still must not be walked for ever.
    for _ in order:
        if (session := await learner.act(session, "advance"))["status"] == "active":
            walked.append(session["problem_id"])
        else:
            break

    assert (list(dict.fromkeys(order)), "completed") == (walked, session["status"])


async def test_a_track_session_needs_its_track(learner: Learner) -> None:
    missing = await learner.post("/sessions", {"subject": "math", "mode": "track"}, expect=422)
    unknown = await learner.post("/sessions", {"subject": "math", "mode": "track", "track_id": "nope"}, expect=404)
    track = (await learner.get("/tracks?subject=math"))["items"][0]
    other = {"subject": "coding", "mode": "track", "track_id": track["id"]}
    foreign = await learner.post("/sessions", other, expect=422)

    assert "/track_id" == missing["errors"][0]["pointer"]
    assert "/problems/not-found" == unknown["type"]
    assert "/track_id" == foreign["errors"][0]["pointer"]


async def test_a_mock_is_a_timed_set_of_different_problems(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock")

    assert 4 == len(set(session["problem_ids"]))
    assert session["problem_ids"][0] == session["problem_id"]
    assert session["ends_at"] > session["created_at"]


async def test_a_mock_ends_behind_its_last_problem_and_its_gaps_are_queued(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock")
    planned = session["problem_ids"]

    for _ in planned:
        session = await learner.act(session, "advance")

    queued = (await learner.get("/reviews"))["items"]
    assert "completed" == session["status"]
    assert {(problem, "mock-gap") for problem in planned} == {(item["problem_id"], item["reason"]) for item in queued}


async def test_a_retry_stays_on_the_problem_and_forgets_the_hints(learner: Learner) -> None:
    session = await learner.start("coding")
    await learner.ask(session, 1)

    again = await learner.act(session, "retry")

    assert (session["problem_id"], "active", 0) == (again["problem_id"], again["status"], again["last_hint_level"])


async def test_giving_up_abandons_the_session_and_counts_as_a_fail(learner: Learner) -> None:
    session = await learner.start("coding")

    given_up = await learner.act(session, "giveup")

    (queued,) = (await learner.get("/reviews"))["items"]
    progress = await learner.get("/progress")
    assert "abandoned" == given_up["status"]
    assert (session["problem_id"], "fail") == (queued["problem_id"], queued["reason"])
    assert 1 == progress["attempts"]
    assert all(item["attempts"] == 1 and item["correct"] == 0 for item in progress["items"])


async def test_a_session_that_ended_takes_no_more_actions(learner: Learner) -> None:
    session = await learner.start("coding")
    await learner.act(session, "giveup")

    for action in ("advance", "retry", "giveup"):
        refused = await learner.act(session, action, expect=409)
        assert "/problems/conflict" == refused["type"]


async def test_someone_elses_session_looks_like_a_missing_one(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding")
    missing = "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"

    for path in ("/sessions/{}", "/sessions/{}/submissions"):
        assert await stranger.get(path.format(missing), expect=404) == await stranger.get(
            path.format(session["id"]), expect=404
        )
    assert await stranger.act({"id": missing}, "giveup", expect=404) == await stranger.act(
        session, "giveup", expect=404
    )
    assert session == await learner.get(f"/sessions/{session['id']}")


async def test_of_two_who_give_up_at_once_one_is_told_that_it_is_over(learner: Learner) -> None:
    session = await learner.start("coding")

    async def give_up() -> int:
        headers = {"Authorization": f"Bearer {learner.token}"}
        url = f"{learner.base}/v1/sessions/{session['id']}"
        async with learner.http.patch(url, json={"action": "giveup"}, headers=headers) as answer:
            return answer.status

    assert [200, 409, 409, 409] == sorted(await asyncio.gather(*(give_up() for _ in range(4))))
    assert 1 == (await learner.get("/progress"))["attempts"]


async def test_sessions_come_the_latest_first_page_by_page(learner: Learner) -> None:
    started = [await learner.start("coding") for _ in range(5)]
    await learner.act(started[0], "giveup")

    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await learner.get(f"/sessions?limit=2{cursor}")
        found += [session["id"] for session in page["items"]]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    active = await learner.get("/sessions?status=active")

    assert [session["id"] for session in reversed(started)] == found
    assert {session["id"] for session in started[1:]} == {session["id"] for session in active["items"]}


async def test_giving_up_what_was_solved_takes_nothing_back(learner: Learner) -> None:
    solved = (await fill(learner))["solved"]
    before = [steady(await learner.get(path)) for path in ("/progress", "/reviews/log")]

    await learner.act({"id": solved["session_id"]}, "giveup")

    assert before == [steady(await learner.get(path)) for path in ("/progress", "/reviews/log")]


async def test_what_an_action_answers_is_what_is_read_afterwards(learner: Learner) -> None:
    session = await learner.start("math")

    for action in ("retry", "advance", "giveup"):
        session_after = await learner.act(session, action)
        assert session_after == await learner.get(f"/sessions/{session['id']}")
        assert (session_after["problem_id"] != session["problem_id"]) == (action == "advance")
        session = session_after


async def test_a_mock_lasts_as_long_as_its_problems_are_expected_to(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock")

    minutes = [(await learner.get(f"/problems/{problem}"))["expected_minutes"] for problem in session["problem_ids"]]
    begun, end = (datetime.fromisoformat(session[name]) for name in ("created_at", "ends_at"))

    assert timedelta(minutes=sum(minutes)) == end - begun


async def told(learner: Learner, track: Any) -> Any:
    """All that could tell a learner how their work was judged, but the work itself."""
    offered = await learner.get("/recommendations?subject=math&limit=20")
    return [
        steady(await learner.get("/progress")),
        await learner.get("/reviews"),
        await learner.get("/reviews/log"),
        await learner.get(f"/tracks/{track['id']}/progress"),
        steady(offered),
    ]


async def test_nothing_tells_how_a_mock_is_going_before_its_end(learner: Learner) -> None:
    problem = problems("math", 1)[0]
    tracks = (await learner.get("/tracks?subject=math&limit=100"))["items"]
    track = next(track for track in tracks if any(problem in module["problems"] for module in track["modules"]))
    before = await told(learner, track)
    session = await learner.start("math", mode="mock", problem_id=problem)

    await learner.submit(session, {"expression": "1"})
    await learner.submit(session, {"expression": BANK.problems[problem]["solution"]["expression"]})
    during = await told(learner, track)
    for _ in session["problem_ids"]:
        await learner.act(session, "advance")
    progress, reviews, log, along, _ = await told(learner, track)

    assert before == during
    assert [(1, False)] == [(progress["attempts"], progress["items"][0]["evidence"][0]["correct"])]
    assert dict.fromkeys(session["problem_ids"], "mock-gap") == {
        item["problem_id"]: item["reason"] for item in reviews["items"]
    }
    assert len(session["problem_ids"]) == len(log["items"])
    assert 1 == along["solved"]


async def test_a_mock_given_up_counts_what_was_done_in_it(learner: Learner) -> None:
    session = await learner.start("math", mode="mock", problem_id=problems("math", 1)[0])
    solution = BANK.problems[session["problem_id"]]["solution"]["expression"]
    await learner.submit(session, {"expression": solution})
    session = await learner.act(session, "advance")

    await learner.act(session, "giveup")

    attempts = {item["problem_id"]: item["correct"] for item in (await evidence(learner))}
    queued = {item["problem_id"]: item["reason"] for item in (await learner.get("/reviews"))["items"]}
    first, second, *others = session["problem_ids"]
    assert {first: True, second: False} == attempts
    assert {second: "mock-gap", **dict.fromkeys(others, "mock-gap")} == queued


async def evidence(learner: Learner) -> list[Any]:
    return [attempt for item in (await learner.get("/progress"))["items"] for attempt in item["evidence"]]
