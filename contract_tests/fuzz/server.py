"""A throwaway server for a run: embedded PostgreSQL, Valkey and evaluator, and an API that checks its own answers."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from app import content
from app.embedded import throwaway
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.settings import Settings
from tests.servers import throwaway_valkey

ROOT = Path(__file__).parents[2]
KEY = "a development key for fuzzing, 32 bytes or more"


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[str, Settings]]:
    """The address of a server with content/ loaded, and its settings; all of it lives in `folder`."""
    async with AsyncExitStack() as stack:
        db_url = await stack.enter_async_context(throwaway.running(folder))
        redis_url = await stack.enter_async_context(throwaway_valkey(folder))
        evaluator = await process(stack, folder, "evaluator", dict(os.environ))
        settings = Settings(
            CO_DB_URL=db_url,
            CO_REDIS_URL=redis_url,
            EVAL_BASE=evaluator,
            CO_JWT_DEV_KEY=KEY,
            CO_RATE_PER_MINUTE=1_000_000,
            CO_VALIDATE_RESPONSES=True,
        )
        await content.load_all(settings)
        environ = {"PATH": os.environ["PATH"], **{key: str(value) for key, value in settings.model_dump().items()}}
        command = [sys.executable, "-m", "app", "worker"]
        worker = await Child.start("worker", command, folder / "worker.log", env=environ, cwd=ROOT)
        stack.push_async_callback(worker.stop)
        yield await process(stack, folder, "app", environ), settings


async def process(stack: AsyncExitStack, folder: Path, module: str, environ: dict[str, str]) -> str:
    """`python -m module serve`, until the stack ends; its address."""
    port = free_port()
    command = [sys.executable, "-m", module, "serve", "--port", str(port)]
    child = await Child.start(module, command, folder / f"{module}.log", env=environ, cwd=ROOT)
    stack.push_async_callback(child.stop)
    await child.ready(lambda: answers_http(port, "/healthz"))
    return f"http://127.0.0.1:{port}"
