"""A request's body: how it may come, and how far it is read."""

import pytest
from connexion.exceptions import ProblemException

from app.bodies import MAX_BODY
from app.problems import ContractProblem
from tests.unit.sent_bodies import ADVANCE, chunk, read


@pytest.mark.parametrize(
    "media",
    [
        b"application/json",
        b"Application/JSON; charset=utf-8",
        b"application/json;charset=UTF-8",
        b" application/json ; x=y",
    ],
)
async def test_json_is_json_however_it_is_written(media: bytes) -> None:
    assert await read(chunk(ADVANCE), media=media) == {"action": "advance"}


@pytest.mark.parametrize(
    "media",
    [
        None,
        b"",
        b"text/plain",
        b"application/jsonp",
        b"application/problem+json",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=x",
        b"text/plain, application/json",
        b"*/*",
        b"\xff\xfe",
        b";application/json",
    ],
)
async def test_another_content_type_is_415_and_its_body_is_not_read(media: bytes | None) -> None:
    with pytest.raises(ProblemException) as caught:
        await read(media=media)
    assert 415 == caught.value.status


async def test_a_body_in_chunks_without_a_length_is_read_whole() -> None:
    pieces = [chunk(ADVANCE[i : i + 3], more=True) for i in range(0, len(ADVANCE), 3)]
    assert await read(*pieces, chunk(b"")) == {"action": "advance"}


async def test_a_body_of_a_length_that_is_too_much_is_413_and_not_read() -> None:
    with pytest.raises(ProblemException) as caught:
        await read(length=b"%d" % (MAX_BODY + 1))
    assert 413 == caught.value.status


async def test_a_body_that_grows_too_much_is_413_and_read_no_further() -> None:
    half = b" " * (MAX_BODY // 2)
    with pytest.raises(ProblemException) as caught:
        await read(chunk(half, more=True), chunk(half + b" ", more=True), length=b"10")
    assert 413 == caught.value.status


async def test_the_largest_body_is_read() -> None:
    assert await read(chunk(ADVANCE.ljust(MAX_BODY)), length=b"%d" % MAX_BODY) == {"action": "advance"}


@pytest.mark.parametrize("length", [b"-1", b"ten", b"", b"1e2", "²".encode("latin-1")])
async def test_a_length_that_is_no_number_does_not_matter(length: bytes) -> None:
    assert await read(chunk(ADVANCE), length=length) == {"action": "advance"}


async def test_a_client_that_goes_away_is_no_fault_of_ours() -> None:
    with pytest.raises(ContractProblem, match="ended before its body did"):
        await read(chunk(b"{", more=True), {"type": "http.disconnect"})
