"""The mastery model: an Elo core with a logistic layer over it, online and O(1) per attempt.

The chance of success is sigma(weights . features), in logits. Three features are Elo's (the learner's ability, the mean
of the topics', the ease of the item) and weigh 1 until the weights have learned: Pelanek, "Applications of the Elo
rating system in adaptive educational systems" (Computers & Education 98, 2016). The others are mastery_features' own.
"""

from collections.abc import Mapping, Sequence
from math import exp
from operator import mul
from typing import Any, NamedTuple

from domain.rules import mastery_state as states
from domain.rules.mastery_features import Item, Seen, State, observe
from domain.rules.mastery_learning import mean_of

LEARNER_STEP, LEARNER_SLOWING = 0.3, 0.05
KEY_STEP, KEY_SLOWING = 0.3, 0.02
FARTHEST = 30.0
"""Logits beyond which a chance is as good as certain."""

Key = tuple[str, str]
"""("topic" or "outcome", id)."""


class Answer(NamedTuple):
    """What one attempt changes: all states as they are after it."""

    predicted: float
    features: Seen
    learner: dict[str, Any]
    keys: dict[Key, dict[str, Any]]
    seen: dict[str, Any]


def sigma(logit: float) -> float:
    if -FARTHEST < logit < FARTHEST:
        return 1 / (1 + exp(-logit))
    return 1 / (1 + exp(-FARTHEST if logit > 0 else FARTHEST))


def foresee(
    weights: Mapping[str, Any], learner: State, topics: Sequence[State], seen: State | None, item: Item, at: float
) -> tuple[float, Seen]:
    """The foreseen logit, and the features it was made from; `at` in seconds, 0 leaves the time gaps out.

    `topics` are the learner's states of the item's topics in its order, `seen` the history with this very item.
    """
    features = observe(mean_of(weights), learner, topics, seen, item, at)
    known = weights["bins"]
    logit: float = sum(map(mul, weights["numbers"], features.numbers))
    for name in features.bins:
        logit += known.get(name, 0.0)
    return logit, features


def answer(
    weights: Mapping[str, Any],
    learner: State,
    keys: Mapping[Key, State],
    seen: State | None,
    item: Item,
    earned: float,
    correct: bool,
    at: float,
) -> Answer:
    """What one first attempt changes; `keys` are the learner's states of the item's topics and outcomes.

    Outcomes move like topics and have no say in the prediction. The states given are left as they were.
    """
    topics = [keys["topic", topic] for topic in item.topics]
    logit, features = foresee(weights, learner, topics, seen, item, at)
    predicted = sigma(logit)
    error = earned - predicted
    count = learner["attempts"]
    ability = learner["ability"] + LEARNER_STEP / (1 + LEARNER_SLOWING * count) * error
    after = {}
    for key, state in keys.items():
        own = state["ability"] + KEY_STEP / (1 + KEY_SLOWING * state["attempts"]) * error
        after[key] = states.key_after(state, own, count, earned, correct, at)
    return Answer(
        predicted,
        features,
        states.learner_after(learner, ability, item.id, item.topics, earned),
        after,
        states.seen_after(seen, count, earned, at),
    )
