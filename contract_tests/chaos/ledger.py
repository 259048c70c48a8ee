"""The ledger: what each learner was told, held against what is stored; every difference is a line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from contract_tests.chaos.learner import Attempt, Record
from domain import replay
from domain.rules.submissions import payload_hash

Rows = list[dict[str, Any]]
QUERIES = {
    "sessions": "SELECT id::text, mode, status, problem_id, last_hint_level FROM sessions WHERE user_id = $1",
    "submissions": """SELECT id::text, session_id::text, problem_id, status, payload_sha256, hint_level FROM submissions
                       WHERE user_id = $1""",
    "evidence": "SELECT *, session_id::text, submission_id::text FROM evidence WHERE user_id = $1 ORDER BY id",
    "mastery": "SELECT key_type, key_id FROM mastery WHERE user_id = $1",
    "queue": "SELECT problem_id, reason, interval_days FROM review_queue WHERE user_id = $1",
    "log": """SELECT problem_id, kind, previous_interval, next_interval, rating FROM review_log
               WHERE user_id = $1 ORDER BY id""",
    "events": "SELECT data ->> 'submission_id' AS id FROM events WHERE user_id = $1 AND type = 'submission.judged'",
    "turns": "SELECT id::text FROM tutor_turns WHERE user_id = $1",
    "keys": "SELECT key FROM idempotency_keys WHERE user_id = $1 AND status IS NULL",
}


@dataclass(frozen=True)
class Account:
    """One learner: how many of each thing there are, and what is wrong."""

    user: str
    told: int
    stored: dict[str, int]
    breaches: list[str]


async def account(db: "asyncpg.Connection[asyncpg.Record]", record: Record) -> Account:
    stored = {name: [dict(row) for row in await db.fetch(query, record.user)] for name, query in QUERIES.items()}
    lines = [*differences(record, stored), *await replay.differences(db, record.user)]
    found = [f"learner {record.user}: {line}" for line in lines]
    return Account(record.user, len(record.attempts), {name: len(rows) for name, rows in stored.items()}, found)


def differences(record: Record, stored: dict[str, Rows]) -> Iterator[str]:
    """Everything in which the database is not what the learner was told, or not one with itself."""
    yield from submissions(record.attempts, stored["submissions"])
    yield from sessions(record, stored["sessions"])
    sealed = {row["id"] for row in stored["sessions"] if row["mode"] == "mock" and row["status"] == "active"}
    counted = [row for row in stored["submissions"] if row["session_id"] not in sealed]
    yield from evidence(record, counted, stored["evidence"])
    yield from unlike("events", [row["id"] for row in stored["submissions"]], [row["id"] for row in stored["events"]])
    yield from unlike("tutor turns", record.turns, [row["id"] for row in stored["turns"]])
    yield from reviews(stored["queue"], stored["log"], stored["evidence"])
    yield from (f"the key {row['key']} is still under way" for row in stored["keys"])


def unlike(what: str, told: list[str], stored: list[str]) -> Iterator[str]:
    """Each exactly once, and nothing else."""
    expected, actual = Counter(told), Counter(stored)
    for one in expected.keys() | actual.keys():
        if expected[one] != actual[one]:
            yield f"{what}: {one} is there {actual[one]} times, not {expected[one]}"


def submissions(attempts: list[Attempt], stored: Rows) -> Iterator[str]:
    """Each attempt is stored once, by its id and its payload; the same work again is the submission it was."""
    first = [attempt for attempt in attempts if attempt.answer["duplicate_of"] is None]
    yield from unlike("submissions", [one.answer["id"] for one in first], [row["id"] for row in stored])
    rows = {row["id"]: row for row in stored}
    for attempt in attempts:
        row = rows.get(attempt.answer["duplicate_of"] or attempt.answer["id"])
        if row is None:
            continue
        made = (row["session_id"], row["problem_id"], row["payload_sha256"])
        if made != (attempt.session, attempt.problem, payload_hash(attempt.payload)):
            yield f"submission {row['id']} is not the work that was sent"
    judged = Counter(
        (row["session_id"], row["problem_id"], row["payload_sha256"]) for row in stored if row["status"] != "timeout"
    )
    yield from (f"the same work is stored {number} times: {what}" for what, number in judged.items() if number > 1)


def sessions(record: Record, stored: Rows) -> Iterator[str]:
    """Each session that was made, as it was last told."""
    yield from unlike("sessions", list(record.sessions), [row["id"] for row in stored])
    for row in stored:
        told = record.sessions.get(row["id"], row)
        yield from (
            f"session {row['id']}: {name} is {row[name]}, was told {told[name]}"
            for name in ("status", "problem_id", "last_hint_level")
            if row[name] != told[name]
        )


def evidence(record: Record, judged: Rows, stored: Rows) -> Iterator[str]:
    """One piece for each submission with a verdict and each problem given up unsolved; one first attempt, the first."""
    worked = {row["id"]: row for row in judged if row["status"] != "error"}
    of_work = [row for row in stored if row["submission_id"] is not None]
    yield from unlike("evidence", list(worked), [row["submission_id"] for row in of_work])
    for row in of_work:
        submission = worked.get(row["submission_id"])
        if submission and (row["correct"], row["hint_level"]) != (
            submission["status"] == "passed",
            submission["hint_level"],
        ):
            yield f"evidence of submission {row['submission_id']} does not follow from it"
    solved = {(row["session_id"], row["problem_id"]) for row in judged if row["status"] == "passed"}
    left = [f"{session}/{problem}" for session, problem in record.given_up if (session, problem) not in solved]
    failed = [f"{row['session_id']}/{row['problem_id']}" for row in stored if row["submission_id"] is None]
    yield from unlike("evidence of giving up", left, failed)
    seen = set()
    for row in stored:
        place = (row["session_id"], row["problem_id"])
        if row["first_attempt"] != (place not in seen):
            yield f"evidence {row['id']}: first_attempt is {row['first_attempt']}"
        seen.add(place)


def reviews(queue: Rows, log: Rows, attempts: Rows) -> Iterator[str]:
    """The queue is what the log led to, and every first attempt that failed is in it."""
    last: dict[str, float] = {}
    for entry in log:
        expected = ("review", last[entry["problem_id"]]) if entry["problem_id"] in last else ("learn", 0.0)
        if (entry["kind"], entry["previous_interval"]) != expected:
            yield f"review log of {entry['problem_id']}: {entry}, behind an interval of {expected[1]}"
        last[entry["problem_id"]] = entry["next_interval"]
    queued = {row["problem_id"]: row["interval_days"] for row in queue}
    if queued != last:
        yield f"reviews: the queue is {queued}, the log leads to {last}"
    for row in attempts:
        if row["first_attempt"] and not row["correct"] and row["problem_id"] not in queued:
            yield f"reviews: {row['problem_id']} failed and is not queued"
