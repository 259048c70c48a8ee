"""Which limits apply to whom, and what is told of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import api
from app.limits import Rates
from app.settings import BadSettings, Settings
from app.windows import tightest

RATES = Rates(60, {"grade:write": 300, "tracks:write": 70}, {"exportLearner": 2})


@pytest.mark.parametrize(
    ("scopes", "operation", "amounts"),
    [
        ({"learn"}, "listTracks", [60]),
        ({"learn", "tracks:write"}, "listTracks", [70]),
        ({"tracks:write", "grade:write"}, "listTracks", [300]),
        (set(), "exportLearner", [60, 2]),
        ({"grade:write"}, "exportLearner", [300, 2]),
    ],
)
def test_a_scope_has_a_limit_in_place_of_the_general_and_an_operation_one_on_top(
    scopes: set[str], operation: str, amounts: list[int]
) -> None:
    found = RATES.limits("u", frozenset(scopes), operation)

    assert amounts == [limit.amount for limit in found]
    assert len(found) == len({limit.key for limit in found})


def test_no_two_users_count_together() -> None:
    assert RATES.limits("a", frozenset(), "x") != RATES.limits("b", frozenset(), "x")


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300), st.floats(0, 60)), min_size=1))
def test_what_is_told_is_of_the_limit_with_the_least_left(windows: list[tuple[int, int, float]]) -> None:
    standing = tightest(True, windows)

    assert standing.left == min(max(0, amount - used) for amount, used, _ in windows)
    assert any((standing.amount, standing.left) == (amount, max(0, amount - used)) for amount, used, _ in windows)
    assert 1 <= standing.reset <= 60
    assert standing.reset >= min(60, max(s for a, u, s in windows if max(0, a - u) == standing.left))


def test_limits_of_what_the_contract_does_not_have_stop_the_start_with_a_line_each() -> None:
    wrong = Settings(
        CO_DB_URL="postgresql://",
        CO_REDIS_URL="redis://",
        EVAL_BASE="http://",
        CO_RATE_BY_SCOPE="lern=5,learn=9",
        CO_RATE_BY_OPERATION="getTracks=3,listTracks=3,create=1",
    )
    with pytest.raises(BadSettings) as caught:
        api.create(wrong)

    assert [
        "CO_RATE_BY_OPERATION: no such operation: create",
        "CO_RATE_BY_OPERATION: no such operation: getTracks",
        "CO_RATE_BY_SCOPE: no operation asks for the scope lern",
    ] == str(caught.value).split("\n")
