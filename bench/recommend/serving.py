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

from app import tokens
from contract_tests.fuzz.server import process, running

PROBLEMS, TOPICS, ATTEMPTS, REQUESTS = 10_000, 40, 5_000, 300
FULL = """
INSERT INTO problems (id, version, subject, title, topics, outcomes, difficulty, expected_minutes, public, definition)
SELECT 'made-' || n, 1, 'coding', 'Made ' || n, ARRAY['made-' || n % $2], '{}', 1 + n / $2 % 5, 10, public, definition
  FROM generate_series(1, $1) n, (SELECT public, definition FROM problems WHERE subject = 'coding' LIMIT 1) one
"""
CELLS = "INSERT INTO problem_cells SELECT DISTINCT subject, difficulty, topics FROM problems ON CONFLICT DO NOTHING"
TOPIC = "INSERT INTO topics (id, subject, title, prerequisites) VALUES ($1, 'coding', $1, $2)"
MASTERY = "INSERT INTO mastery (user_id, key_type, key_id, score, ema, attempts) VALUES ($1, 'topic', $2, 50, .5, 100)"
EVIDENCE = """
INSERT INTO evidence (user_id, session_id, problem_id, topics, outcomes, difficulty, correct, credit, first_attempt,
                      hint_level, duration_ms, at)
VALUES ($1, $2, $3, $4, '{}', $5, $6, $7, true, 0, 60000, $8)
"""


async def fill(db: asyncpg.Connection, user: str) -> None:
    """The bank, and the learner's history: most of it at the front of the bank, as learners go."""
    luck, session = random.Random(7), uuid4()
    names = [f"made-{n}" for n in range(TOPICS)]
    await db.executemany(TOPIC, [(name, names[max(0, n - 2) : n]) for n, name in enumerate(names)])
    await db.execute(FULL, PROBLEMS, TOPICS)
    await db.execute(CELLS)
    await db.execute("INSERT INTO learners (user_id, attempts) VALUES ($1, $2)", user, ATTEMPTS)
    await db.executemany(MASTERY, [(user, name) for name in names])
    await db.execute(
        "INSERT INTO sessions (id, user_id, subject, mode) VALUES ($1, $2, 'coding', 'practice')", session, user
    )
    start, rows = datetime.now(UTC) - timedelta(days=100), []
    for n in range(ATTEMPTS):
        number, right = min(PROBLEMS, 1 + int(luck.expovariate(4 / PROBLEMS))), luck.random() < 0.7
        level, topic = 1 + number // TOPICS % 5, names[number % TOPICS]
        at = start + timedelta(minutes=20 * n)
        rows.append((user, session, f"made-{number}", [topic], level, right, float(right), at))
    await db.executemany(EVIDENCE, rows)
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
