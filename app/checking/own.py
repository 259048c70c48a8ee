"""An evaluator for the time of a check: the one of EVAL_BASE, or one that is started here."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.embedded.child import Child, answers_http
from app.embedded.data import free_port

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def own_evaluator(folder: Path) -> AsyncIterator[str]:
    """The base URL of an evaluator that logs to `folder` and ends with the block; CannotStart."""
    port = free_port()
    command = [sys.executable, "-m", "evaluator", "serve", "--port", str(port)]
    server = await Child.start("evaluator", command, folder / "evaluator.log", env=os.environ, cwd=ROOT)
    try:
        await server.ready(lambda: answers_http(port, "/healthz"))
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop()


@asynccontextmanager
async def an_evaluator() -> AsyncIterator[str]:
    """The base URL of an evaluator to use; CannotStart."""
    if base := os.environ.get("EVAL_BASE"):
        yield base
        return
    with TemporaryDirectory() as folder:
        async with own_evaluator(Path(folder)) as base:
            yield base
