"""A throwaway server for a run: embedded PostgreSQL, Valkey and evaluator, and an API that checks its own answers."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from app import content
from app.embedded import postgres, valkey
from app.embedded.child import Child, answers_http
from app.embedded.data import free_port
from app.migrate import migrate
from app.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "throwaway"
KEY = "a development key for fuzzing, 32 bytes or more"
# Nothing outlives the run, so nothing has to reach the disk.
NO_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[str, Settings]]:
    """The address of a server with content/ loaded, and its settings; all of it lives in `folder`."""
    async with AsyncExitStack() as stack:
        port = free_port()
        await postgres.create(folder / "postgres", folder, PASSWORD)
        database = await postgres.start(folder / "postgres", folder, port, NO_DURABILITY)
        stack.push_async_callback(database.stop)
        await postgres.ready(database, folder / "postgres")
        db_url = postgres.url(port, PASSWORD)
        migrate(db_url)
        port = free_port()
        cache = await valkey.start(folder / "valkey", folder, port, PASSWORD)
        stack.push_async_callback(cache.stop)
        await valkey.ready(cache, port, PASSWORD)
        evaluator = await process(stack, folder, "evaluator", dict(os.environ))
        settings = Settings(
            CO_DB_URL=db_url,
            CO_REDIS_URL=valkey.url(port, PASSWORD),
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
