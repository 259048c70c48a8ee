"""Checks of server-sent events: a tutor's stream opens once, ends, and goes on where it was left; verdicts stand."""

from typing import Any

from schemathesis.core.transport import Response

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.registry import check

MEDIA = "text/event-stream"


def events(content: bytes) -> list[dict[str, str]]:
    """The events of a stream: field → value, comments left out."""
    blocks = content.decode().strip().split("\n\n")
    found = [dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")) for block in blocks]
    return [event for event in found if event]


def is_stream(response: Response) -> bool:
    return response.status_code == 200 and response.headers.get("content-type", [""])[0].startswith(MEDIA)


@check
def a_stream_opens_once(ctx: Any, response: Response, case: Case) -> None:
    """The token of a stream that was read opens it no more; with Last-Event-ID it goes on behind that event."""
    if not is_stream(response) or contract.by_jwt(case):
        return
    request = response.request
    if "Last-Event-ID" in request.headers or response.stream_cut_short:
        return
    read = events(response.content)
    assert read and read[-1]["event"] == "done", f"the stream ends with {read[-1:]}"
    ids = [tuple(map(int, event["id"].split("-"))) for event in read]
    assert ids == sorted(set(ids)), f"event ids do not rise: {ids}"
    twice = probe.again(request)
    assert twice.status_code == 401, f"the token opened a second stream: {probe.told(twice)}"
    for index in (0, len(read) // 2):
        rest = probe.again(request, headers={"Last-Event-ID": read[index]["id"]})
        assert rest.status_code == 200 and events(rest.content) == read[index + 1 :], f"resumed: {probe.told(rest)}"


@check
def a_verdict_is_told_until_it_was_read(ctx: Any, response: Response, case: Case) -> None:
    """The stream of a submission that has its verdict is that one event, as reading it says, and 204 behind it."""
    if not is_stream(response) or not contract.by_jwt(case) or not probe.due("verdict", case, response.request):
        return
    (told,) = events(response.content)
    read = probe.read(response.request, (response.request.url or "").removesuffix("/events"))
    assert (told["event"], told["data"]) == ("graded", read.text), f"{told}, and read it is {probe.told(read)}"
    behind = probe.again(response.request, headers={"Last-Event-ID": told["id"]})
    assert behind.status_code == 204, f"behind its verdict: {probe.told(behind)}"


@check
def a_turn_leads_to_its_stream(ctx: Any, response: Response, case: Case) -> None:
    """The stream that a turn names opens with its token, and is that turn's."""
    body = response.json() if response.status_code == 202 and b"stream_url" in response.content else None
    # With a key it may be the answer to an earlier request, whose token was used.
    if (
        body is None
        or "Idempotency-Key" in response.request.headers
        or not probe.due("turn", case, response.request, 2, 5)
    ):
        return
    url = contract.origin(response.request) + body["stream_url"]
    opened = probe.again(response.request, token=body["token"], method="GET", url=url, body={})
    assert opened.status_code == 200, f"{url}: {probe.told(opened)}"
    assert body["turn_id"] in events(opened.content)[-1]["data"], "another turn's stream"
