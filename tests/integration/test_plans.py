"""Statements that are asked all the time find their rows by an index, however many others there are."""

import re

import pytest

import sql
from tests.servers import undone

FOUND_BY = {
    "problems.is_open": "idx_sessions_given_up",
    "replay.drop_log": "idx_review_log_card",
    "reviews.mark_due": "idx_review_unmarked",
    "sessions.list_overdue_mocks": "idx_sessions_running_mocks",
    "sessions.list_sessions": "idx_sessions_list",
    "tutor.tokens_since": "idx_tutor_turns_day",
}

OTHERS = """
SELECT other.relname
  FROM pg_index i
  JOIN pg_class other ON other.oid = i.indexrelid
 WHERE i.indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = $1::text::regclass)
   AND i.indexrelid != $1::text::regclass AND NOT i.indisunique
"""


@pytest.mark.parametrize("name", FOUND_BY)
async def test_a_statement_finds_its_rows_by_the_index_made_for_it(postgres: str, name: str) -> None:
    stem, _, statement = name.partition(".")
    asked = getattr(sql.FILES[stem], statement)
    async with undone(postgres) as db:
        # Among the few rows of a test Postgres would rather read and sort all, and any index is as good as another.
        for other in await db.fetch(OTHERS, FOUND_BY[name]):
            await db.execute(f"DROP INDEX {other['relname']}")
        for way in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            await db.execute(f"SET LOCAL {way} = off")
        await db.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await db.execute(f"PREPARE asked AS {asked.text}")
        rows = await db.fetch(f"EXPLAIN EXECUTE asked ({', '.join('NULL' for _ in asked.params)})")
        await db.execute("DEALLOCATE asked")
    plan = "\n".join(row[0] for row in rows)
    assert re.search(rf"using {FOUND_BY[name]} .*\n +Index Cond:", plan), plan
