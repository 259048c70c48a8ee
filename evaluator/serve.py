"""The evaluator's process: workers first, the HTTP app while they warm up, and an end that loses nothing."""

import asyncio
import contextlib
import logging
import signal
import socket
import warnings
from collections.abc import Iterator

from evaluator.build import evaluator_version, trusted
from evaluator.code.pool import CodePool
from evaluator.maths.pool import MathsPool
from evaluator.settings import Settings

# How long requests in flight may take after the signal to end.
GRACE_SECONDS = 60


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; NotBuilt or OSError when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    trusted(settings.cache)
    listener = listening(host, port)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    code, maths = CodePool(settings), MathsPool(workers=max(1, settings.workers // 2))
    try:
        await code.start()
        starting = asyncio.create_task(in_turn(code, maths))
        # Now the processes are there; importing the framework takes about as long as they take to warm up.
        await answer(listener, code, maths, ended)
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await asyncio.gather(code.close(), maths.close())


async def in_turn(code: CodePool, maths: MathsPool) -> None:
    """Let maths warm up once code has: at start the cores are the bottleneck."""
    await code.warm()
    await maths.start()


async def answer(listener: socket.socket, code: CodePool, maths: MathsPool, ended: asyncio.Event) -> None:
    """Answer requests until `ended` is set, and then those that are in flight."""
    import uvicorn

    with warnings.catch_warnings():
        # Connexion imports Starlette's test client, which warns about its own dependency.
        warnings.simplefilter("ignore")
        from evaluator.app import make_app

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Leave signals to `serve`: uvicorn would raise them again at the end, and exit by them."""
            yield

    app = make_app(code, maths, evaluator_version())
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on")
    config.timeout_graceful_shutdown = GRACE_SECONDS
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    ending = asyncio.create_task(ended.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    ending.cancel()
    await serving


def listening(host: str, port: int) -> socket.socket:
    """A socket bound early, so that a port in use is said before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    listener.setblocking(False)
    return listener
