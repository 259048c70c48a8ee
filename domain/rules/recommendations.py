"""What next: four terms in [0, 1], weighed, and the guardrails over what is served."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from domain.rules.mastery import predict
from openapi import types

WEIGHTS: types.RecommendationTerms = {
    "weakness": 0.31,
    "novelty": 0.09,
    "difficulty_pacing": 0.21,
    "recency_diversification": 0.39,
}
EASY = 0.7
"""From this chance of success on, a level counts as mastered."""

REVIEW_EVERY = 3
REVIEWS_FIRST_ABOVE = 5
RECENT = 10


def rank(
    candidates: Sequence[Any],
    learner: float,
    abilities: Mapping[str, float],
    prerequisites: Mapping[str, Sequence[str]],
    recent: Sequence[Any],
    due: Sequence[str],
    count: int,
) -> list[types.Recommendation]:
    """The next items, each with its terms, inputs, guardrails and reason.

    `candidates` have id, topics, difficulty, seen, solved; `recent` holds the last first attempts, the latest first;
    `due` the problem ids of due reviews in order. Solved problems come back only as reviews. Without a history the last
    level counts as 1.
    """
    rated = [rate(candidate, learner, abilities, prerequisites, recent) for candidate in candidates]
    by_id = {item["problem_id"]: item for item in rated}
    reviews = [by_id[problem] for problem in due if problem in by_id]
    ordered = sorted(rated, key=lambda item: (-item["score"], item["problem_id"]))
    solved = {candidate["id"] for candidate in candidates if candidate["solved"]}
    fresh = [item for item in ordered if item["problem_id"] not in solved and item not in reviews]
    last = recent[0]["difficulty"] if recent else 1
    served = serve(fresh, reviews, recent, last, count)
    if served or not fresh:
        return served
    return [way_up(fresh, [item for item in ordered if item["problem_id"] in solved], last)]


def rate(
    candidate: Any,
    learner: float,
    abilities: Mapping[str, float],
    prerequisites: Mapping[str, Sequence[str]],
    recent: Sequence[Any],
) -> types.Recommendation:
    """One candidate's terms, inputs and score; its reason comes with being served."""
    topics, level = candidate["topics"], candidate["difficulty"]
    probability = predict(learner, [abilities.get(topic, 0.0) for topic in topics], level)
    ready = readiness(topics, learner, abilities, prerequisites)
    front = frontier(topics[0], learner, abilities, recent)
    count = sum(topic in attempt["topics"] for attempt in recent[:RECENT] for topic in topics) / len(topics)
    terms: types.RecommendationTerms = {
        "weakness": (1 - probability) * ready,
        "novelty": 1 / (1 + candidate["seen"]),
        "difficulty_pacing": max(0.0, 1 - abs(level - front) / 2),
        "recency_diversification": math.exp(-count / 3),
    }
    return {
        "problem_id": candidate["id"],
        "title": candidate["title"],
        "subject": candidate["subject"],
        "difficulty": level,
        "topics": list(topics),
        "kind": "new",
        "score": sum(weighted(terms).values()),
        "terms": terms,
        "weights": WEIGHTS,
        "inputs": {
            "probability": probability,
            "readiness": ready,
            "times_seen": candidate["seen"],
            "frontier": front,
            "topic_count_in_last_10": count,
        },
        "guardrails": [],
        "reason": "",
    }


def weighted(terms: types.RecommendationTerms) -> dict[str, float]:
    """What each term adds to the score."""
    return {
        "weakness": WEIGHTS["weakness"] * terms["weakness"],
        "novelty": WEIGHTS["novelty"] * terms["novelty"],
        "difficulty_pacing": WEIGHTS["difficulty_pacing"] * terms["difficulty_pacing"],
        "recency_diversification": WEIGHTS["recency_diversification"] * terms["recency_diversification"],
    }


def readiness(
    topics: Sequence[str], learner: float, abilities: Mapping[str, float], prerequisites: Mapping[str, Sequence[str]]
) -> float:
    """How far the prerequisites are mastered at the lowest level, 0 to 1; 1 where there are none."""
    needed = [before for topic in topics for before in prerequisites.get(topic, ()) if before not in topics]
    if not needed:
        return 1.0
    return sum(min(1.0, predict(learner, [abilities.get(topic, 0.0)], 1) / EASY) for topic in needed) / len(needed)


def frontier(topic: str, learner: float, abilities: Mapping[str, float], recent: Sequence[Any]) -> float:
    """The lowest level that is not easy yet; half a level lower after the topic's last attempt failed."""
    level = next((level for level in range(1, 6) if predict(learner, [abilities.get(topic, 0.0)], level) < EASY), 5)
    last = next((attempt for attempt in recent if topic in attempt["topics"]), None)
    return level - 0.5 if last is not None and not last["correct"] else float(level)


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
    while (pending or due) and len(served) < count:
        review_turn = bool(due) and (
            (len(served) + 1) % REVIEW_EVERY == 0 or (not served and len(reviews) > REVIEWS_FIRST_ABOVE)
        )
        previous = served[-1]["difficulty"] if served else last
        # Where the guardrails let none of those through whose turn it is, the others may have it.
        for pool in (due, pending) if review_turn else (pending, due):
            chosen, guardrails = pick(pool, last, previous, after_two_fails and not served)
            if chosen is not None:
                break
        else:
            break
        pool.remove(chosen)
        if pool is due:
            served.append(told(chosen, "review", ["due-review", *guardrails]))
        else:
            served.append(told(chosen, "new", guardrails))
    return served


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
    shares = weighted(item["terms"])
    strongest = max(shares, key=lambda name: shares[name])
    return {
        "weakness": f"Practice in {topic} will help you the most now.",
        "novelty": "You have not seen this one yet.",
        "difficulty_pacing": f"Its level is just right for you in {topic}.",
        "recency_diversification": f"It brings in {topic}, which you have not practised lately.",
    }[strongest]
