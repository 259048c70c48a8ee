"""Mastery: what an attempt counts for, what is shown for a key, and how the evidence moves a learner's standing.

The model behind it is mastery_model's, over the states of mastery_state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.rules import mastery_state as states
from domain.rules.mastery_features import Item, State, observe
from domain.rules.mastery_learning import mean_of, mean_rate, untried
from domain.rules.mastery_model import Answer, Key, answer, foresee, sigma
from domain.rules.mastery_words import parts
from openapi import types

LEVELS = {1: -1.6, 2: -0.8, 3: 0.0, 4: 0.8, 5: 1.6}
"""What a level of difficulty weighs, in logits: where a new problem starts."""

MIDDLE = 3

CREDIT_AFTER_HINT = {0: 1.0, 1: 0.75, 2: 0.5, 3: 0.0}
"""What a correct answer counts for after hints up to this level."""

Shared = Mapping[Key, Mapping[str, Any]]
"""("problem" or "topic", id) → its mastery_learning.parameters; what nobody tried is not in it."""


def credit(correct: bool, hint_level: int) -> float:
    """What an answer counts for, 0 to 1."""
    return CREDIT_AFTER_HINT[hint_level] if correct else 0.0


def item(weights: Mapping[str, Any], shared: Shared, level: int, topics: Sequence[str], problem: str = "") -> Item:
    """What is shared about a problem: its author's level, moved by what is known of it and of its topics.

    Without `problem`, it stands for all of that level and those topics that the learner has not met.
    """
    mean = mean_of(weights)
    of_topics = [shared.get(("topic", topic), untried()) for topic in topics]
    drift = shared.get(("problem", problem), untried())["drift"]
    if of_topics:
        drift += sum(each["drift"] for each in of_topics) / len(of_topics)
    return Item(problem, tuple(topics), LEVELS[level] + drift, tuple(mean_rate(each, mean) for each in of_topics))


def chances(
    weights: Mapping[str, Any], shared: Shared, learner: State, key: str, state: State, at: float
) -> dict[int, float]:
    """Of each level the chance of success at `at` on a problem of this key alone that the learner has not met."""
    return chances_of_all(weights, shared, learner, {key: state}, at)[key]


def chances_of_all(
    weights: Mapping[str, Any], shared: Shared, learner: State, keys: Mapping[str, State], at: float
) -> dict[str, dict[int, float]]:
    """The same of each key, by its state: as foresee says of each level's `item`, with less in between.

    A level moves the logit by the weight of ease alone.
    """
    mean, slope, nobody = mean_of(weights), weights["numbers"][-1], untried()
    steps = [(level, slope * (ease - LEVELS[MIDDLE])) for level, ease in LEVELS.items()]
    # All that is never tried looks alike but for its ease, and most topics are.
    alike, _ = foresee(weights, learner, (states.key(mean),), None, Item("", ("",), LEVELS[MIDDLE], (mean,)), at)
    found = {}
    for key, state in keys.items():
        known = shared.get(("topic", key), nobody)
        if state["attempts"] or state["ability"] or learner["topics"] == [key]:
            middle = Item("", (key,), LEVELS[MIDDLE] + known["drift"], (mean_rate(known, mean),))
            logit, _ = foresee(weights, learner, (state,), None, middle, at)
        else:
            logit = alike - slope * known["drift"]
        found[key] = {level: sigma(logit - step) for level, step in steps}
    return found


def explain(
    weights: Mapping[str, Any], shared: Shared, learner: State, key: str, state: State, at: float
) -> list[types.MasteryPart]:
    """What lies between a first-time learner at a key that nobody tried and this learner's score."""
    mean = mean_of(weights)
    here = observe(mean, learner, [state], None, item(weights, shared, MIDDLE, [key]), at)
    start = states.learner(mean), [states.key(mean)], None
    return parts(weights, here, observe(mean, *start, item(weights, {}, MIDDLE, [key]), at))


def score(chances: Mapping[int, float]) -> int:
    """What is shown for a key, 0 to 100: the chance of success, averaged over the levels."""
    return round(100 * sum(chances.values()) / len(chances))


@dataclass
class Standing:
    """A learner's states: at the start of a replay nothing, in a submission those that its problem touches."""

    learner: dict[str, Any] = field(default_factory=dict)
    keys: dict[Key, dict[str, Any]] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, weights: Mapping[str, Any], means: Mapping[Key, float], keys: Sequence[Key]) -> None:
        """Give what is not there yet its start: the population's mean, a topic's own."""
        mean = mean_of(weights)
        self.learner = self.learner or states.learner(mean)
        for key in keys:
            if key not in self.keys:
                self.keys[key] = states.key(means.get(key, mean))

    def move(
        self,
        weights: Mapping[str, Any],
        item: Item,
        outcomes: Sequence[str],
        earned: float,
        correct: bool,
        at: float,
    ) -> Answer:
        """Apply one piece of evidence, made with these weights and this item; the same ones give the same numbers."""
        topics = [("topic", topic) for topic in item.topics]
        named = [*topics, *(("outcome", outcome) for outcome in outcomes)]
        self.of(weights, dict(zip(topics, item.means, strict=True)), named)
        touched = {key: self.keys[key] for key in named}
        after = answer(weights, self.learner, touched, self.seen.get(item.id), item, earned, correct, at)
        self.learner = after.learner
        self.keys |= after.keys
        self.seen[item.id] = after.seen
        return after
