"""`python -m bench.mastery.ship --csv FILE`: fits the weights that ship with the code, and writes their module."""

import argparse
import json
import sys
from math import inf
from pathlib import Path
from textwrap import fill
from typing import Any

from bench.mastery.models import Ours
from bench.mastery.rows import interleaved, read
from domain.rules import mastery_model, mastery_state
from domain.rules.mastery_features import NAMES, Item
from domain.rules.mastery_learning import LEAST_SQUARE

MODULE = Path(__file__).parents[2] / "domain" / "rules" / "mastery_weights.py"
EPOCHS = 2
TRUST = 0.1
"""Of the squares: as if a tenth of the answers had been ours, so that our own learners' count for more."""

UNKNOWN = 20.0
"""The square of what is not learned here: it takes some hundred answers to move far."""

MEAN_COUNTS_FOR = 100.0
LOCAL = ("topic_first", "topic_since", "same_item", "same_topic", "topic_ability")
LOCAL_BINS = ("new:", "topic:", "topic-gap:")
"""What mere practice brings, and how far topics differ: that is the material's, for our own learners to show."""

RATES = ("topic_rate_7", "topic_rate_9", "rate_7", "rate_9", "rate_98")
RAISING = (*RATES, *(name for name in NAMES if name.endswith(("wins", "last", "last_but_one", "last_but_two"))))
LOWERING = tuple(name for name in NAMES if name.endswith(("fails", "minutes", "days")) or name == "item_since")
"""Success never speaks against a learner, failure and time never for one."""

TEXT = '''"""The mastery model's weights before anyone has answered: how histories foretell answers, learned elsewhere.

Fitted to the cloze answers of DataShop 5513 as the R package LKT (GPL-3) samples them, by `python -m
bench.mastery.ship`; the answers are no part of this project. Nothing of their difficulty is kept: the intercept is
moved so that a first-time learner meets the middle level at even odds. Success never speaks against a learner, failure
and time never for one; what mere practice brings is left to our own learners to show.
"""

from json import loads
from typing import Any

WEIGHTS: dict[str, Any] = loads(
    """
{}
"""
)
'''


class Held(dict[str, float]):
    """AdaGrad's squares of bins, out of reach for those that are not to be learned."""

    def get(self, name: str, default: Any = None, /) -> Any:
        return inf if name.startswith(LOCAL_BINS) else super().get(name, default)


def fit(rows: Any) -> dict[str, Any]:
    """The weights after EPOCHS passes over the answers, with a first-time learner at even odds."""
    model, order = Ours(), interleaved(rows)
    numbers, squares = model.weights["numbers"], model.weights["squares"]
    squares["bins"] = Held()
    for name in LOCAL:
        squares["numbers"][NAMES.index(name)] = inf
    raising, lowering = ([NAMES.index(name) for name in names] for names in (RAISING, LOWERING))
    for _ in range(EPOCHS):
        model.forget_users()
        for row in order:
            model.step(row, learning=True)
            for place in raising:
                numbers[place] = max(0.0, numbers[place])
            for place in lowering:
                numbers[place] = min(0.0, numbers[place])
    found = model.weights | {"wins": MEAN_COUNTS_FOR / 2, "attempts": MEAN_COUNTS_FOR}
    fresh = mastery_state.learner(0.5), [mastery_state.key(0.5)], None, Item("", ("any",), 0.0, (0.5,))
    found["numbers"][0] -= mastery_model.foresee(found, *fresh, 0.0)[0]

    def trusted(square: float) -> float:
        return UNKNOWN if square == inf else max(LEAST_SQUARE, round(TRUST * square, 2))

    return found | {
        "numbers": [round(weight, 4) for weight in found["numbers"]],
        "bins": {name: round(weight, 4) for name, weight in sorted(found["bins"].items()) if weight},
        "squares": {
            "numbers": [trusted(square) for square in squares["numbers"]],
            "bins": {name: trusted(square) for name, square in sorted(squares["bins"].items()) if square < inf},
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.mastery.ship", description=__doc__)
    parser.add_argument("--csv", type=Path, metavar="FILE", required=True)
    weights = fit(read(parser.parse_args().csv))
    lines = fill(json.dumps(weights), 119, break_long_words=False, break_on_hyphens=False)
    MODULE.write_text(TEXT.replace("{}", lines), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
