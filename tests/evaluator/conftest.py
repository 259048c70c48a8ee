"""A real pool and a real server for the evaluator's tests; nothing here stands in for a part of it."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from evaluator.build import build
from evaluator.code.pool import CodePool
from evaluator.settings import ROOT, Settings, from_environment

Judge = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of the machine, over guests that are compiled."""
    settings = from_environment()
    build(settings.cache)
    return settings


@pytest.fixture(scope="session")
async def pool(settings: Settings) -> AsyncIterator[CodePool]:
    pool = CodePool(Settings(settings.cache, workers=2, queue=16, wall_seconds=30))
    await pool.start()
    await pool.warm()
    yield pool
    await pool.close()


def submission(code: str, *tests: tuple[list[Any], Any], language: str = "python", **more: Any) -> dict[str, Any]:
    """A CodeSubmission of `code`, which defines f unless it is a program; a test is (arguments, expected value)."""
    listed = [{"args": args, "expected": expected} for args, expected in tests or [([], None)]]
    named = {} if more.get("kind") == "program" else {"entry": "f"}
    return {"language": language, "code": code, **named, "checker": {"kind": "exact"}, "tests": listed, **more}


@pytest.fixture(scope="session")
def judge(pool: CodePool) -> Judge:
    """judge(code, (args, expected), ..., language=...) -> CodeJudgement."""

    async def judged(code: str, *tests: tuple[list[Any], Any], **more: Any) -> dict[str, Any]:
        return await pool.judge(submission(code, *tests, **more))

    return judged


class Api:
    """The evaluator over HTTP, in a process of its own."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base, self.session = base, session

    async def post(self, path: str, body: Any = None, expect: int = 200, **more: Any) -> Any:
        kind = {"data": body} if isinstance(body, bytes) or hasattr(body, "__aiter__") else {"json": body}
        headers = {"Content-Type": "application/json", **more.pop("headers", {})}
        async with self.session.post(self.base + path, headers=headers, **kind, **more) as answer:
            said = await answer.json(content_type=None)
            assert expect == answer.status, said
            expected_type = "application/json" if expect == 200 else "application/problem+json"
            assert expected_type == answer.content_type
            return said

    async def get(self, path: str) -> Any:
        async with self.session.get(self.base + path) as answer:
            assert (200, "application/json") == (answer.status, answer.content_type)
            return await answer.json()


async def serving(port: int, process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> Api:
    """The server's Api as soon as it is healthy; AssertionError when it ends before."""
    api = Api(f"http://127.0.0.1:{port}", session)
    while True:
        assert process.returncode is None
        try:
            async with session.get(f"{api.base}/healthz") as answer:
                if answer.status == 200:
                    return api
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def started(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """`python -m evaluator` with `arguments`."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evaluator", *arguments, cwd=ROOT, env=environment or None, stderr=asyncio.subprocess.PIPE
    )


@pytest.fixture(scope="session")
async def api(settings: Settings) -> AsyncIterator[Api]:
    port = free_port()
    process = await started("serve", "--port", str(port), EVAL_WORKERS="1", EVAL_CACHE=str(settings.cache))
    async with aiohttp.ClientSession() as session:
        yield await serving(port, process, session)
    process.send_signal(signal.SIGTERM)
    said = (await process.communicate())[1]
    assert (0, b"") == (process.returncode, said)
