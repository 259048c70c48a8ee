"""What next: four terms in [0, 1], weighed, and the guardrails over what is served."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.rules.cells import EASY, Chances
from domain.rules.ratings import Rated, Ratings, rate
from openapi import types

WEIGHTS: types.RecommendationTerms = {
    "weakness": 0.31,
    "novelty": 0.09,
    "difficulty_pacing": 0.21,
    "recency_diversification": 0.39,
}
REVIEW_EVERY = 3
REVIEWS_FIRST_ABOVE = 5
WITHIN_REACH = 0.3
"""Below this chance of success, a review whose footing is not there lets the others go first: it would fail again."""

READ = 100
"""How many of the last attempts the choice looks at: a few for variety, all of them for what can be done."""


def rank(
    candidates: Sequence[Any],
    model: Chances,
    prerequisites: Mapping[str, Sequence[str]],
    recent: Sequence[Any],
    due: Sequence[str],
    count: int,
    weights: types.RecommendationTerms = WEIGHTS,
) -> list[types.Recommendation]:
    """The next items, each with its terms, inputs, guardrails and reason.

    `candidates` have id, topics, difficulty, seen, solved; `model` the chance of success by topic and level; `recent`
    the last first attempts, the latest first, READ at most; `due` the problem ids of due reviews in order. Solved
    problems come back only as reviews. Without a history the last level counts as 1.
    """
    rated = Ratings(model, prerequisites, recent, weights).order(candidates)
    return [told(turn, weights) for turn in choose(rated, recent, due, count).turns]


class Turn(NamedTuple):
    """What is served, and the guardrails that had a say."""

    item: Rated
    kind: types.RecommendationKind
    guardrails: list[types.Guardrail]


class Choice(NamedTuple):
    """What is served, and the best of what is new and is not served."""

    turns: list[Turn]
    left: Rated | None


def choose(rated: Sequence[Rated], recent: Sequence[Any], due: Sequence[str], count: int) -> Choice:
    """What `rank` says of candidates that are in their order."""
    waiting = {*due}
    reviews = {item.problem_id: item for item in rated if item.problem_id in waiting}
    fresh = [item for item in rated if not item.solved and item.problem_id not in waiting]
    last = recent[0]["difficulty"] if recent else 1
    turns = serve(fresh, [reviews[problem] for problem in due if problem in reviews], recent, last, count)
    if not turns and fresh:
        turns = [way_up(fresh, [item for item in rated if item.solved], last)]
    taken = {id(turn.item) for turn in turns}
    return Choice(turns, next((item for item in fresh if id(item) not in taken), None))


def serve(
    fresh: Sequence[Rated],
    reviews: Sequence[Rated],
    recent: Sequence[Any],
    last: int,
    count: int,
) -> list[Turn]:
    """The order in which items are served, with the guardrails that had a say."""
    served: list[Turn] = []
    after_two_fails = len(recent) >= 2 and not recent[0]["correct"] and not recent[1]["correct"]
    pending, due = list(fresh), sorted(reviews, key=out_of_reach)
    since = since_review(recent)
    while (pending or due) and len(served) < count:
        # A backlog comes first and has every second place, but not all of them: who only repeats learns nothing new.
        backlog = len(due) > REVIEWS_FIRST_ABOVE and (since > 0 or not (recent or served))
        review_turn = backlog or since + 1 >= REVIEW_EVERY
        previous = served[-1].item.difficulty if served else last
        # Where the guardrails let none of those through whose turn it is, the others may have it.
        for pool in (due, pending) if review_turn else (pending, due):
            chosen, guardrails = pick(pool, last, previous, after_two_fails and not served)
            if chosen is not None:
                break
        else:
            break
        pool.remove(chosen)
        since = since + 1 if pool is pending else 0
        if pool is pending:
            served.append(Turn(chosen, "new", guardrails))
        else:
            served.append(Turn(chosen, "review", ["due-review", *guardrails]))
    return served


def out_of_reach(review: Rated) -> bool:
    return review.readiness < 1 and review.probability < WITHIN_REACH


def since_review(recent: Sequence[Any]) -> int:
    """How many attempts there were since one at a problem met before, as far as `recent` tells."""
    earlier: set[str] = set()
    since = len(recent)
    for place in range(len(recent) - 1, -1, -1):
        problem = recent[place]["problem_id"]
        if problem in earlier:
            since = place
        earlier.add(problem)
    return since


def way_up(fresh: Sequence[Rated], solved: Sequence[Rated], last: int) -> Turn:
    """When all that is left is too hard: a solved problem of the level between, to climb on.

    Where the bank has none of that level, the easiest that is left: nobody is sent away while there is something to do.
    """
    step = next((item for item in solved if item.difficulty == last + 1), None)
    if step is not None:
        return Turn(step, "review", ["difficulty-jump"])
    return Turn(min(fresh, key=lambda item: item.difficulty), "new", ["difficulty-jump"])


def pick(pool: Sequence[Rated], last: int, previous: int, careful: bool) -> tuple[Rated | None, list[types.Guardrail]]:
    """The first item of `pool` that the guardrails let through; after two fails the first that is likely to pass."""
    highest = min(last, previous) + 1
    allowed = (item for item in pool if item.difficulty <= highest)
    first = next(allowed, None)
    if first is None:
        return None, []
    fired: list[types.Guardrail] = ["difficulty-jump"] if first is not pool[0] else []
    if not careful:
        return first, fired
    others = [first, *allowed]
    likely = next((item for item in others if item.probability >= EASY), None)
    return likely or max(others, key=lambda item: item.probability), [*fired, "after-two-fails"]


def told(turn: Turn, weights: types.RecommendationTerms) -> types.Recommendation:
    """What is served, explained."""
    candidate, place, rating = turn.item.candidate, turn.item.place, rate(turn.item)
    item: types.Recommendation = {
        "problem_id": candidate["id"],
        "title": candidate["title"],
        "subject": candidate["subject"],
        "difficulty": candidate["difficulty"],
        "topics": list(candidate["topics"]),
        "kind": turn.kind,
        "score": -turn.item.order,
        "terms": {
            "weakness": rating.weakness,
            "novelty": rating.novelty,
            "difficulty_pacing": rating.difficulty_pacing,
            "recency_diversification": rating.recency_diversification,
        },
        "weights": weights,
        "inputs": {
            "probability": rating.probability,
            "readiness": rating.readiness,
            "times_seen": candidate["seen"],
            "frontier": place.frontier,
            "topic_count_in_last_10": place.lately,
        },
        "guardrails": turn.guardrails,
        "reason": "",
    }
    item["reason"] = reason(item)
    return item


def reason(item: types.Recommendation) -> str:
    """One sentence for the learner."""
    topic = item["topics"][0].replace("-", " ")
    if "due-review" in item["guardrails"]:
        return f"It is time to see {item['title']} again before it fades."
    if "after-two-fails" in item["guardrails"]:
        return f"After two hard ones, {item['title']} is within your reach."
    if item["inputs"]["times_seen"]:
        return f"You have met {item['title']} before and not solved it yet."
    if item["inputs"]["readiness"] < 1:
        return f"It takes you further in {topic}; what it builds on is still settling."
    terms, weights = item["terms"], item["weights"]
    shares = {
        "weakness": weights["weakness"] * terms["weakness"],
        "novelty": weights["novelty"] * terms["novelty"],
        "difficulty_pacing": weights["difficulty_pacing"] * terms["difficulty_pacing"],
        "recency_diversification": weights["recency_diversification"] * terms["recency_diversification"],
    }
    strongest = max(shares, key=lambda name: shares[name])
    return {
        "weakness": f"Practice in {topic} will help you the most now.",
        "novelty": "You have not seen this one yet.",
        "difficulty_pacing": f"Its level is just right for you in {topic}.",
        "recency_diversification": f"It brings in {topic}, which you have not practised lately.",
    }[strongest]
