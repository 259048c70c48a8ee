"""Three families of learners, who differ in how they learn and forget. The third was never tuned on.

A learner answers and learns: `chance(topic, level)` is the chance of success now, `practised(topic, level, correct)`
what an attempt leaves, `slept()` a night. Constants are ours; the sources are for the forms.
"""

import math
import random
from collections import deque
from typing import Protocol

from bench.recommend.world import PREREQUISITES
from domain.rules.mastery import LEVELS
from domain.rules.mastery_model import sigma


class Learner(Protocol):
    """One simulated learner; a topic's and a level's names are those of the world."""

    def chance(self, topic: str, level: int) -> float: ...

    def practised(self, topic: str, level: int, correct: bool) -> None: ...

    def slept(self) -> None: ...


class Growing:
    """Abilities that grow most from what is hard but within reach, once what they build on is there.

    An item-response model with a gain that peaks at even odds (the zone of proximal development), less from a failure
    and less from massed practice; a part of what was gained fades.
    """

    GAIN, FADES = 0.5, 0.02

    def __init__(self, luck: random.Random) -> None:
        self.general = luck.gauss(-0.4, 0.5)
        self.start = {topic: luck.gauss(-0.6, 0.5) for topic in PREREQUISITES}
        self.gained = dict.fromkeys(PREREQUISITES, 0.0)
        self.lately: deque[str] = deque(maxlen=10)

    def _ability(self, topic: str) -> float:
        return self.general + self.start[topic] + self.gained[topic]

    def _ready(self, topic: str) -> float:
        return min((sigma(2 * (self._ability(before) + 0.4)) for before in PREREQUISITES[topic]), default=1.0)

    def chance(self, topic: str, level: int) -> float:
        return sigma(1.5 * (self._ability(topic) - 0.8 * (1 - self._ready(topic)) - LEVELS[level]))

    def practised(self, topic: str, level: int, correct: bool) -> None:
        odds = self.chance(topic, level)
        massed = math.exp(-self.lately.count(topic) / 5)
        self.gained[topic] += self.GAIN * 4 * odds * (1 - odds) * self._ready(topic) * massed * (1 if correct else 0.5)
        self.lately.append(topic)

    def slept(self) -> None:
        for topic in self.gained:
            self.gained[topic] *= 1 - self.FADES


class Stepwise:
    """Each level of a topic is known or not, and can be learned when the one below it is: knowledge tracing.

    Corbett and Anderson's form (UMUAI 4, 1995) with forgetting, levels that stand on each other and topics that stand
    on their prerequisites' second level.
    """

    LEARN, STUMBLE, SLIP, GUESS, NEARLY, FORGET = 0.4, 0.03, 0.1, 0.12, 0.3, 0.004

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck
        self.top = {topic: luck.choice((0, 0, 1, 1, 2)) for topic in PREREQUISITES}
        self.idle = dict.fromkeys(PREREQUISITES, 0)

    def _open(self, topic: str, level: int) -> bool:
        return level <= self.top[topic] + 1 and all(self.top[before] >= 2 for before in PREREQUISITES[topic])

    def chance(self, topic: str, level: int) -> float:
        if level <= self.top[topic]:
            return 1 - self.SLIP
        return self.NEARLY if self._open(topic, level) else self.GUESS

    def practised(self, topic: str, level: int, correct: bool) -> None:
        self.idle[topic] = 0
        if level > self.top[topic] and self.luck.random() < (
            self.LEARN if self._open(topic, level) else self.STUMBLE if level == self.top[topic] + 1 else 0
        ):
            self.top[topic] = level

    def slept(self) -> None:
        for topic in self.top:
            self.idle[topic] += 1
            if self.top[topic] and self.luck.random() < self.FORGET * min(5, self.idle[topic]):
                self.top[topic] -= 1


class Fading:
    """Every attempt leaves a trace that fades by a power of time, and three fails in a row dishearten.

    Traces as in Pavlik and Anderson (Cognitive Science 29, 2005), one sum a topic, worth more the closer the level was;
    effort falls with every fail and comes back with success, and what is far too easy bores.
    """

    DECAY = 0.35

    def __init__(self, luck: random.Random) -> None:
        self.general = luck.gauss(-0.9, 0.4)
        self.talent = {topic: luck.gauss(0, 0.5) for topic in PREREQUISITES}
        self.traces: dict[str, list[tuple[int, float]]] = {topic: [] for topic in PREREQUISITES}
        self.day, self.effort = 0, 1.0

    def _ability(self, topic: str) -> float:
        own = sum(worth * (1 + self.day - day) ** -self.DECAY for day, worth in self.traces[topic])
        return self.general + self.talent[topic] + 1.6 * math.log1p(own)

    def chance(self, topic: str, level: int) -> float:
        below = PREREQUISITES[topic]
        lack = sum(max(0.0, -self._ability(before)) for before in below) / len(below) if below else 0.0
        return sigma(1.3 * (self._ability(topic) - 0.7 * lack - LEVELS[level]))

    def practised(self, topic: str, level: int, correct: bool) -> None:
        odds = self.chance(topic, level)
        worth = self.effort * max(0.0, 1 - 2 * abs(odds - 0.6)) * (0.5 if correct else 0.3)
        self.traces[topic].append((self.day, worth))
        if not correct:
            self.effort = max(0.2, 0.8 * self.effort)
        elif odds > 0.9:
            self.effort = max(0.2, self.effort - 0.05)
        else:
            self.effort = min(1.0, self.effort + 0.2)

    def slept(self) -> None:
        self.day += 1
        self.effort = min(1.0, self.effort + 0.3)


FAMILIES: dict[str, type[Growing] | type[Stepwise] | type[Fading]] = {
    "growing": Growing,
    "stepwise": Stepwise,
    "fading": Fading,
}
UNSEEN = "fading"
"""The family that no constant of ours was chosen on."""
