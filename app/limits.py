"""60 requests a minute and user, counted in Valkey; by each process for itself while Valkey is away."""

import time
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from starlette.types import ASGIApp, Receive, Scope, Send

from app import metrics
from domain.errors import TooMany


class RateLimit:
    """The window of each user; Valkey's answer where there is one, else this process's own count."""

    def __init__(self, per_minute: int, url: str) -> None:
        self.item = RateLimitItemPerMinute(per_minute)
        self.shared = MovingWindowRateLimiter(
            RedisStorage(f"async+{url}", implementation="redispy", socket_timeout=0.5, socket_connect_timeout=0.5)
        )
        self.local = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, user: str) -> tuple[bool, int, int]:
        """Count a request: (allowed, requests left, seconds until the window is whole again)."""
        try:
            return await self._hit(self.shared, user)
        except (RedisError, OSError, TimeoutError):
            metrics.LIMITS_LOCAL.inc()
            return await self._hit(self.local, user)

    async def _hit(self, limiter: Any, user: str) -> tuple[bool, int, int]:
        allowed = await limiter.hit(self.item, "user", user)
        window = await limiter.get_window_stats(self.item, "user", user)
        return allowed, window.remaining, max(1, round(window.reset_time - time.time()))


class RateLimitMiddleware:
    """Counts each request of a known user and says so in its headers; sits behind the security of Connexion."""

    resources: dict[str, Any]

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = scope.get("extensions", {}).get("connexion_context", {})
        user = context.get("user")
        if scope["type"] != "http" or user is None:
            await self.app(scope, receive, send)
            return
        limit: RateLimit = self.resources["rate_limit"]
        allowed, left, reset = await limit.hit(user)
        # The wire adds these to whatever answer there will be, errors included.
        scope["co.headers"] += [
            (b"ratelimit-limit", b"%d" % limit.item.amount),
            (b"ratelimit-remaining", b"%d" % left),
            (b"ratelimit-reset", b"%d" % reset),
        ]
        if not allowed:
            raise TooMany(f"{limit.item.amount} requests a minute are allowed.", retry_after=reset)
        await self.app(scope, receive, send)


def limited(resources: dict[str, Any]) -> type[RateLimitMiddleware]:
    """The middleware for one process's resources."""
    return type("RateLimitMiddleware", (RateLimitMiddleware,), {"resources": resources})
