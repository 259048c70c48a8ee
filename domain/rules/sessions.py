"""A session's life: active, until it is completed or abandoned."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.errors import BadInput, Changed, Conflict
from domain.rules import entity_tags

MOCK_PROBLEMS = 4


def check_active(session: Any, now: datetime) -> None:
    """Conflict unless the session goes on; a mock ends with its time."""
    if session["status"] != "active":
        raise Conflict(f"The session is already {session['status']}.")
    if time_over(session, now):
        raise Conflict("The time of this mock is over.")


def check_unchanged(session: Any, if_match: str | None) -> None:
    """Changed unless the session is of one of the tags that the caller asks for, if they do."""
    if if_match is not None and not entity_tags.is_among(entity_tags.of(session["version"]), if_match):
        raise Changed("session")


def check_problem(session: Any, problem_id: str) -> None:
    """Conflict unless the session is on this problem."""
    if session["problem_id"] != problem_id:
        raise Conflict(f"The session is on problem {session['problem_id']}.")


def time_over(session: Any, now: datetime) -> bool:
    return session["status"] == "active" and session["ends_at"] is not None and session["ends_at"] <= now


def is_sealed(session: Any) -> bool:
    """Whether a mock is running: until its end hidden results stay closed, and its work counts for nothing."""
    return bool(session["mode"] == "mock" and session["status"] == "active")


def next_in(plan: Sequence[str], current: str | None, solved: Collection[str]) -> str | None:
    """The next problem of a plan behind the current one, solved ones passed over; None when nothing is left."""
    start = plan.index(current) + 1 if current in plan else 0
    return next((problem for problem in plan[start:] if problem not in solved), None)


def act(session: Any, action: str, following: str | None, now: datetime) -> dict[str, Any]:
    """The columns that `action` sets; `following` is the problem that advancing leads to, None when nothing is left.

    A retry starts without hints and with a fresh clock; giving up abandons the session.
    """
    check_active(session, now)
    kept = {
        "problem_id": session["problem_id"],
        "last_hint_level": session["last_hint_level"],
        "served_at": session["served_at"],
    }
    if action == "giveup":
        return {**kept, "status": "abandoned"}
    if action == "retry":
        return {**kept, "status": "active", "last_hint_level": 0, "served_at": now}
    if following is None:
        return {**kept, "status": "completed"}
    return {"status": "active", "problem_id": following, "last_hint_level": 0, "served_at": now}


def track_plan(track: Any, modules: Sequence[Any], subject: str, first: str | None) -> list[str]:
    """A track's problems in order; BadInput when the session's subject or first problem is not the track's."""
    if track["subject"] != subject:
        raise BadInput("The track is of another subject.", [("/track_id", f"is a track of {track['subject']}")])
    plan = list(dict.fromkeys(problem for module in modules for problem in module["problems"]))
    if first is not None and first not in plan:
        raise BadInput("The problem is not in the track.", [("/problem_id", "is not in the track")])
    return plan


def judged_at_once(candidates: Sequence[Any], first: str | None = None) -> list[Any]:
    """Without what waits for a grade, since a mock's verdicts are wanted at its end; all where all wait, as in systems.

    The problem that was asked for stays.
    """
    if all(item["waits"] for item in candidates):
        return list(candidates)
    return [item for item in candidates if item["id"] == first or not item["waits"]]


def draw_mock(candidates: Sequence[Any], seed: str, first: str | None = None) -> list[str]:
    """A mock's problems: balanced over topics and levels, the same for the same seed.

    Each draw takes what repeats the topics and levels drawn so far the least; ties fall by a hash of seed and problem.
    """
    topics: Counter[str] = Counter()
    levels: Counter[int] = Counter()
    ties = {item["id"]: hashlib.sha256(f"{seed}/{item['id']}".encode()).digest() for item in candidates}

    def order(item: Any) -> tuple[bool, int, int, bytes]:
        repeated = sum(topics[topic] for topic in item["topics"])
        return item["id"] != first, repeated, levels[item["difficulty"]], ties[item["id"]]

    left = {candidate["id"]: candidate for candidate in candidates}
    drawn: list[Any] = []
    while left and len(drawn) < MOCK_PROBLEMS:
        candidate = min(left.values(), key=order)
        del left[candidate["id"]]
        topics.update(candidate["topics"])
        levels[candidate["difficulty"]] += 1
        drawn.append(candidate)
    return [item["id"] for item in sorted(drawn, key=lambda item: (item["id"] != first, item["difficulty"]))]


def mock_end(expected_minutes: Sequence[int], now: datetime) -> datetime:
    """A mock lasts as long as its problems are expected to take."""
    return now + timedelta(minutes=sum(expected_minutes))
