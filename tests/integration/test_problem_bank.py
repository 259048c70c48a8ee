"""The problem bank over HTTP: a server that keeps the bank's contract, and what becomes of its content."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest
import pytest_asyncio
from aiohttp import web

from app import bank, content
from app.embedded.data import free_port
from app.settings import Settings
from domain.errors import Unavailable
from tests.servers import listening


@pytest_asyncio.fixture
async def served() -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A bank's address and the bundle it sends, which a test may change."""
    parts = bank.folder()
    bundle: dict[str, Any] = {kind: [item for _, item in items] for kind, items in parts.items()}

    async def send(_: web.Request) -> web.Response:
        return web.Response(body=orjson.dumps(bundle), content_type="application/json")

    server = web.Application()
    server.router.add_get("/v1/bundle", send)
    async with listening(server) as base:
        yield base, bundle


def settings(postgres: str, base: str) -> Settings:
    return Settings(CO_DB_URL=postgres, CO_REDIS_URL="redis://x", EVAL_BASE="http://x", PROBLEM_BANK_BASE=base)


async def test_a_bank_that_settings_name_is_loaded(postgres: str, served: tuple[str, dict[str, Any]]) -> None:
    base, bundle = served
    problem = bundle["problems"][0]
    problem["title"] = "A title of the bank's own"

    await content.load_all(settings(postgres, base))

    db = await asyncpg.connect(postgres)
    title = await db.fetchval("SELECT title FROM problems WHERE id = $1", problem["id"])
    await db.close()
    await content.load_all(settings(postgres, ""))
    assert "A title of the bank's own" == title


async def test_a_broken_bundle_changes_nothing_and_names_its_faults(
    postgres: str, served: tuple[str, dict[str, Any]]
) -> None:
    base, bundle = served
    bundle["tracks"][0]["modules"][0]["problems"] = ["no-such-problem"]

    with pytest.raises(bank.BadContent) as faults:
        await content.load_all(settings(postgres, base))

    assert "no-such-problem is no problem of" in str(faults.value)


async def test_a_rubric_with_other_words_needs_another_version(
    postgres: str, served: tuple[str, dict[str, Any]]
) -> None:
    base, bundle = served
    await content.load_all(settings(postgres, base))
    rubric = bundle["rubrics"][0]
    rubric["dimensions"][0]["desc"] += "\n- 4: far beyond all that."
    bundle["tracks"][0]["title"] = "A title that waits for the rubric"

    with pytest.raises(bank.BadContent) as faults:
        await content.load_all(settings(postgres, base))
    db = await asyncpg.connect(postgres)
    kept = await db.fetchval("SELECT count(*) FROM tracks WHERE title = $1", bundle["tracks"][0]["title"])
    rubric["version"] += 1
    await content.load_all(settings(postgres, base))
    versions = await db.fetch(
        "DELETE FROM rubrics WHERE metadata ->> 'slug' = $1 AND metadata ->> 'version' = $2 RETURNING dimensions",
        rubric["id"], str(rubric["version"]),
    )  # fmt: skip
    await db.close()
    await content.load_all(settings(postgres, ""))

    was = f"rubric {rubric['id']}: version: {rubric['version'] - 1} was loaded with other words"
    assert (f"{was}: make it {rubric['version']}", 0) == (str(faults.value), kept)
    assert [rubric["dimensions"]] == [orjson.loads(row["dimensions"]) for row in versions]


async def test_a_bank_that_is_away_is_said_so(postgres: str) -> None:
    with pytest.raises(Unavailable):
        await content.load_all(settings(postgres, f"http://127.0.0.1:{free_port()}"))


@pytest.mark.parametrize("said", [b"[]", b"null", b'"ok"', b"<html>"])
async def test_what_is_no_bundle_is_no_bank(postgres: str, said: bytes) -> None:
    async def send(_: web.Request) -> web.Response:
        return web.Response(body=said, content_type="application/json")

    server = web.Application()
    server.router.add_get("/v1/bundle", send)
    async with listening(server) as base:
        with pytest.raises(Unavailable):
            await content.load_all(settings(postgres, base))


async def test_a_part_that_is_no_list_is_named(postgres: str, served: tuple[str, dict[str, Any]]) -> None:
    base, bundle = served
    bundle["tracks"] = 5

    with pytest.raises(bank.BadContent, match="tracks: is no list"):
        await content.load_all(settings(postgres, base))
