"""What the learners before taught the mastery model: its weights, and how hard each problem and topic turned out."""

from copy import deepcopy
from typing import Any

from domain.rules import mastery_learning as learning
from domain.rules.mastery_model import Answer, Key
from domain.rules.mastery_weights import WEIGHTS


class Population:
    """The shared side of the model, as the worker keeps it; what ships with the code before anyone has answered."""

    def __init__(self) -> None:
        self.weights: dict[str, Any] = deepcopy(WEIGHTS)
        self.shared: dict[Key, dict[str, Any]] = {}

    def of(self, kind: str, name: str) -> dict[str, Any]:
        return self.shared.setdefault((kind, name), learning.untried())

    def taught(self, problem: str, topic: str, answer: Answer, earned: float) -> None:
        """All that one attempt teaches."""
        learning.teach(
            self.weights,
            self.of("problem", problem),
            [self.of("topic", topic)],
            answer.features,
            answer.predicted,
            earned,
        )
