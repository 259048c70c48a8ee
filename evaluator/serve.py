"""The evaluator's process: workers first, the HTTP app while they warm up, and an end that loses nothing."""

import asyncio
import contextlib
import logging
import signal
import socket
import warnings
from collections.abc import Callable, Iterator

import uvicorn

from evaluator.build import evaluator_version, trusted
from evaluator.code.pool import CodePool
from evaluator.door import Door
from evaluator.maths.pool import MathsPool
from evaluator.settings import Settings

# How long requests in flight may take after the signal to end.
GRACE_SECONDS = 60
# Longer than clients keep a connection, so that they end it: a submission must not meet one that is closing.
KEEP_ALIVE_SECONDS = 75


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
    warming = asyncio.create_task(warm_up(code, maths))
    try:
        await answer(listener, code, maths, ended)
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await asyncio.gather(code.close(), maths.close())


async def warm_up(code: CodePool, maths: MathsPool) -> None:
    """Code first, then maths: at start the cores are the bottleneck."""
    await code.start()
    await code.warm()
    await maths.start()


async def answer(listener: socket.socket, code: CodePool, maths: MathsPool, ended: asyncio.Event) -> None:
    """Answer requests until `ended` is set, and then those that are in flight."""
    # Takes as long as the workers take to warm up, and keeps them from being started if it blocks the loop.
    make_app = await asyncio.to_thread(imported)
    server = Server(uvicorn.Config(make_app(code, maths, evaluator_version()), log_level="warning", lifespan="on"))
    server.config.timeout_graceful_shutdown = GRACE_SECONDS
    server.config.timeout_keep_alive = KEEP_ALIVE_SECONDS
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    ending = asyncio.create_task(ended.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    ending.cancel()
    await serving


def imported() -> Callable[[CodePool, MathsPool, str], Door]:
    with warnings.catch_warnings():
        # Connexion imports Starlette's test client, which warns about its own dependency.
        warnings.simplefilter("ignore")
        from evaluator.app import make_app
    return make_app


class Server(uvicorn.Server):
    """Uvicorn without its signal handlers, which raise the signal again at the end and so exit by it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A socket bound early, so that a port in use is said before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off; else each answer waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    listener.setblocking(False)
    return listener
