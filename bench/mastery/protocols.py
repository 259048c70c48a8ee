"""How a model is put to the test: on users it has never seen, or from nothing."""

from collections.abc import Callable, Sequence

from bench.mastery.models import Model
from bench.mastery.rows import Row, interleaved
from bench.scores import Pair

SCORED_FROM = 0.1
"""What comes before, of all rows, is not scored under the cold protocol."""


def cold(make: Callable[[], Model], rows: Sequence[Row]) -> list[Pair]:
    """All users interleaved by attempt, nothing trained before; the last 90 % are scored."""
    model, order = make(), interleaved(rows)
    pairs = [(model.step(row, learning=True), bool(row.correct)) for row in order]
    return pairs[int(SCORED_FROM * len(pairs)) :]


def by_users(make: Callable[[], Model], rows: Sequence[Row]) -> list[Pair]:
    """U: each fold's users replayed in order, what is shared trained on the other folds and held still."""
    pairs = []
    for fold in sorted({row.fold for row in rows}):
        model = make()
        model.train(interleaved(row for row in rows if row.fold != fold))
        model.forget_users()
        pairs += [(model.step(row, learning=False), bool(row.correct)) for row in rows if row.fold == fold]
    return pairs


PROTOCOLS = {"cold": cold, "u": by_users}
