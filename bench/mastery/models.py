"""The models measured: ours, which is the API's, and three that a competent user would try first."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from math import log1p, sqrt
from random import Random
from typing import Any, Protocol

from bench.mastery.rows import Row
from domain.rules import mastery_learning, mastery_model, mastery_state
from domain.rules.mastery_features import Item


class Model(Protocol):
    """Foretells an answer from what came before it, then sees it."""

    def forget_users(self) -> None:
        """Begin with new users; what is shared stays."""

    def train(self, rows: Sequence[Row]) -> None:
        """Learn what is shared from the answers of other users, in this order."""

    def step(self, row: Row, learning: bool) -> float:
        """The chance foreseen; then the user's state moves, and what is shared too when `learning`."""


class Online(Model):
    """What is trained as it goes."""

    def train(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.step(row, learning=True)


class Ours(Online):
    """domain.rules.mastery_model, as the API runs it; what is shared moves after each answer, not in batches."""

    def __init__(self, weights: dict[str, Any] | None = None) -> None:
        self.weights = weights or mastery_learning.blank()
        self.items: dict[str, dict[str, Any]] = defaultdict(mastery_learning.untried)
        self.topics: dict[str, dict[str, Any]] = defaultdict(mastery_learning.untried)
        self.forget_users()

    def forget_users(self) -> None:
        self.learners: dict[str, dict[str, Any]] = {}
        self.keys: dict[tuple[str, str], dict[str, Any]] = {}
        self.seen: dict[tuple[str, str], dict[str, Any]] = {}

    def step(self, row: Row, learning: bool) -> float:
        mean = mastery_learning.mean_of(self.weights)
        problem, topics = self.items[row.item], [self.topics[skill] for skill in row.skills]
        share = 1 / len(topics) if topics else 0.0
        means = tuple(mastery_learning.mean_rate(topic, mean) for topic in topics)
        difficulty = problem["drift"] + share * sum(topic["drift"] for topic in topics)
        item = Item(row.item, row.skills, difficulty, means)
        keys = {
            ("topic", skill): self.keys.get((row.user, skill)) or mastery_state.key(own)
            for skill, own in zip(row.skills, means, strict=True)
        }
        learner = self.learners.get(row.user) or mastery_state.learner(mean)
        history = self.seen.get((row.user, row.item))
        earned, correct = float(row.correct), bool(row.correct)
        after = mastery_model.answer(self.weights, learner, keys, history, item, earned, correct, row.at)
        self.learners[row.user] = after.learner
        self.seen[row.user, row.item] = after.seen
        for (_, skill), state in after.keys.items():
            self.keys[row.user, skill] = state
        if learning:
            mastery_learning.teach(self.weights, problem, topics, after.features, after.predicted, earned)
        return after.predicted


class Ema(Online):
    """Per user and skill a moving average from the skill's mean on, averaged over the skills."""

    STEP = 0.2

    def __init__(self) -> None:
        self.skills: dict[str, list[float]] = defaultdict(lambda: [1.0, 2.0])
        self.forget_users()

    def forget_users(self) -> None:
        self.averages: dict[tuple[str, str], float] = {}

    def step(self, row: Row, learning: bool) -> float:
        skills = row.skills or ("",)
        total = 0.0
        for skill in skills:
            shared = self.skills[skill]
            average = self.averages.get((row.user, skill), shared[0] / shared[1])
            total += average
            self.averages[row.user, skill] = average + self.STEP * (row.correct - average)
            if learning:
                shared[0] += row.correct
                shared[1] += 1
        return total / len(skills)


class Elo(Online):
    """User plus skill of the user against item plus skill, steps shrinking with attempts (Pelanek 2016)."""

    def __init__(self) -> None:
        self.shared: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.forget_users()

    def forget_users(self) -> None:
        self.users: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])

    def step(self, row: Row, learning: bool) -> float:
        share = 1 / len(row.skills) if row.skills else 0.0
        own = [(self.users[(row.user,)], 1.0, 0.3, 0.05)]
        own += [(self.users[row.user, skill], share, 0.3, 0.02) for skill in row.skills]
        hard = [(self.shared["item", row.item], 1.0, 0.4, 0.05)]
        hard += [(self.shared["skill", skill], share, 0.2, 0.05) for skill in row.skills]
        chance = mastery_model.sigma(sum(e[0] * s for e, s, _, _ in own) - sum(e[0] * s for e, s, _, _ in hard))
        error = row.correct - chance
        for sign, moved in ((1, own), (-1, hard if learning else [])):
            for rating, _, step, slowing in moved:
                rating[0] += sign * step / (1 + slowing * rating[1]) * error
                rating[1] += 1
        return chance


class BestLR:
    """Logistic regression on item, skills, and log wins and fails: in all, by skill, by item (Gervet et al. 2020).

    Fitted by AdaGrad with a little L2: as the answers come (cold), or in EPOCHS passes over the shuffled answers (U).
    """

    EPOCHS = 10
    STEP, PENALTY = 0.1, 1e-4

    def __init__(self) -> None:
        self.weights: dict[str, list[float]] = defaultdict(lambda: [0.0, 1e-2])
        self.forget_users()

    def forget_users(self) -> None:
        self.counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])

    def train(self, rows: Sequence[Row]) -> None:
        features = [(self.observe(row), row.correct) for row in rows]
        for _ in range(self.EPOCHS):
            Random(1).shuffle(features)
            for each, correct in features:
                self.learn(each, correct, self.chance(each))

    def step(self, row: Row, learning: bool) -> float:
        features = self.observe(row)
        chance = self.chance(features)
        if learning:
            self.learn(features, row.correct, chance)
        return chance

    def observe(self, row: Row) -> dict[str, float]:
        """The row's features; then its answer is counted."""
        share = 1 / len(row.skills) if row.skills else 0.0
        counts = [("all", self.counts[(row.user,)], 1.0), ("item", self.counts[row.user, "item", row.item], 1.0)]
        counts += [("skill", self.counts[row.user, "skill", skill], share) for skill in row.skills]
        features = {"base": 1.0, f"item:{row.item}": 1.0} | {f"skill:{skill}": share for skill in row.skills}
        for name, tally, part in counts:
            features[f"wins:{name}"] = features.get(f"wins:{name}", 0.0) + part * log1p(tally[1])
            features[f"fails:{name}"] = features.get(f"fails:{name}", 0.0) + part * log1p(tally[0])
            tally[row.correct] += 1
        return features

    def chance(self, features: dict[str, float]) -> float:
        return mastery_model.sigma(sum(self.weights[name][0] * value for name, value in features.items()))

    def learn(self, features: dict[str, float], correct: int, chance: float) -> None:
        for name, value in features.items():
            weight = self.weights[name]
            slope = (correct - chance) * value - self.PENALTY * weight[0]
            weight[1] += slope * slope
            weight[0] += self.STEP * slope / sqrt(weight[1])


MODELS: dict[str, Callable[[], Model]] = {"mastery": Ours, "ema": Ema, "elo": Elo, "best-lr": BestLR}
