"""What the measurements measure with."""

import math
from functools import partial
from pathlib import Path
from statistics import fmean

from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from bench import scores
from bench.reviews import replay
from bench.reviews.__main__ import summary
from bench.reviews.memory import MEMORIES, HalfLife, Memory
from bench.reviews.schedules import SCHEDULES, Buckets, Fsrs, Ours
from bench.reviews.simulate import Outcome, run
from domain.rules import reviews
from tests.unit.laws import law

pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=40)


@law
@given(pairs)
def test_auc_is_the_share_of_right_orders(found: list[scores.Pair]) -> None:
    true = [chance for chance, came in found if came]
    false = [chance for chance, came in found if not came]
    orders = [1.0 if a > b else 0.5 if a == b else 0.0 for a in true for b in false]

    measured = scores.auc(found)

    if orders:
        assert math.isclose(sum(orders) / len(orders), measured)
    else:
        assert math.isnan(measured)


def test_scores_are_those_worked_out_by_hand() -> None:
    found = [(0.8, True), (0.8, False), (0.2, False), (0.2, False)]

    expected = {"auc": 0.8333, "rmse": 0.4359, "log_loss": 0.5697, "ece": 0.25, "rows": 4}
    assert expected == scores.scores(found)


def test_a_log_is_foretold_from_the_second_review_on(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        "card_id,review_rating,review_time,review_duration\n"
        "7,1,2026-01-05T10:00:00+00:00,900\n"
        "7,3,2026-01-01T10:00:00+00:00,1200\n"
        "7,3,2026-01-05T12:00:00+00:00,800\n"
        "8,3,2026-01-02T10:00:00+00:00,700\n"
    )

    found = list(replay.foretold(replay.read(file)))

    assert [(True, False), (False, True)] == [(later, recalled) for later, (_, recalled) in found]


def test_what_is_reviewed_is_remembered_better_under_every_memory() -> None:
    for name, memory in MEMORIES.items():
        plain, seen = memory(0.0), memory(0.0)
        seen.reviewed(3, known=True)
        assert seen.recall(10) > plain.recall(10), name


def test_every_schedule_meets_the_same_learner() -> None:
    met: dict[str, list[float]] = {}

    def meet(title: str, ease: float) -> Memory:
        met.setdefault(title, []).append(ease)
        return HalfLife(ease)

    outcomes = {title: run(partial(meet, title), schedule, seed=3) for title, schedule in SCHEDULES.items()}

    assert all(items == met["ours"] for items in met.values())
    assert min(outcomes, key=lambda title: outcomes[title].recall) == "buckets, then retired"


def test_nothing_of_fsrs_is_lost_behind_the_buckets() -> None:
    class Same(Fsrs):
        SCHEDULER = Scheduler(
            desired_retention=reviews.RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )

    assert run(HalfLife, Same, seed=3) == run(HalfLife, Ours, seed=3)


def test_we_ask_for_a_tenth_more_than_fsrs_at_most_and_leave_enough() -> None:
    """Few learners, so that reviews are taken over all memories; the command takes enough of them for each."""
    ours: list[Outcome] = []
    usual: list[Outcome] = []
    for memory in MEMORIES.values():
        ours += [run(memory, Ours, seed) for seed in range(3)]
        usual += [run(memory, Fsrs, seed) for seed in range(3)]
        assert fmean(outcome.recall for outcome in ours[-3:]) >= 0.87

    assert summary(ours, usual)["beside_fsrs"] <= 1.1


def test_buckets_retire_an_item_and_we_do_not() -> None:
    for plan in (Buckets(0), Ours(0)):
        while plan.due is not None and plan.due < 400:
            plan.reviewed(int(plan.due), known=True)

        assert (plan.due is None) == isinstance(plan, Buckets)
