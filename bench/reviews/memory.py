"""Three memories that are not the schedule's own, to be taught by it.

Each is one item in one head: `recall(day)` is the chance that it is known then, `reviewed(day, known)` what a review
leaves behind. `ease` varies from item to item (standard normal): nobody's items are equally hard. The constants were
fitted to a log of 6,276 real reviews of 1,174 items (the test data of py-fsrs), one a day and item, by likelihood.
"""

import math
from collections.abc import Callable
from typing import Protocol


class Memory(Protocol):
    """An item in a head; days are counted from the start, and may be fractions."""

    def recall(self, day: float) -> float: ...

    def reviewed(self, day: float, known: bool) -> None: ...


class HalfLife:
    """Exponential forgetting; the half-life grows with every recall, more when it was nearly forgotten.

    The curve is that of half-life regression (Settles and Meeder, ACL 2016); growth with the spacing is added, since
    without it the best schedule would be to cram.
    """

    def __init__(self, ease: float) -> None:
        self.half_life, self.gain, self.at = 6.5 * math.exp(1.2 * ease), 3.1 * math.exp(0.35 * ease), 0.0

    def recall(self, day: float) -> float:
        return float(2 ** (-(day - self.at) / self.half_life))

    def reviewed(self, day: float, known: bool) -> None:
        forgotten = 1 - self.recall(day)
        self.half_life *= 1 + self.gain * min(1.0, 2 * forgotten) if known else 0.93
        self.half_life, self.at = max(0.5, self.half_life), day


class PowerLaw:
    """Forgetting by a power of time, with stability, and difficulty that failures raise.

    Wickelgren's power law (Memory & Cognition 2, 1974) with an increase of stability that shrinks as it grows, as in
    SuperMemo's two-component model; other curve and other constants than FSRS-6 has.
    """

    def __init__(self, ease: float) -> None:
        self.stability, self.hardness, self.at = 0.35 * math.exp(1.2 * ease), 0.0, 0.0

    def recall(self, day: float) -> float:
        return float((1 + (day - self.at) / (4 * self.stability)) ** -0.5)

    def reviewed(self, day: float, known: bool) -> None:
        forgotten = 1 - self.recall(day)
        if known:
            self.stability *= 1 + 9.6 * math.exp(-0.18 * self.hardness) * self.stability**-0.12 * forgotten
        else:
            self.stability, self.hardness = max(0.5, self.stability**0.49), min(4.0, self.hardness + 1)
        self.at = day


class Activation:
    """ACT-R: every time the item was met leaves a trace, and the traces' sum decides.

    Pavlik and Anderson, "Practice and forgetting effects on vocabulary memory" (Cognitive Science 29, 2005), with their
    decay and scale; a trace laid while the item was still active fades faster, which is the spacing effect. Days
    between sessions count for a fortieth, as theirs did.
    """

    DECAY, SCALE, THRESHOLD, NOISE = 0.177, 0.217, -1.69, 0.356
    SECONDS_A_DAY = 86_400 * 0.025

    def __init__(self, ease: float) -> None:
        self.bonus = 0.54 * ease
        self.traces: list[tuple[float, float]] = [(0.0, self.DECAY)]

    def _activation(self, day: float) -> float:
        ages = ((max(1.0, (day - at) * self.SECONDS_A_DAY), decay) for at, decay in self.traces)
        return math.log(sum(age**-decay for age, decay in ages))

    def recall(self, day: float) -> float:
        return 1 / (1 + math.exp((self.THRESHOLD - self.bonus - self._activation(day)) / self.NOISE))

    def reviewed(self, day: float, known: bool) -> None:
        self.traces.append((day, self.SCALE * math.exp(self._activation(day)) + self.DECAY))


MEMORIES: dict[str, Callable[[float], Memory]] = {
    "half-life": HalfLife,
    "power law": PowerLaw,
    "activation": Activation,
}
