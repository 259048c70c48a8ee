"""What the mastery model sees of an attempt before it is made: some thirty numbers, and a few bins of a table.

Every number is 0 where nothing is known, so that the intercept alone speaks for a first-time learner. The histories are
those of Gervet et al., "When is deep learning the best approach to knowledge tracing?" (JEDM 12(3), 2020): log wins and
fails, and decayed rates. The bins let how an item went and how long ago that was act together.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import log1p
from typing import Any, NamedTuple

State = Mapping[str, Any]

NAMES = (
    "base", "topic_wins", "topic_fails", "topic_rate_7", "topic_rate_9", "topic_last", "topic_last_but_one",
    "topic_first", "wins", "fails", "item_wins", "item_fails", "item_last", "rate_7", "rate_9", "rate_98", "last",
    "last_but_one", "last_but_two", "same_item", "same_topic", "same_item_last", "same_topic_last", "topic_minutes",
    "topic_days", "item_minutes", "item_days", "topic_since", "item_since", "ability", "topic_ability", "ease",
)  # fmt: skip
"""The numbers, in their order; `since` counts the learner's attempts in between. The last three are Elo's own."""

MINUTES = tuple(60.0 * minutes for minutes in (0.5, 2, 5, 10, 30, 120, 720, 2160, 6667, 16667))
SINCE = (1, 2, 3, 5, 8, 12, 20, 35, 60, 100)
NEVER, UNTIMED = 99, 98


class Item(NamedTuple):
    """What is shared about an item: its difficulty in logits, and its topics with their mean rates of success."""

    id: str
    topics: tuple[str, ...]
    difficulty: float
    means: tuple[float, ...]


class Seen(NamedTuple):
    """The numbers in the order of NAMES, and the bins."""

    numbers: list[float]
    bins: list[str]


def gap(at: float, before: float) -> float | None:
    """Seconds between two times, at least 0; None where either is unknown (0)."""
    return max(0.0, at - before) if at and before else None


def observe(mean: float, learner: State, topics: Sequence[State], seen: State | None, item: Item, at: float) -> Seen:
    """The features of an attempt at `item` at `at` (seconds, 0 if unknown); `seen` is the learner's history with it."""
    count = learner["attempts"]
    wins = fails = rate_7 = rate_9 = last = last_but_one = first = 0.0
    ability, since, elapsed = 0.0, -1, None
    for topic, topic_mean in zip(topics, item.means, strict=True):
        ability += topic["ability"]
        if not topic["attempts"]:
            first += 1
            continue
        wins += log1p(topic["wins"])
        fails += log1p(topic["attempts"] - topic["wins"])
        rate_7 += topic["rates"][0] - topic_mean
        rate_9 += topic["rates"][1] - topic_mean
        last += topic["last"][0]
        last_but_one += topic["last"][1]
        lag = count - topic["seen"]
        if since < 0 or lag < since:
            since, elapsed = lag, gap(at, topic["at"])
    share = 1 / len(topics) if topics else 0.0
    wins, fails, last = wins * share, fails * share, last * share
    latest = learner["last"]
    same_item = float(item.id != "" and item.id == learner["item"])
    same_topic = float(len(topics) > 0 and list(item.topics) == learner["topics"])
    sure = count / (count + 3)
    rates = learner["rates"]
    numbers = [
        1.0, wins, fails, rate_7 * share, rate_9 * share, last, last_but_one * share, first * share,
        log1p(learner["wins"]), log1p(count - learner["wins"]), 0.0, 0.0, 0.0,
        sure * (rates[0] - mean), sure * (rates[1] - mean), sure * (rates[2] - mean), *latest,
        same_item, same_topic, same_item * latest[0], same_topic * latest[0],
        0.0, 0.0, 0.0, 0.0, log1p(since) if since >= 0 else 0.0, 0.0,
        learner["ability"], ability * share, -item.difficulty,
    ]  # fmt: skip
    if elapsed is not None:
        numbers[23], numbers[24] = log1p(elapsed / 60), log1p(elapsed / 86400)
    if seen is None:
        return Seen(numbers, _bins_of_new(since, elapsed, wins, fails, last))
    numbers[10], numbers[11], numbers[12] = log1p(seen["wins"]), log1p(seen["fails"]), seen["last"]
    ago = count - seen["seen"]
    numbers[28] = log1p(ago)
    elapsed = gap(at, seen["at"])
    if elapsed is not None:
        numbers[25], numbers[26] = log1p(elapsed / 60), log1p(elapsed / 86400)
    return Seen(numbers, _bins_of_known(seen, ago, elapsed))


def _bins_of_new(since: int, elapsed: float | None, wins: float, fails: float, last: float) -> list[str]:
    lag = bisect_right(SINCE, since) if since >= 0 else NEVER
    bins = [f"new:{lag}:{round(last)}", f"topic:{min(6, int(wins * 2))}:{min(6, int(fails * 2))}"]
    if elapsed is not None:
        bins.append(f"topic-gap:{bisect_right(MINUTES, elapsed)}:{round(last)}")
    return bins


def _bins_of_known(seen: State, ago: int, elapsed: float | None) -> list[str]:
    span = UNTIMED if elapsed is None else bisect_right(MINUTES, elapsed)
    won, last = min(5, int(seen["wins"])), round(seen["last"])
    return [
        f"history:{seen['history']}",
        f"gap:{span}:{last}",
        f"since:{bisect_right(SINCE, ago)}:{last}",
        f"counts:{won}:{min(5, int(seen['fails']))}",
        f"gap-wins:{span}:{min(4, won)}",
    ]
