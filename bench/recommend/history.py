"""What a tutor may know of a learner: attempts, and the mastery that follows from them by the API's own rules."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.recommend.population import Population
from bench.recommend.world import Item
from domain.rules import mastery, reviews
from domain.rules.mastery_learning import mean_of, mean_rate

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


class History:
    """One learner's past; what the policies choose by."""

    def __init__(self, population: Population, teaches: bool = False) -> None:
        self.population, self.teaches = population, teaches
        self.standing = mastery.Standing()
        self.at, self.known = START.timestamp(), dict[str, dict[int, float]]()
        self.recent: list[dict[str, Any]] = []
        self.seen: Counter[str] = Counter()
        self.solved: set[str] = set()
        self.cards: dict[str, dict[str, Any]] = {}

    def chances(self, topic: str) -> dict[int, float]:
        """Of each level the chance of success on a new problem of the topic, as far as the model knows."""
        if topic not in self.known:
            people = self.population
            mean = mean_rate(people.of("topic", topic), mean_of(people.weights))
            self.standing.of(people.weights, {("topic", topic): mean}, [("topic", topic)])
            state = self.standing.keys["topic", topic]
            self.known[topic] = mastery.chances(
                people.weights, people.shared, self.standing.learner, topic, state, self.at
            )
        return self.known[topic]

    def chance(self, item: Item) -> float:
        return self.chances(item.topic)[item.level]

    def due(self, day: int) -> list[str]:
        """Reviews that are due, the most overdue relative to its interval first."""
        now = START + timedelta(days=day)
        overdue = {
            item: (now - card["next_due_at"]).total_seconds() / 86_400 / max(1.0, card["interval_days"])
            for item, card in self.cards.items()
        }
        return sorted((item for item, late in overdue.items() if late >= 0), key=lambda item: (-overdue[item], item))

    def add(self, item: Item, correct: bool, day: int) -> None:
        self.at = START.timestamp() + 86_400 * day + 300 * (len(self.recent) % 100)
        self.known = {}
        earned, people = mastery.credit(correct, 0), self.population
        given = mastery.item(people.weights, people.shared, item.level, [item.topic], item.id)
        answer = self.standing.move(people.weights, given, [], earned, correct, self.at)
        if self.teaches:
            people.taught(item.id, item.topic, answer, earned)
        met = {"problem_id": item.id, "topics": [item.topic], "difficulty": item.level, "correct": correct}
        self.recent.insert(0, met)
        self.seen[item.id] += 1
        if correct:
            self.solved.add(item.id)
        card = self.cards.get(item.id)
        rating, reason = reviews.rate(correct, hint_level=0, slow=False)
        if card or reason:
            self.cards[item.id] = reviews.review(card and card["card"], rating, START + timedelta(days=day))

    def last_level(self) -> int:
        """The level of the last attempt; without one it counts as 1."""
        return self.recent[0]["difficulty"] if self.recent else 1

    def fails(self) -> int:
        """How many in a row failed, up to now."""
        return next((n for n, attempt in enumerate(self.recent) if attempt["correct"]), len(self.recent))
