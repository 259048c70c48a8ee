"""/tracks: courses as published."""

import hashlib
from typing import Any

import orjson

from domain import tracks


async def list_tracks(
    db: Any, limit: int, subject: str | None = None, label: str | None = None, cursor: str | None = None
) -> Any:
    return await tracks.list_tracks(db, subject, label, limit, cursor)


async def get_track(id: str, db: Any, if_none_match: str | None = None) -> Any:
    body = orjson.dumps(tracks.show(await tracks.get(db, id)))
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if if_none_match is not None and (if_none_match == "*" or etag in if_none_match):
        return None, 304, {"ETag": etag}
    return orjson.Fragment(body), 200, {"ETag": etag}


async def publish_track(id: str, body: Any, db: Any) -> Any:
    return await tracks.publish(db, id, body)


async def get_track_progress(id: str, user: str, db: Any) -> Any:
    return await tracks.get_progress(db, user, id)
