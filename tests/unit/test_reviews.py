"""When a problem comes back."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import reviews
from tests.unit.laws import law

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
AGAIN, HARD, GOOD = 1, 2, 3
ratings = st.sampled_from([AGAIN, HARD, GOOD])
delays = st.floats(0, 400)


def history(steps: list[tuple[int, float]]) -> tuple[dict[str, Any] | None, datetime]:
    """The card after reviews of these ratings, each so many days after the one before, and the last one's time."""
    card, now = None, NOW
    for rating, days in steps:
        now += timedelta(days=days)
        card = reviews.review(card, rating, now)["card"]
    return card, now


def interval(card: dict[str, Any] | None, rating: int, now: datetime) -> float:
    days: float = reviews.review(card, rating, now)["interval_days"]
    return days


@pytest.mark.parametrize(
    ("correct", "hints", "slow", "expected"),
    [
        (False, 0, False, (AGAIN, "fail")),
        (False, 3, True, (AGAIN, "fail")),
        (True, 3, False, (HARD, "heavy-hint")),
        (True, 3, True, (HARD, "heavy-hint")),
        (True, 2, True, (HARD, "slow")),
        (True, 2, False, (GOOD, None)),
        (True, 0, False, (GOOD, None)),
    ],
)
def test_an_answer_is_rated_by_what_went_wrong(
    correct: bool, hints: int, slow: bool, expected: tuple[int, str | None]
) -> None:
    assert expected == reviews.rate(correct, hints, slow)


@pytest.mark.parametrize(
    ("minutes", "expected_minutes", "usual_pace", "slow"),
    [
        (30, 10, None, False),
        (30.1, 10, None, True),
        (21, 10, 1.0, True),
        (20, 10, 1.0, False),
        (9, 10, 0.3, False),
        (10.1, 10, 0.3, True),
        (31, 10, 5.0, True),
    ],
    ids=[
        "three times the expected time is not slow yet",
        "over three times is",
        "so is over twice the learner's own pace",
        "twice is not yet",
        "within the expected time nobody is slow, however quick they usually are",
        "beyond it a quick learner is",
        "a slow learner is slow by the problem's measure",
    ],
)
def test_slow_is_for_the_problem_or_for_the_learner(
    minutes: float, expected_minutes: int, usual_pace: float | None, slow: bool
) -> None:
    assert reviews.is_slow(int(minutes * 60_000), expected_minutes, usual_pace) is slow


def test_the_seeds_days_have_the_seeds_buckets() -> None:
    assert [reviews.bucket(days) for days in (1, 3, 7, 21)] == [0, 1, 2, 3]


def test_beyond_the_last_bucket_an_interval_stays_in_it() -> None:
    assert [reviews.bucket(days) for days in (0, 0.2, 40, 3650)] == [0, 0, 3, 3]


@law
@given(st.floats(0.01, 36500))
def test_a_bucket_is_the_nearest_in_log_space(days: float) -> None:
    nearest = min(abs(math.log(days) - math.log(target)) for target in reviews.BUCKET_DAYS)
    found = abs(math.log(days) - math.log(reviews.BUCKET_DAYS[reviews.bucket(days)]))
    assert pytest.approx(nearest) == found


@law
@given(st.floats(0.01, 36500), st.floats(1, 10))
def test_a_longer_interval_never_has_a_lower_bucket(days: float, factor: float) -> None:
    assert reviews.bucket(days) <= reviews.bucket(days * factor)


@law
@given(ratings)
def test_a_first_interval_is_a_day_or_more(rating: int) -> None:
    assert interval(None, rating, NOW) >= 1


def test_a_first_failure_comes_back_tomorrow() -> None:
    after = reviews.review(None, AGAIN, NOW)
    assert (NOW + timedelta(days=1), 1.0, 0) == (after["next_due_at"], after["interval_days"], after["bucket"])


@law
@given(st.lists(st.tuples(ratings, delays), max_size=8), delays)
def test_again_is_never_later_than_hard_nor_hard_than_good(steps: list[tuple[int, float]], delay: float) -> None:
    card, last = history(steps)
    now = last + timedelta(days=delay)
    found = [interval(card, rating, now) for rating in (AGAIN, HARD, GOOD)]
    assert sorted(found) == found


@law
@given(st.lists(st.tuples(ratings, delays), max_size=8), ratings, delays)
def test_no_review_is_due_within_a_day(steps: list[tuple[int, float]], rating: int, delay: float) -> None:
    card, last = history(steps)
    assert interval(card, rating, last + timedelta(days=delay)) >= 1


@law
@given(st.lists(st.tuples(ratings, delays), max_size=8), ratings)
def test_the_due_date_is_the_interval_from_now(steps: list[tuple[int, float]], rating: int) -> None:
    card, now = history(steps)
    after = reviews.review(card, rating, now)
    assert now + timedelta(days=after["interval_days"]) == after["next_due_at"]
    assert reviews.bucket(after["interval_days"]) == after["bucket"]


def test_intervals_grow_with_each_good_answer_when_due_and_go_on_past_the_last_bucket() -> None:
    now, card, found = NOW, None, []
    for _ in range(6):
        after = reviews.review(card, GOOD, now)
        card, now = after["card"], after["next_due_at"]
        found.append(after["interval_days"])
    assert sorted(set(found)) == found
    assert found[-1] > 21


def test_forgetting_a_learnt_problem_shortens_its_interval() -> None:
    card, now = history([(GOOD, 0), (GOOD, 10), (GOOD, 30)])
    later = now + timedelta(days=60)
    assert interval(card, AGAIN, later) < interval(card, HARD, later)


@law
@given(st.lists(st.tuples(ratings, delays), max_size=6), ratings)
def test_the_same_history_gives_the_same_card(steps: list[tuple[int, float]], rating: int) -> None:
    twice = [reviews.review(history(steps)[0], rating, history(steps)[1]) for _ in range(2)]
    assert twice[1] == twice[0]
