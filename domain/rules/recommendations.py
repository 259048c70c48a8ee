"""What next: four terms in [0, 1], weighed, and the guardrails over what is served."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.rules.cells import EASY, Chances, estimate, frontier, readiness
from openapi import types

WEIGHTS: types.RecommendationTerms = {
    "weakness": 0.31,
    "novelty": 0.09,
    "difficulty_pacing": 0.21,
    "recency_diversification": 0.39,
}
REVIEW_EVERY = 3
REVIEWS_FIRST_ABOVE = 5
RECENT = 10
READ = 100
"""How many of the last attempts the choice looks at: RECENT for variety, all of them for what can be done."""


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
    chances = estimate(model, prerequisites, recent)
    # Problems of the same topics and level, met as often, are rated alike: a large bank has few kinds of them.
    places: dict[tuple[str, ...], Place] = {}
    kinds: dict[tuple[tuple[str, ...], int, int], types.Recommendation] = {}
    rated: list[types.Recommendation] = []
    for candidate in candidates:
        topics = (*candidate["topics"],)
        if topics not in places:
            places[topics] = place(topics, chances, prerequisites, recent)
        kind = topics, candidate["difficulty"], candidate["seen"]
        if kind not in kinds:
            kinds[kind] = rate(candidate, chances, places[topics], weights)
        item: types.Recommendation = {**kinds[kind]}
        item["problem_id"], item["title"], item["subject"] = candidate["id"], candidate["title"], candidate["subject"]
        rated.append(item)
    by_id = {item["problem_id"]: item for item in rated}
    reviews = [by_id[problem] for problem in due if problem in by_id]
    waiting = {item["problem_id"] for item in reviews}
    ordered = sorted(rated, key=lambda item: (-item["score"], item["problem_id"]))
    solved = {candidate["id"] for candidate in candidates if candidate["solved"]}
    fresh = [item for item in ordered if item["problem_id"] not in solved | waiting]
    last = recent[0]["difficulty"] if recent else 1
    served = serve(fresh, reviews, recent, last, count)
    if served or not fresh:
        return served
    return [way_up(fresh, [item for item in ordered if item["problem_id"] in solved], last)]


class Place(NamedTuple):
    """Where a learner stands with some topics, whatever the level."""

    readiness: float
    frontier: float
    lately: float


def place(
    topics: Sequence[str], chances: Chances, prerequisites: Mapping[str, Sequence[str]], recent: Sequence[Any]
) -> Place:
    lately = sum(topic in attempt["topics"] for attempt in recent[:RECENT] for topic in topics) / len(topics)
    return Place(readiness(topics, chances, prerequisites), frontier(topics[0], chances, recent), lately)


def rate(
    candidate: Any, chances: Chances, place: Place, weights: types.RecommendationTerms = WEIGHTS
) -> types.Recommendation:
    """One candidate's terms, inputs and score; its reason comes with being served."""
    topics, level = candidate["topics"], candidate["difficulty"]
    probability = sum(chances[topic][level] for topic in topics) / len(topics)
    terms: types.RecommendationTerms = {
        "weakness": (1 - probability) * place.readiness,
        "novelty": 1 / (1 + candidate["seen"]),
        "difficulty_pacing": max(0.0, 1 - abs(level - place.frontier) / 2),
        "recency_diversification": math.exp(-place.lately / 3),
    }
    return {
        "problem_id": candidate["id"],
        "title": candidate["title"],
        "subject": candidate["subject"],
        "difficulty": level,
        "topics": list(topics),
        "kind": "new",
        "score": sum(weighted(terms, weights).values()),
        "terms": terms,
        "weights": weights,
        "inputs": {
            "probability": probability,
            "readiness": place.readiness,
            "times_seen": candidate["seen"],
            "frontier": place.frontier,
            "topic_count_in_last_10": place.lately,
        },
        "guardrails": [],
        "reason": "",
    }


def weighted(terms: types.RecommendationTerms, weights: types.RecommendationTerms) -> dict[str, float]:
    """What each term adds to the score."""
    return {
        "weakness": weights["weakness"] * terms["weakness"],
        "novelty": weights["novelty"] * terms["novelty"],
        "difficulty_pacing": weights["difficulty_pacing"] * terms["difficulty_pacing"],
        "recency_diversification": weights["recency_diversification"] * terms["recency_diversification"],
    }


def serve(
    fresh: list[types.Recommendation],
    reviews: list[types.Recommendation],
    recent: Sequence[Any],
    last: int,
    count: int,
) -> list[types.Recommendation]:
    """The order in which items are served, with the guardrails that had a say."""
    served: list[types.Recommendation] = []
    after_two_fails = len(recent) >= 2 and not recent[0]["correct"] and not recent[1]["correct"]
    pending, due = list(fresh), list(reviews)
    since = since_review(recent)
    while (pending or due) and len(served) < count:
        # A backlog comes first and has every second place, but not all of them: who only repeats learns nothing new.
        backlog = len(due) > REVIEWS_FIRST_ABOVE and (since > 0 or not (recent or served))
        review_turn = backlog or since + 1 >= REVIEW_EVERY
        previous = served[-1]["difficulty"] if served else last
        # Where the guardrails let none of those through whose turn it is, the others may have it.
        for pool in (due, pending) if review_turn else (pending, due):
            chosen, guardrails = pick(pool, last, previous, after_two_fails and not served)
            if chosen is not None:
                break
        else:
            break
        pool.remove(chosen)
        since = 0 if pool is due else since + 1
        if pool is due:
            served.append(told(chosen, "review", ["due-review", *guardrails]))
        else:
            served.append(told(chosen, "new", guardrails))
    return served


def since_review(recent: Sequence[Any]) -> int:
    """How many attempts there were since one at a problem met before, as far as `recent` tells."""
    met = [attempt["problem_id"] for attempt in recent]
    return next((place for place, problem in enumerate(met) if problem in met[place + 1 :]), len(met))


def told(
    item: types.Recommendation, kind: types.RecommendationKind, guardrails: list[types.Guardrail]
) -> types.Recommendation:
    return {**item, "kind": kind, "guardrails": guardrails, "reason": reason(item, guardrails)}


def way_up(
    fresh: Sequence[types.Recommendation], solved: Sequence[types.Recommendation], last: int
) -> types.Recommendation:
    """When all that is left is too hard: a solved problem of the level between, to climb on.

    Where the bank has none of that level, the easiest that is left: nobody is sent away while there is something to do.
    """
    steps = [item for item in solved if item["difficulty"] == last + 1]
    if steps:
        return told(steps[0], "review", ["difficulty-jump"])
    return told(min(fresh, key=lambda item: item["difficulty"]), "new", ["difficulty-jump"])


def pick(
    pool: Sequence[types.Recommendation], last: int, previous: int, careful: bool
) -> tuple[types.Recommendation | None, list[types.Guardrail]]:
    """The first item of `pool` that the guardrails let through; after two fails the first that is likely to pass."""
    allowed = [item for item in pool if item["difficulty"] <= min(last, previous) + 1]
    if not allowed:
        return None, []
    fired: list[types.Guardrail] = ["difficulty-jump"] if allowed[0] is not pool[0] else []
    if not careful:
        return allowed[0], fired
    likely = [item for item in allowed if item["inputs"]["probability"] >= EASY]
    chosen = likely[0] if likely else max(allowed, key=lambda item: item["inputs"]["probability"])
    return chosen, [*fired, "after-two-fails"]


def reason(item: types.Recommendation, guardrails: Sequence[types.Guardrail]) -> str:
    """One sentence for the learner."""
    topic = item["topics"][0].replace("-", " ")
    if "due-review" in guardrails:
        return f"It is time to see {item['title']} again before it fades."
    if "after-two-fails" in guardrails:
        return f"After two hard ones, {item['title']} is within your reach."
    if item["inputs"]["times_seen"]:
        return f"You have met {item['title']} before and not solved it yet."
    if item["inputs"]["readiness"] < 1:
        return f"It opens up {topic}; what it builds on is still settling."
    shares = weighted(item["terms"], item["weights"])
    strongest = max(shares, key=lambda name: shares[name])
    return {
        "weakness": f"Practice in {topic} will help you the most now.",
        "novelty": "You have not seen this one yet.",
        "difficulty_pacing": f"Its level is just right for you in {topic}.",
        "recency_diversification": f"It brings in {topic}, which you have not practised lately.",
    }[strongest]
