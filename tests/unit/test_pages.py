"""Cursors: opaque, and never trusted."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import pages
from domain.errors import BadInput
from tests.unit.laws import law

KEY = UUID("5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11")
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
moments = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC))
KINDS: list[tuple[Callable[[str], Any], type]] = [
    (pages.text, str),
    (pages.moment, datetime),
    (pages.whole, int),
    (pages.uuid, UUID),
]


@law
@given(texts)
def test_a_text_key_comes_back(key: str) -> None:
    assert [key] == pages.decode(pages.encode(key), pages.text)


@law
@given(moments, st.uuids())
def test_a_time_and_an_id_come_back(at: datetime, key: UUID) -> None:
    assert [at, key] == pages.decode(pages.encode(at, str(key)), pages.moment, pages.uuid)


@law
@given(st.integers(0, 2**63 - 1))
def test_a_number_comes_back(key: int) -> None:
    assert [key] == pages.decode(pages.encode(str(key)), pages.whole)


@law
@given(texts)
def test_a_cursor_needs_no_escaping_in_a_query(key: str) -> None:
    assert pages.encode(key).replace("-", "").replace("_", "").isalnum()


def test_without_a_cursor_there_is_no_key() -> None:
    assert pages.decode(None, pages.moment, pages.uuid) == [None, None]


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-(2**63), 2**64 - 1) | texts | moments.map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


@law
@given(
    st.text() | values.map(pages.encode) | st.lists(texts, max_size=3).map(lambda key: pages.encode(*key)),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=2),
)
@example(pages.encode("0001-01-01T00:00:00+14:00"), [(pages.moment, datetime)])
@example(pages.encode("9999-12-31T23:59:59-14:00"), [(pages.moment, datetime)])
def test_whatever_is_sent_gives_values_of_their_kinds_or_is_refused(sent: str, kinds: list[Any]) -> None:
    try:
        found = pages.decode(sent, *(kind for kind, _ in kinds))
    except BadInput:
        return
    assert [expected for _, expected in kinds] == [type(value) for value in found]
    # asyncpg takes a time to UTC before it sends it.
    # asyncpg takes a time to UTC before it sends it: one that cannot be taken there would be a 500.
    assert {value.tzinfo for value in found if isinstance(value, datetime)} <= {UTC}


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "!",
        "=",
        "a",
        "W10",
        "bnVsbA",
        "W251bGxd",
        "WzFd",
        "WyJhIiwiYiJd",
        "\udcff",
        pages.encode("a\x00b"),
        pages.encode(["a"]),
        pages.encode({"a": 1}),
        pages.encode("a") + "\n",
    ],
)
def test_what_was_not_made_here_is_refused(sent: str) -> None:
    with pytest.raises(BadInput) as refused:
        pages.decode(sent, pages.text)
    assert refused.value.errors == (("query/cursor", "take it from next_cursor"),)


@pytest.mark.parametrize("sent", ["2026-03-01T09:30:00", "yesterday", "", "0001-01-01T00:00:00+14:00"])
def test_a_time_without_a_zone_or_out_of_range_is_refused(sent: str) -> None:
    with pytest.raises(BadInput):
        pages.decode(pages.encode(sent), pages.moment)


@pytest.mark.parametrize("sent", ["-1", str(2**63), "1e2", "", "9" * 5000])
def test_a_number_that_no_bigint_holds_is_refused(sent: str) -> None:
    with pytest.raises(BadInput):
        pages.decode(pages.encode(sent), pages.whole)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(BadInput):
        pages.decode(pages.encode("arrays"), pages.moment, pages.uuid)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {"items": [], "next_cursor": None}),
        ([{"id": "a"}], {"items": [{"id": "a"}], "next_cursor": None}),
        ([{"id": "a"}, {"id": "b"}], {"items": [{"id": "a"}, {"id": "b"}], "next_cursor": None}),
        (
            [{"id": "a"}, {"id": "b"}, {"id": "c"}],
            {"items": [{"id": "a"}, {"id": "b"}], "next_cursor": pages.encode("b")},
        ),
    ],
)
def test_one_row_too_many_tells_that_there_is_more(rows: list[Any], expected: dict[str, Any]) -> None:
    assert expected == pages.page(rows, 2, lambda row: (row["id"],), dict)


def test_items_are_shown_as_asked() -> None:
    shown = pages.page([{"id": KEY}], 1, lambda row: (row["id"],), lambda row: {"id": str(row["id"])})
    assert b'{"items":[{"id":"5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11"}],"next_cursor":null}' == orjson.dumps(shown)
