"""Sessions by their ETag: If-Match and If-None-Match as RFC 9110 has them, through HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest

from contract_tests.learner import Learner

Answer = tuple[int, Any, str | None]


async def patch(learner: Learner, session: Any, action: str, *matches: str) -> Answer:
    """Status, body and ETag of a PATCH with an If-Match header for each of `matches`."""
    headers = [("Authorization", f"Bearer {learner.token}"), *(("If-Match", match) for match in matches)]
    url = f"{learner.base}/v1/sessions/{session['id']}"
    async with learner.http.patch(url, json={"action": action}, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers.get("ETag")


async def etag(learner: Learner, session: Any) -> str:
    return str((await learner.call("GET", f"/sessions/{session['id']}"))[1]["ETag"])


async def test_every_answer_with_one_session_carries_its_etag(learner: Learner) -> None:
    session, made = await learner.call("POST", "/sessions", {"subject": "math"}, expect=201)
    read = await etag(learner, session)
    _, _, retried = await patch(learner, session, "retry")

    assert made["ETag"] == read
    assert retried == await etag(learner, session)


async def test_each_change_of_a_session_changes_its_etag(learner: Learner) -> None:
    session = await learner.start("math")
    seen = [await etag(learner, session)]

    await learner.ask(session, 1)
    seen.append(await etag(learner, session))
    for action in ("retry", "retry", "advance", "giveup"):
        await learner.act(session, action)
        seen.append(await etag(learner, session))

    assert len(seen) == len(set(seen))


async def test_reading_and_listing_leave_the_etag(learner: Learner) -> None:
    session = await learner.start("coding", mode="mock")
    before = await etag(learner, session)

    await learner.get("/sessions")
    await learner.get(f"/sessions/{session['id']}/submissions")

    assert before == await etag(learner, session)


async def test_if_match_lets_the_one_who_knows_the_session_act(learner: Learner) -> None:
    session = await learner.start("math")

    status, _, after = await patch(learner, session, "retry", await etag(learner, session))
    again, _, _ = await patch(learner, session, "retry", str(after))

    assert (200, 200) == (status, again)


async def test_if_match_refuses_the_one_who_knows_an_older_session(learner: Learner) -> None:
    session = await learner.start("math")
    old = await etag(learner, session)
    await learner.ask(session, 1)
    before = await learner.get(f"/sessions/{session['id']}")

    status, problem, _ = await patch(learner, session, "retry", old)

    assert (412, "/problems/precondition-failed") == (status, problem["type"])
    assert before == await learner.get(f"/sessions/{session['id']}")


async def test_of_two_at_once_that_ask_for_it_one_is_refused(learner: Learner) -> None:
    session = await learner.start("math")
    known = await etag(learner, session)

    answers = await asyncio.gather(*(patch(learner, session, "retry", known) for _ in range(4)))

    assert [200, 412, 412, 412] == sorted(status for status, _, _ in answers)


async def test_the_loser_of_two_who_end_it_is_told_that_it_changed(learner: Learner) -> None:
    session = await learner.start("math")
    known = await etag(learner, session)

    answers = await asyncio.gather(*(patch(learner, session, "giveup", known) for _ in range(2)))

    assert [200, 412] == sorted(status for status, _, _ in answers)


async def test_without_if_match_both_of_two_at_once_are_taken_one_after_the_other(learner: Learner) -> None:
    session = await learner.start("math")
    before = await etag(learner, session)

    answers = await asyncio.gather(*(patch(learner, session, "retry") for _ in range(4)))

    assert [200] * 4 == [status for status, _, _ in answers]
    assert 5 == len({before, *(tag for _, _, tag in answers)})


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("{}", 200),
        ("*", 200),
        ('"other", {}', 200),
        ('"other"\t,{} ,', 200),
        (', ,{}, W/"weak"', 200),
        ('"other"', 412),
        ('""', 412),
        ("W/{}", 412),
        ('"other", W/{}', 412),
        ('"a,b", "c"', 412),
        ('"\xe9"', 412),
    ],
)
async def test_if_match_takes_what_rfc_9110_has(learner: Learner, form: str, status: int) -> None:
    session = await learner.start("math")
    given = form.format(await etag(learner, session))

    assert status == (await patch(learner, session, "retry", given))[0]


@pytest.mark.parametrize(
    "malformed", ["1", '"1', "'1'", 'w/"1"', '"1" "2"', '*, "1"', '"1", *', "**", ",", '"a b"', 'W/ "1"', '"1";']
)
async def test_a_malformed_if_match_is_refused_as_such(learner: Learner, malformed: str) -> None:
    session = await learner.start("math")

    status, problem, _ = await patch(learner, session, "retry", malformed)

    assert (400, "header/If-Match") == (status, problem["errors"][0]["pointer"])


async def test_if_match_in_two_lines_is_one_list(learner: Learner) -> None:
    session = await learner.start("math")
    known = await etag(learner, session)

    assert 412 == (await patch(learner, session, "retry", '"a"', '"b"'))[0]
    assert 200 == (await patch(learner, session, "retry", known, '"b"'))[0]


async def test_what_ended_says_so_to_those_who_know_it_and_412_to_those_who_do_not(learner: Learner) -> None:
    session = await learner.start("math")
    old = await etag(learner, session)
    await learner.act(session, "giveup")
    known = await etag(learner, session)

    assert [409, 409, 412] == [(await patch(learner, session, "retry", match))[0] for match in (known, "*", old)]


async def test_if_match_tells_nothing_of_anothers_session(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("math")
    known, missing = await etag(learner, session), {"id": "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"}

    for match in (known, "*", '"other"'):
        theirs, nobodys = await patch(stranger, session, "retry", match), await patch(stranger, missing, "retry", match)
        assert (404, nobodys) == (theirs[0], theirs)
    assert known == await etag(learner, session)


@pytest.mark.parametrize(("form", "status"), [("{}", 304), ("*", 304), ("W/{}", 304), ('"a", {}', 304), ('"a"', 200)])
async def test_a_session_that_did_not_change_is_not_sent_again(learner: Learner, form: str, status: int) -> None:
    session, headers = await learner.call("POST", "/sessions", {"subject": "math"}, expect=201)
    known = {"If-None-Match": form.format(headers["ETag"])}

    body, again = await learner.call("GET", f"/sessions/{session['id']}", expect=status, headers=known)

    assert (session if status == 200 else None, headers["ETag"]) == (body, again["ETag"])


@pytest.mark.parametrize("path", ["/tracks/coding-first-steps", "/problems/warm-streak", "/rubrics/{id}"])
async def test_what_everybody_reads_is_not_sent_again(learner: Learner, path: str) -> None:
    path = path.replace("{id}", (await learner.get("/rubrics"))["items"][0]["id"])
    _, headers = await learner.call("GET", path)

    same, again = await learner.call(
        "GET", path, expect=304, headers={"If-None-Match": f'"other", W/{headers["ETag"]}'}
    )
    read, _ = await learner.call("GET", path, headers={"If-None-Match": '"other"'})

    assert (None, headers["ETag"]) == (same, again["ETag"])
    assert read == await learner.get(path)


async def test_a_page_elsewhere_may_send_if_match_and_read_the_etag(base: str, http: aiohttp.ClientSession) -> None:
    origin = {"Origin": "https://app.scimigo.com"}
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization, if-match"}
    async with http.options(f"{base}/v1/sessions/x", headers={**origin, **asked}) as allowed:
        assert 200 == allowed.status
    async with http.get(f"{base}/v1/sessions", headers=origin) as answer:
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
