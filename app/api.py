"""The API process: the contract, its handlers and what they need, put together."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import redis.asyncio as redis
import uvicorn
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from app import auth, database, keys, limits, logs, mock, watched_tutor, windows
from app.background import Background
from app.connections import bounded, make_room
from app.contract import bound
from app.jobs import Queue
from app.news import News
from app.pages import CONTRACT, Pages
from app.settings import Settings
from app.valkey import Valkey
from app.watched import WatchedEvaluator
from app.wire import Wire
from domain.recommendations import Choosing

EXPOSED = [
    "Date",  # by which a mock's time is over, whatever the clock of the page says
    "X-Request-ID",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "Location",
    "ETag",
    "Content-Disposition",
    "WWW-Authenticate",
]
SENT = [
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-ID",
    "X-Request-ID",
]
VALKEY_POOL = 32
KEEP_ALIVE_S = 75
"""Longer than clients and proxies keep a connection: a request must not meet one that is being closed."""
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


@asynccontextmanager
async def opened(settings: Settings, resources: dict[str, Any]) -> AsyncIterator[None]:
    """Hold everything open that handlers name: settings, db, valkey, evaluator, jobs; and what the middlewares need."""
    # A session of its own for the model: its slow answers must not take the evaluator's connections.
    # As many turns may be spoken at once as there may be readers.
    turns = aiohttp.TCPConnector(limit=settings.CO_CONNECTIONS)
    async with (
        aiohttp.ClientSession() as session,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), connector=turns) as speaking,
    ):
        background = Background()
        db = await database.connect(settings.CO_DB_URL, settings.CO_DB_POOL)
        # Who finds all of its connections taken waits for one: they are needed for moments.
        pool = redis.BlockingConnectionPool.from_url(
            settings.CO_REDIS_URL, max_connections=VALKEY_POOL, timeout=5, socket_timeout=30, socket_connect_timeout=2
        )
        valkey = Valkey.from_pool(pool)
        news = News(settings.CO_REDIS_URL)
        jwks = f"{settings.issuer.rstrip('/')}/.well-known/jwks.json"
        counter = windows.Counter(settings.CO_REDIS_URL)
        issued = keys.IssuerKeys(jwks, session)
        fresh = None if settings.CO_JWT_DEV_KEY else asyncio.create_task(issued.keep_fresh())
        resources.update(
            settings=settings,
            db=db,
            valkey=valkey,
            news=news,
            evaluator=WatchedEvaluator(settings.EVAL_BASE, session),
            speaker=watched_tutor.of(settings, speaking),
            background=background,
            jobs=Queue(),
            choosing=Choosing.of(settings.recommend_weights, settings.CO_REVIEWS_PER_DAY),
            tokens=auth.Tokens(settings, issued if fresh else keys.DevelopmentKey(settings.CO_JWT_DEV_KEY)),
            rate_limit=counter,
        )
        # All that lives as long as the process is here by now: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            if fresh is not None:
                fresh.cancel()
            await background.close()
            await news.close()
            await counter.close()
            await valkey.aclose()
            await db.close()


def create(settings: Settings, contract: Path = CONTRACT) -> ASGIApp:
    """The application, outermost layer first: wire, CORS, pages, then Connexion's middlewares down to the handlers.

    CannotStart for a contract that cannot be served.
    """
    resources: dict[str, Any] = {"rates": limits.Rates.of(settings)}

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        async with opened(settings, resources):
            yield

    operations = bound(
        contract,
        resources,
        resolver=mock.MockResolver() if settings.MOCK else None,
        behind_security=(limits.RateLimits,),
        lifespan=lifespan,
        validate_responses=settings.CO_VALIDATE_RESPONSES,
    )
    cors = CORSMiddleware(
        Pages(operations, resources, contract),
        allow_origins=list(settings.cors_origins),
        allow_methods=METHODS,
        allow_headers=SENT,
        expose_headers=EXPOSED,
        max_age=600,
    )
    return Wire(cors)


def serve(settings: Settings, host: str, port: int, wait: Callable[[], None], contract: Path = CONTRACT) -> None:
    """Run the API until it is told to end; requests under way are finished first. `wait` returns when it may begin."""
    logs.configure(settings.CO_LOG_LEVEL)
    app = create(settings, contract)
    make_room(settings.CO_CONNECTIONS)
    wait()
    uvicorn.run(
        app,
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=KEEP_ALIVE_S,
        http=bounded(settings.CO_READ_SECONDS, settings.CO_CONNECTIONS),
    )
