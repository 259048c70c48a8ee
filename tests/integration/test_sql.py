"""The named statements, each against the migrated schema."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

import sql
from tests.servers import undone

ROOT = Path(__file__).parents[2]
STATEMENTS = {f"{stem}.{name}": statement for stem, file in sql.FILES.items() for name, statement in vars(file).items()}
each_statement = pytest.mark.parametrize("statement", STATEMENTS.values(), ids=list(STATEMENTS))
LEARNER_OWNED = (
    "sessions", "submissions", "mastery", "review_queue", "evidence", "learners", "review_log", "tutor_turns", "events",
    "gradings", "rubric_scores", "idempotency_keys", "deletions",
)  # fmt: skip
READ_OR_CHANGED = re.compile(rf"\b(?:FROM|JOIN|UPDATE)\s+({'|'.join(LEARNER_OWNED)})\b")
INSERTED = re.compile(rf"\bINSERT INTO ({'|'.join(LEARNER_OWNED)})\s*\(([^)]*)\)")
FILTER = re.compile(r"\buser_id = (\$\d+|\w+\.user_id)")
ACROSS_LEARNERS = {
    "gradings.find_for_grader": "a grader's scope lets them grade any learner's answer; whose it is comes out of it",
    "gradings.list_ungraded": "a grader's scope shows them what waits for a human; it says not whose it is",
    "learners.list_learners": "the worker goes through all learners, and forgets for each what is too old",
    "idempotency.forget_keys": "the worker forgets keys by their age alone",
    "mastery.has_lessons": "the worker learns from everybody's evidence; it asks whether a batch of it waits",
    "mastery.stream_attempts": "a refit of the weights reads everybody's evidence, and writes of no learner",
    "mastery.take_lessons": "the worker learns from everybody's evidence, a batch at a time, and locks no learner",
    "submissions.list_undetermined": "a grader's scope shows them what nobody decided yet; it says not whose it is",
    "submissions.find_learner": "a grader's scope lets them decide any learner's answer; whose it is comes out of it",
    "rejudging.list_affected": "a rejudge asks for a job per learner whose work is affected, and reads nothing else",
    "reviews.export_log": "an operator exports everybody's reviews for an optimiser; whose they are is not in it",
    "reviews.mark_due": "the worker's sweep looks for what fell due, whoever it belongs to, and writes row by row",
    "sessions.list_overdue_mocks": "the worker finds mocks that are over; each is closed in its learner's transaction",
}
"""Statements on learner-owned tables that do not filter by user_id, and why."""


@pytest_asyncio.fixture(loop_scope="session")
async def db(postgres: str) -> AsyncIterator[Any]:
    async with undone(postgres) as connection:
        yield connection


@each_statement
async def test_a_statement_is_one_that_postgres_takes_with_the_headers_parameters(statement: Any, db: Any) -> None:
    prepared = await db.prepare(statement.text)
    assert len(statement.params) == len(prepared.get_parameters())


@each_statement
async def test_a_statement_gives_columns_exactly_when_its_kind_says_so(statement: Any, db: Any) -> None:
    columns = [attribute.name for attribute in (await db.prepare(statement.text)).get_attributes()]
    expected = {"none": len(columns) == 0, "scalar": len(columns) == 1}
    assert (len(set(columns)), True) == (len(columns), expected.get(statement.kind, bool(columns)))


@each_statement
def test_a_statement_names_its_columns(statement: Any) -> None:
    assert "*" not in re.sub(r"count\(\*\)|[\d.] \* \d|\* \d", "", statement.text)


def owned(statement: Any) -> int:
    """How many times a learner-owned table is read, changed or written to."""
    return len(READ_OR_CHANGED.findall(statement.text)) + len(INSERTED.findall(statement.text))


def bound_to_a_learner(statement: Any) -> int:
    """How many of those go by user_id: a filter on the parameter of that name, or a column that is inserted."""
    filters = [
        match[1]
        for match in FILTER.finditer(statement.text)
        if not match[1].startswith("$") or statement.params[int(match[1][1:]) - 1] == "user_id"
    ]
    return len(filters) + sum("user_id" in columns for _, columns in INSERTED.findall(statement.text))


def test_statements_on_learner_owned_tables_go_by_user_id_or_have_a_reason() -> None:
    unbound = {name for name, statement in STATEMENTS.items() if owned(statement) > bound_to_a_learner(statement)}
    assert ACROSS_LEARNERS.keys() == unbound


async def test_every_learner_owned_table_is_listed_here(db: Any) -> None:
    found = await db.fetch(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'user_id' AND table_schema = 'public'"
    )
    assert set(LEARNER_OWNED) == {row["table_name"] for row in found}


def test_every_statement_is_used() -> None:
    sources = [path.read_text("utf-8") for folder in ("domain", "app") for path in (ROOT / folder).rglob("*.py")]
    used = {found for source in sources for found in re.findall(r"\bsql\.(\w+)\.(\w+)\(", source)}
    named = {tuple(name.split(".")) for name in STATEMENTS}
    assert (set(), set()) == (named - used, used - named)


def test_a_name_says_one_thing_over_all_files() -> None:
    names = [name.split(".")[1] for name in STATEMENTS]
    assert len(set(names)) == len(names)


def test_every_header_is_well_formed() -> None:
    for file in (ROOT / "sql").glob("*.sql"):
        text = file.read_text("utf-8")
        meant = re.findall(r"(?m)^.*\bname:.*\n", text)
        assert (file.name, [match[0] for match in sql.HEADER.finditer(text)]) == (file.name, meant)
        assert text.startswith("-- name: ")


# The loader


def load(tmp_path: Path, text: str) -> SimpleNamespace:
    file = tmp_path / "things.sql"
    file.write_text(text, "utf-8")
    return sql.load(file)


async def test_each_kind_gives_what_it_says(tmp_path: Path, db: Any) -> None:
    things = load(
        tmp_path,
        """-- name: row(n) -> one
SELECT $1::int AS n;
-- name: maybe(n) -> one_or_none
SELECT 1 AS n WHERE $1::int = 1;
-- name: rows(a, b) -> many
-- Why: to show two.
SELECT $1::int AS n UNION ALL SELECT $2::int;
-- name: value() -> scalar
SELECT 5;
-- name: nothing() -> none
SELECT 1;
""",
    )
    assert {"n": 3} == dict(await things.row(db, n=3))
    assert ((1,), None) == (await things.maybe(db, n=1), await things.maybe(db, n=2))
    assert [1, 2] == [row["n"] for row in await things.rows(db, b=2, a=1)]
    assert (5, ("a", "b"), "many") == (await things.value(db), things.rows.params, things.rows.kind)
    assert "SELECT 1" == await things.nothing(db)


async def test_a_row_that_must_be_there_and_is_not_is_a_fault(tmp_path: Path, db: Any) -> None:
    things = load(tmp_path, "-- name: row() -> one\nSELECT 1 WHERE false;\n")
    with pytest.raises(sql.NoRow, match="row"):
        await things.row(db)


async def test_arguments_are_those_of_the_header(tmp_path: Path, db: Any) -> None:
    things = load(tmp_path, "-- name: row(n) -> one\nSELECT $1::int;\n")
    with pytest.raises(TypeError, match=r"row\(\) needs 'n'"):
        await things.row(db)
    with pytest.raises(TypeError, match=r"row\(\) takes no m"):
        await things.row(db, n=1, m=2)


def test_a_name_that_stands_twice_is_found_at_start(tmp_path: Path) -> None:
    twice = "-- name: row() -> one\nSELECT 1;\n" * 2
    with pytest.raises(ValueError, match=r"things\.sql names row twice"):
        load(tmp_path, twice)


def test_a_file_that_is_not_there_is_an_attribute_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"no sql/wishes\.sql"):
        sql.wishes  # type: ignore[attr-defined]  # noqa: B018
