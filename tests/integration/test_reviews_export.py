"""Reviews, exported for whoever fits a memory model to them."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fsrs import Rating, ReviewLog

from app import database, operators
from app.settings import Settings
from domain import reviews

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


async def test_the_log_of_reviews_is_exported_in_the_columns_of_the_fsrs_optimiser(
    postgres: str, valkey: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(CO_DB_URL=postgres, CO_REDIS_URL=valkey, EVAL_BASE="http://127.0.0.1:9")
    user, db = str(uuid4()), await database.connect(postgres, 2)
    async with db.transaction() as tx:
        for problem, rating, days in (("b", 1, 0), ("a", 1, 1), ("b", 3, 2)):
            await reviews.put(tx, user, problem, rating, "fail", 1200 + days, NOW + timedelta(days=days))
    await db.close()

    code = await operators.export_reviews(settings)

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    ours = [row for row in rows if row["review_duration"] in {"1200", "1201", "1202"}]
    logs = [
        ReviewLog(int(row["card_id"]), Rating(int(row["review_rating"])), datetime.fromisoformat(row["review_time"]), 0)
        for row in ours
    ]
    first, second = sorted({log.card_id for log in logs})
    assert (0, [(first, 1), (second, 1), (second, 3)]) == (code, [(log.card_id, log.rating) for log in logs])
    assert [1, 0, 2] == [(log.review_datetime - NOW).days for log in logs]
    assert user not in str(rows)
