"""Edit the YAML first: an operation in a new tag and one in an old tag, from the contract to an answer."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app import tokens
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.generate.contract import follow, read
from app.schemas import Schema
from app.settings import Settings
from tests.copies import ROOT, Project

TAG = "  - { name: badges, description: 'What was earned.' }\n"
PATHS = """
  /badges/{id}:
    get:
      operationId: getBadge
      tags: [badges]
      summary: Get a badge
      parameters:
        - { $ref: '#/components/parameters/SessionId' }
        - { $ref: '#/components/parameters/SubjectQuery' }
      responses:
        '200':
          description: The badge.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Badge' }
              example: { id: 5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11, title: Ten in a row, points: 3, subjects: [math] }
  /tracks/{id}/rating:
    put:
      operationId: rateTrack
      tags: [tracks]
      summary: Rate a track
      parameters:
        - { $ref: '#/components/parameters/TrackId' }
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/RatingWrite' }
            example: { stars: 5 }
      responses:
        '201':
          description: The rating.
          headers:
            Location: { $ref: '#/components/headers/Location' }
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Rating' }
components:
"""
SCHEMAS = """
    Badge:
      type: object
      required: [id, title, points, subjects]
      properties:
        id: { $ref: '#/components/schemas/Uuid' }
        title: { type: string }
        points: { type: integer, minimum: 1 }
        subjects: { type: array, items: { $ref: '#/components/schemas/Subject' } }
    RatingWrite:
      type: object
      additionalProperties: false
      required: [stars]
      properties:
        stars: { type: integer, minimum: 1, maximum: 5 }
    Rating:
      type: object
      required: [track_id, slug, stars, rated_at, comment]
      properties:
        track_id: { $ref: '#/components/schemas/Uuid' }
        slug: { $ref: '#/components/schemas/ProblemKey' }
        stars: { type: integer, minimum: 2, maximum: 5 }
        rated_at: { type: string, format: date-time }
        comment: { type: string, nullable: true }
"""
KEY = "a development key for the tests, 32 bytes or more"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project.of(ROOT, tmp_path_factory.mktemp("new") / "project")
    project.edit(("\npaths:\n", f"{TAG}\npaths:\n"), ("\ncomponents:\n", PATHS))
    with project.contract.open("a") as contract:
        contract.write(SCHEMAS)
    return project


@pytest.fixture(scope="module")
def said(project: Project) -> str:
    """What new-operation said."""
    code, said = project.run("app", "new-operation")
    assert (0, said) == (code, said)
    return said


def test_it_says_which_files_wait(said: str) -> None:
    for line in (
        "handlers/badges.py: get_badge, a stub now",
        "domain/badges.py (new): the use case; a new module has its layer in pyproject.toml",
        "sql/badges.sql (new): its statements",
        "handlers/tracks.py: rate_track, a stub now",
        "domain/tracks.py: the use case",
        "what another user may try at rateTrack",
    ):
        assert line in said


def test_its_stubs_take_what_the_contract_has_and_give_its_types(project: Project, said: str) -> None:
    badges = (project.folder / "handlers" / "badges.py").read_text("utf-8")
    tracks = (project.folder / "handlers" / "tracks.py").read_text("utf-8")
    signature = "async def get_badge(id: types.Uuid, user: str, subject: types.Subject | None = None) -> types.Badge:"
    assert signature in badges
    assert "async def rate_track(id: str, body: types.RatingWrite, user: str) -> types.Rating:" in tracks
    assert tracks.startswith((ROOT / "handlers" / "tracks.py").read_text("utf-8").splitlines()[0])


def test_with_its_stubs_all_checks_are_content(project: Project, said: str) -> None:
    assert (0, "") == project.run("app", "generate", "--check")
    assert (0, "All checks passed!\n") == project.run("ruff", "check", ".")
    assert 0 == project.run("ruff", "format", "--check", ".")[0]
    assert "Success" in project.run("mypy", ".")[1]


def test_run_again_it_changes_nothing(project: Project, said: str) -> None:
    before = (project.folder / "handlers" / "badges.py").read_text("utf-8")
    code, again = project.run("app", "new-operation")
    assert code == 0
    assert "Every operation of the contract has its handler." in again
    assert before == (project.folder / "handlers" / "badges.py").read_text("utf-8")


@asynccontextmanager
async def served(project: Project, settings: Settings, log: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """The edited contract, served from the copy."""
    port = free_port()
    environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    api = await Child.start("api", command, log, env=environ, cwd=project.folder)
    headers = {"Authorization": f"Bearer {tokens.sign(settings, tokens.DEMO_LEARNER, tokens.LEARNER_SCOPES)}"}
    try:
        await api.ready(lambda: answers_http(port, "/healthz"))
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as http:
            yield http
    finally:
        await api.stop()


def settings(postgres: str, valkey: str, mock: bool) -> Settings:
    return Settings(
        CO_DB_URL=postgres,
        CO_REDIS_URL=valkey,
        EVAL_BASE="http://127.0.0.1:1",
        CO_JWT_DEV_KEY=KEY,
        CO_VALIDATE_RESPONSES=True,
        MOCK=mock,
    )


async def calls(http: aiohttp.ClientSession) -> list[tuple[int, Any]]:
    """Status and body of each new operation, and of one whose request does not keep the contract."""
    found = []
    for method, path, body in (
        ("GET", "/v1/badges/5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11?subject=math", None),
        ("PUT", "/v1/tracks/road-to-calculus/rating", {"stars": 4}),
        ("PUT", "/v1/tracks/road-to-calculus/rating", {"stars": 6}),
    ):
        async with http.request(method, path, json=body) as response:
            found.append((response.status, await response.json(content_type=None)))
    return found


async def test_a_stub_is_served_and_answers_501(
    project: Project, said: str, postgres: str, valkey: str, tmp_path: Path
) -> None:
    async with served(project, settings(postgres, valkey, mock=False), tmp_path / "api.log") as http:
        badge, rating, refused = await calls(http)
    assert (501, "/problems/not-implemented") == (badge[0], badge[1]["type"])
    assert "getBadge is not there yet." == badge[1]["detail"]
    assert (501, "rateTrack is not there yet.") == (rating[0], rating[1]["detail"])
    assert (400, "/stars") == (refused[0], refused[1]["errors"][0]["pointer"])


async def test_with_mock_a_stub_answers_an_example_that_keeps_the_contract(
    project: Project, said: str, postgres: str, valkey: str, tmp_path: Path
) -> None:
    async with served(project, settings(postgres, valkey, mock=True), tmp_path / "api.log") as http:
        badge, rating, refused = await calls(http)
        async with http.get("/v1/tracks") as response:
            assert (200, {"items", "next_cursor"}) == (response.status, set(await response.json()))
    contract = read(project.contract)
    written = contract["paths"]["/badges/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert (200, written) == badge
    assert 201 == rating[0]
    fields = contract["components"]["schemas"]["Rating"]
    resolved = {name: follow(contract, each) for name, each in fields["properties"].items()}
    assert [] == Schema({**fields, "properties": resolved}).errors(rating[1])
    assert 400 == refused[0]
