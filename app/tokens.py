"""Development tokens: signed with the key of a data directory, refused by a production server."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.settings import Settings

DEMO_LEARNER = "5eed1e55-0000-4000-8000-000000000001"
LEARNER_SCOPES = "learn"
LIFETIME_SECONDS = 12 * 3600


def sign(settings: "Settings", user_id: str, scopes: str, now: float | None = None) -> str:
    """A JWT for `user_id` (a UUID) with `scopes` (space separated), valid for 12 hours from `now` (Unix seconds)."""
    import jwt  # a third of a second, which the start of everything would wait for

    issued = int(time.time() if now is None else now)
    claims = {
        "iss": settings.issuer,
        "aud": settings.CO_JWT_AUDIENCE,
        "sub": user_id,
        "iat": issued,
        "nbf": issued,
        "exp": issued + LIFETIME_SECONDS,
        "scope": " ".join(scopes.split()),
    }
    return jwt.encode(claims, settings.CO_JWT_DEV_KEY, algorithm="HS256")
