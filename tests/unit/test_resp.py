"""RESP3 as Valkey speaks it, however its bytes are cut."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import InvalidResponse, ResponseError

from app.resp import Answers

VALUES = st.recursive(
    st.none() | st.integers() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.binary(), inner) | st.lists(inner).map(tuple),
    max_leaves=8,
)


def said(value: Any) -> bytes:
    """As Valkey would say it."""
    match value:
        case None:
            return b"_\r\n"
        case int():
            return b":%d\r\n" % value
        case bytes():
            return b"$%d\r\n%b\r\n" % (len(value), value)
        case dict():
            return b"%%%d\r\n" % len(value) + b"".join(said(each) for pair in value.items() for each in pair)
        case _:
            return b"%b%d\r\n" % (b">" if isinstance(value, tuple) else b"*", len(value)) + b"".join(map(said, value))


@given(st.lists(VALUES, max_size=4), st.data())
def test_what_is_said_is_heard_however_it_is_cut(values: list[Any], data: st.DataObject) -> None:
    text, answers = b"".join(map(said, values)), Answers()
    heard: list[Any] = []
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        heard += answers.feed(text[start:end])

    assert values == heard
    assert [type(each) for each in values] == [type(each) for each in heard]
    assert b"" == answers.rest


def test_an_error_is_raised_and_what_is_no_answer_too() -> None:
    for text, fault in ((b"-NOPERM not you\r\n", ResponseError), (b"HTTP/1.1 200 OK\r\n", InvalidResponse)):
        with pytest.raises(fault):
            list(Answers().feed(text))
