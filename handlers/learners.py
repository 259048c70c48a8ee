"""/learners/me: what is kept of a learner, taken along or deleted."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain import learners
from domain.ports import Database, Jobs
from openapi import types

TAKEN_WITHIN_S = 600
"""A download holds a snapshot of the database: one that takes longer is broken off."""

KEPT_AS = 'attachment; filename="learner.jsonl"'


async def export_learner(user: str, db: Database, now: datetime) -> Response:
    return Download(*await learners.export(db, user, now))


async def delete_learner(
    user: str, db: Database, jobs: Jobs, now: datetime
) -> tuple[types.LearnerDeletion, Literal[202], dict[str, str]]:
    return await learners.request_deletion(db, jobs, user, now), 202, {"Location": "/v1/learners/me/deletion"}


async def get_learner_deletion(user: str, db: Database) -> types.LearnerDeletion:
    return await learners.get_deletion(db, user)


class Download(Response):
    """JSON Lines, sent as they come and no faster than they are taken."""

    media_type = "application/jsonl"

    def __init__(self, first: bytes, lines: AsyncGenerator[bytes, None]) -> None:
        self.first, self.lines = first, lines
        super().__init__(headers={"Content-Disposition": KEPT_AS, "Cache-Control": "no-store"})
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Without the task group of Starlette's own streams, which cancels what is awaited at the end of `lines` too.
        async with aclosing(self.lines), asyncio.timeout(TAKEN_WITHIN_S):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.first, "more_body": True})
            async for some in self.lines:
                await send({"type": "http.response.body", "body": some, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
