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
from evaluator.errors import CutOff
from evaluator.maths.pool import MathsPool
from evaluator.settings import Settings

# Longer than clients keep a connection, so that they end it: a submission must not meet one that is closing.
KEEP_ALIVE_SECONDS = 75
# For the connections to close once everything is answered.
CLOSE_SECONDS = 2


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT.

    NotBuilt, NoSecondWall or OSError when it cannot start; CutOff when it ended before all was judged.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    trusted(settings.cache)
    listener = listening(host, port)
    signals = Signals()
    code, maths = CodePool(settings), MathsPool(workers=max(1, settings.workers // 2))
    warming = asyncio.create_task(warm_up(code, maths))
    try:
        # Takes as long as the workers take to warm up, and keeps them from being started if it blocks the loop.
        make_app = await asyncio.to_thread(imported)
        door = make_app(code, maths, evaluator_version())
        server = Server(uvicorn.Config(door, log_level="warning", access_log=False, lifespan="on"))
        server.config.timeout_graceful_shutdown = CLOSE_SECONDS
        server.config.timeout_keep_alive = KEEP_ALIVE_SECONDS
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await until_asked(signals, serving, warming)
            await drain(door, signals, settings.grace_seconds)
        finally:
            server.should_exit = True
            await serving
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await asyncio.gather(code.close(), maths.close())


class Signals:
    """SIGTERM and SIGINT: `asked` at the first, `pressed` at the second."""

    def __init__(self) -> None:
        self.asked, self.pressed = asyncio.Event(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.came)

    def came(self) -> None:
        (self.pressed if self.asked.is_set() else self.asked).set()


async def warm_up(code: CodePool, maths: MathsPool) -> None:
    """Code first, then maths: at start the cores are the bottleneck."""
    await code.start()
    await code.warm()
    await maths.start()


async def until_asked(signals: Signals, serving: asyncio.Task[None], warming: asyncio.Task[None]) -> None:
    """Wait for the first signal; raises what keeps the evaluator from going on without one."""
    asked = asyncio.create_task(signals.asked.wait())
    waited: set[asyncio.Task[None] | asyncio.Task[bool]] = {asked, serving, warming}
    while not asked.done() and not serving.done():
        done, waited = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if warming in done:
            warming.result()
    asked.cancel()


async def drain(door: Door, signals: Signals, seconds: float) -> None:
    """Let no one in, and those inside finish, until the second signal or for `seconds`; CutOff if they had not."""
    door.draining = True
    pressed = asyncio.create_task(signals.pressed.wait())
    empty = asyncio.create_task(door.empty.wait())
    await asyncio.wait({pressed, empty}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    pressed.cancel()
    empty.cancel()
    lost = door.clear()
    if lost:
        await door.empty.wait()
        raise CutOff(f"ended before {lost} submissions were judged; they were answered with 503")


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
