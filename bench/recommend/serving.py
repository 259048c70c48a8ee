"""`python -m bench.recommend.serving`: GET /recommendations with 10,000 problems and a learner of 5,000 attempts.

Servers of its own; wall milliseconds over HTTP, one request after the other, beside GET /healthz for what the machine,
the network and the wire cost by themselves. JSON on stdout.
"""

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import asyncpg
import orjson

import sql
from app import tokens
from contract_tests.fuzz.server import process, running
from domain import standing
from domain.rules import mastery, mastery_state
from domain.rules.mastery_weights import WEIGHTS

PROBLEMS, TOPICS, ATTEMPTS, REQUESTS = 10_000, 40, 5_000, 300
APART = timedelta(minutes=20)
FULL = """
INSERT INTO problems (id, version, subject, title, topics, outcomes, difficulty, expected_minutes, public, definition)
SELECT 'made-' || n, 1, 'coding', 'Made ' || n, ARRAY['made-' || n % $2], '{}', 1 + n / $2 % 5, 10, public, definition
  FROM generate_series(1, $1) n, (SELECT public, definition FROM problems WHERE subject = 'coding' LIMIT 1) one
"""
CELLS = "INSERT INTO problem_cells SELECT DISTINCT subject, difficulty, topics FROM problems ON CONFLICT DO NOTHING"
TOPIC = "INSERT INTO topics (id, subject, title, prerequisites) VALUES ($1, 'coding', $1, $2)"
LEARNER = "INSERT INTO learners (user_id, ability, attempts, state) VALUES ($1, .5, $2, $3)"
MASTERY = """
INSERT INTO mastery (user_id, key_type, key_id, score, ema, attempts, correct, state)
VALUES ($1, 'topic', $2, 50, .7, 125, 88, $3)
"""
EVIDENCE = """
INSERT INTO evidence (user_id, session_id, problem_id, topics, outcomes, difficulty, correct, credit, first_attempt,
                      hint_level, duration_ms, at, predicted, weights_version, basis, history, expected_minutes)
VALUES ($1, $2, $3, $4, '{}', $5, $6, $7, true, 0, 60000, $8, .7, 1, $9, $10, 10)
"""
LEARNED = """
INSERT INTO mastery_items (kind, id, drift, attempts, wins)
SELECT 'problem', id, .1, 10, 7 FROM problems
 UNION ALL
SELECT 'topic', id, .1, 500, 350 FROM topics
"""
CARDS = """
INSERT INTO review_queue (user_id, problem_id, reason, next_due_at, interval_days)
SELECT DISTINCT ON (problem_id) user_id, problem_id, 'fail', now() + (id % 60 - 6) * interval '1 day', 1 + id % 30
  FROM evidence
 WHERE user_id = $1 AND NOT correct
"""
REVIEWED = """
INSERT INTO review_log (user_id, problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at)
SELECT user_id, problem_id, 3, 'review', 60000, 1, 2, at FROM evidence WHERE user_id = $1 AND id % 5 = 0
"""


def states() -> tuple[str, str]:
    """A learner's state and one of a topic's, as large as they are after some answers."""
    one, item = mastery.Standing(), mastery.item(WEIGHTS, {}, 3, ["made-1"], "made-1")
    for n in range(9):
        one.move(WEIGHTS, item, [], 1.0, True, 1e9 + n)
    return orjson.dumps(one.learner).decode(), orjson.dumps(one.keys["topic", "made-1"]).decode()


async def fill(db: asyncpg.Connection, user: str) -> None:
    """The bank, what its learners taught, and the learner: most of their work at the front of the bank, up to now.

    A fifth of it were reviews, about ninety more are due, and today's are not all done.
    """
    luck, session = random.Random(7), uuid4()
    names = [f"made-{n}" for n in range(TOPICS)]
    await db.executemany(TOPIC, [(name, names[max(0, n - 2) : n]) for n, name in enumerate(names)])
    await db.execute(FULL, PROBLEMS, TOPICS)
    await db.execute(CELLS)
    await db.execute(LEARNED)
    weights, squares = standing.split(WEIGHTS)
    now = datetime.now(UTC)
    await sql.mastery.add_weights(
        db, version=1, weights=weights, squares=squares, source="learned", lessons=10_000, now=now
    )
    learner, topic = states()
    await db.execute(LEARNER, user, ATTEMPTS, learner)
    await db.executemany(MASTERY, [(user, name, topic) for name in names])
    await db.execute(
        "INSERT INTO sessions (id, user_id, subject, mode) VALUES ($1, $2, 'coding', 'practice')", session, user
    )
    basis = orjson.dumps({"difficulty": 0.1, "means": [0.7]}).decode()
    history = orjson.dumps(mastery_state.seen_after(None, 100, 1.0, now.timestamp())).decode()
    rows = []
    for n in range(ATTEMPTS):
        number, right = min(PROBLEMS, 1 + int(luck.expovariate(4 / PROBLEMS))), luck.random() < 0.7
        level, topics = 1 + number // TOPICS % 5, [names[number % TOPICS]]
        at = now - APART * (ATTEMPTS - n)
        rows.append((user, session, f"made-{number}", topics, level, right, float(right), at, basis, history))
    await db.executemany(EVIDENCE, rows)
    await db.execute(CARDS, user)
    await db.execute(REVIEWED, user)
    await db.execute("VACUUM ANALYZE")


async def timed(http: aiohttp.ClientSession, url: str) -> float:
    started = time.perf_counter()
    async with http.get(url) as answer:
        await answer.read()
        answer.raise_for_status()
    return 1000 * (time.perf_counter() - started)


async def main() -> None:
    user = str(uuid4())
    with tempfile.TemporaryDirectory(prefix="co-serving-") as name:
        async with AsyncExitStack() as stack:
            folder = Path(name)
            _, settings = await stack.enter_async_context(running(folder))
            db = await asyncpg.connect(settings.CO_DB_URL)
            await fill(db, user)
            await db.close()
            plain = settings.model_copy(update={"CO_VALIDATE_RESPONSES": False}).model_dump()
            environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in plain.items()}}
            (folder / "plain").mkdir()
            base = await process(stack, folder / "plain", "app", environ)
            headers = {"Authorization": f"Bearer {tokens.sign(settings, user, tokens.LEARNER_SCOPES)}"}
            http = await stack.enter_async_context(aiohttp.ClientSession(headers=headers))
            took: dict[str, list[float]] = {"/healthz": [], "/v1/recommendations": []}
            for _ in range(REQUESTS):
                for path, found in took.items():
                    found.append(await timed(http, base + path))
    shown = {
        path: {"p50": round(statistics.median(found), 1), "p95": round(sorted(found)[int(0.95 * len(found))], 1)}
        for path, found in took.items()
    }
    print(json.dumps({"problems": PROBLEMS, "attempts": ATTEMPTS, "requests": REQUESTS, "ms": shown}, indent=2))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
