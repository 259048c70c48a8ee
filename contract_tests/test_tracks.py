"""Tracks, through HTTP."""

from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from app import tokens
from app.settings import Settings
from contract_tests.busy import BANK
from contract_tests.learner import Learner


async def test_tracks_come_by_slug_and_can_be_narrowed_to_a_subject(learner: Learner) -> None:
    every = (await learner.get("/tracks"))["items"]
    coding = (await learner.get("/tracks?subject=coding"))["items"]

    assert sorted(track["slug"] for track in every) == [track["slug"] for track in every]
    assert [track for track in every if track["subject"] == "coding"] == coding
    assert len(coding) >= 2


async def test_a_track_is_found_by_its_id_and_by_its_slug(learner: Learner) -> None:
    track = (await learner.get("/tracks"))["items"][0]

    assert track == await learner.get(f"/tracks/{track['id']}")
    assert track == await learner.get(f"/tracks/{track['slug']}")
    assert track == await learner.get(f"/tracks/{track['id'].upper()}")


async def test_a_label_narrows_the_list(learner: Learner) -> None:
    track = next(track for track in (await learner.get("/tracks"))["items"] if track["labels"])
    label = track["labels"][0]

    found = (await learner.get(f"/tracks?label={label}"))["items"]

    assert track in found
    assert all(label in other["labels"] for other in found)
    assert [] == (await learner.get("/tracks?label=no-such-label"))["items"]


async def test_pages_show_every_track_once(learner: Learner) -> None:
    every = (await learner.get("/tracks?limit=100"))["items"]
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await learner.get(f"/tracks?limit=2{cursor}")
        assert len(page["items"]) <= 2
        found += page["items"]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None

    assert every == found


async def test_a_track_that_did_not_change_is_not_sent_again(learner: Learner) -> None:
    track = (await learner.get("/tracks"))["items"][0]
    _, headers = await learner.call("GET", f"/tracks/{track['slug']}")

    body, again = await learner.call(
        "GET", f"/tracks/{track['slug']}", expect=304, headers={"If-None-Match": headers["ETag"]}
    )

    assert (None, headers["ETag"]) == (body, again["ETag"])


async def test_a_track_that_is_among_many_that_are_known_is_not_sent_again(learner: Learner) -> None:
    tag = (await learner.call("GET", "/tracks/coding-first-steps"))[1]["ETag"]
    many = ", ".join(f'"{uuid4().hex}"' for _ in range(20))

    for known, status in ((f"{many}, {tag}", 304), (f"{many}, W/{tag}", 304), (" *", 304), (many, 200)):
        await learner.call("GET", "/tracks/coding-first-steps", expect=status, headers={"If-None-Match": known})


async def test_an_unknown_track_is_not_found(learner: Learner) -> None:
    problem = await learner.get("/tracks/no-such-track", expect=404)

    assert "/problems/not-found" == problem["type"]


async def test_a_cursor_that_was_not_made_here_is_refused(learner: Learner) -> None:
    for cursor in ("x", "WzFd", "bnVsbA", "e30", "WyJcdTAwMDAiXQ"):
        problem = await learner.get(f"/tracks?cursor={cursor}", expect=422)
        assert "query/cursor" == problem["errors"][0]["pointer"]


@pytest.fixture
def publisher(base: str, http: aiohttp.ClientSession, settings: Settings) -> Learner:
    """Course tooling: it may publish tracks."""
    user = str(uuid4())
    return Learner(base, http, user, tokens.sign(settings, user, "learn tracks:write"))


def week(*problems: str) -> dict[str, Any]:
    modules = [{"id": "all", "title": "All of it", "outcomes": ["scan-with-state"], "problems": list(problems)}]
    return {"subject": "coding", "title": "A week of lists", "labels": ["course:TEST-1"], "modules": modules}


async def test_a_track_is_published_and_changes_make_versions(publisher: Learner, learner: Learner) -> None:
    path = f"/tracks/week-{uuid4().hex[:8]}"

    first, _ = await publisher.call("PUT", path, week("warm-streak"))
    same, _ = await publisher.call("PUT", path, week("warm-streak"))
    changed, told = await publisher.call("PUT", path, week("warm-streak", "coupon-pairs"))

    read, headers = await learner.call("GET", path)
    assert ("v1", first, "v2") == (first["version"], same, changed["version"])
    assert (changed, told["ETag"]) == (read, headers["ETag"])


async def test_a_session_keeps_the_version_it_was_started_with(publisher: Learner, learner: Learner) -> None:
    slug = f"week-{uuid4().hex[:8]}"
    await publisher.call("PUT", f"/tracks/{slug}", week("warm-streak", "coupon-pairs"))
    session = await learner.start("coding", mode="track", track_id=slug)

    await publisher.call("PUT", f"/tracks/{slug}", week("best-average"))

    advanced = await learner.act(session, "advance")
    assert ["warm-streak", "coupon-pairs"] == advanced["problem_ids"]
    assert "coupon-pairs" == advanced["problem_id"]


async def test_what_does_not_fit_the_bank_is_not_published(publisher: Learner, learner: Learner) -> None:
    slug = f"week-{uuid4().hex[:8]}"
    wrong = {
        f"/tracks/{slug}": week("warm-streak", "no-such-problem"),
        f"/tracks/{uuid4()}": week("warm-streak"),
        "/tracks/Not-A-Slug": week("warm-streak"),
    }

    for path, body in wrong.items():
        problem, _ = await publisher.call("PUT", path, body, expect=422)
        assert problem["errors"]
    await learner.get(f"/tracks/{slug}", expect=404)


async def test_a_track_keeps_its_subject(publisher: Learner) -> None:
    problem, _ = await publisher.call("PUT", "/tracks/algebra-foundations", week("warm-streak"), expect=409)

    assert "/problems/conflict" == problem["type"]


async def test_only_course_tooling_publishes(learner: Learner) -> None:
    problem, _ = await learner.call("PUT", "/tracks/mine", week("warm-streak"), expect=403)

    assert "/problems/forbidden" == problem["type"]
    await learner.get("/tracks/mine", expect=404)


async def test_an_etag_is_that_of_one_state_of_one_track(publisher: Learner, learner: Learner) -> None:
    path = f"/tracks/week-{uuid4().hex[:8]}"
    await publisher.call("PUT", path, week("warm-streak"))
    before = (await learner.call("GET", path))[1]["ETag"]
    again = (await learner.call("GET", path))[1]["ETag"]

    changed, _ = await publisher.call("PUT", path, week("warm-streak", "coupon-pairs"))

    sent, headers = await learner.call("GET", path, headers={"If-None-Match": before})
    assert (before, changed) == (again, sent)
    assert before != headers["ETag"]


async def test_progress_along_a_track_follows_what_its_learner_solved(learner: Learner, stranger: Learner) -> None:
    track = (await learner.get("/tracks?subject=coding"))["items"][0]
    path, module = f"/tracks/{track['slug']}/progress", track["modules"][0]
    before = await learner.get(path)
    first = before["modules"][0]["next_problem_id"]
    session = await learner.start("coding", problem_id=first)
    solution = BANK.problems[first]["solution"]["code"]["python"]

    await learner.submit(session, {"language": "python", "code": "def nothing():\n    return 1\n"})
    unsolved = await learner.get(path)
    await learner.submit(session, {"language": "python", "code": solution})
    after = await learner.get(path)

    assert before == unsolved == await stranger.get(path)
    assert (track["id"], 0, len({each for module in track["modules"] for each in module["problems"]})) == (
        before["track_id"],
        before["solved"],
        before["total"],
    )
    assert (1, 1, len(module["problems"])) == (
        after["solved"],
        after["modules"][0]["solved"],
        after["modules"][0]["total"],
    )
    assert first == module["problems"][0] != after["modules"][0]["next_problem_id"]
    assert ([], [first]) == tuple(each["modules"][0]["solved_problem_ids"] for each in (before, after))
