"""How a model is put to the test: on users it has never seen, or from nothing."""

from collections.abc import Callable, Sequence

from bench.mastery.models import Model
from bench.mastery.rows import BadRows, Row, interleaved
from bench.scores import Pair

SCORED_FROM = 0.1
"""What comes before, of all rows, is not scored under the cold protocol."""

FOLDS = 5
"""Where the rows name none."""


def cold(make: Callable[[], Model], rows: Sequence[Row]) -> list[Pair]:
    """All users interleaved by attempt, nothing trained before; the last 90 % are scored."""
    model, order = make(), interleaved(rows)
    pairs = [(model.step(row, learning=True), bool(row.correct)) for row in order]
    return pairs[int(SCORED_FROM * len(pairs)) :]


def by_users(make: Callable[[], Model], rows: Sequence[Row]) -> list[Pair]:
    """U: each fold's users replayed in order, what is shared trained on the other folds and held still."""
    folds, pairs = folds_of(rows), []
    for fold in sorted(set(folds.values())):
        model = make()
        model.train(interleaved(row for row in rows if folds[row.user] != fold))
        model.forget_users()
        pairs += [(model.step(row, learning=False), bool(row.correct)) for row in rows if folds[row.user] == fold]
    return pairs


def folds_of(rows: Sequence[Row]) -> dict[str, str]:
    """Each user's fold; where the rows name no two, users are dealt to FOLDS as they come. BadRows if U cannot be."""
    folds: dict[str, str] = {}
    for row in rows:
        if folds.setdefault(row.user, row.fold) != row.fold:
            raise BadRows(f"user {row.user!r} is in two folds, {folds[row.user]!r} and {row.fold!r}")
    if len(folds) < 2:
        raise BadRows("one user alone: nobody to learn from")
    if len(set(folds.values())) < 2:
        return {user: str(number % FOLDS) for number, user in enumerate(folds)}
    return folds


PROTOCOLS = {"cold": cold, "u": by_users}
