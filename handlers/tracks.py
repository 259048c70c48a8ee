"""/tracks: courses as published."""

import hashlib
from typing import Literal

import orjson

from domain import tracks
from domain.ports import Database
from domain.rows import spliced
from openapi import types


async def list_tracks(
    db: Database, limit: int, subject: types.Subject | None = None, label: str | None = None, cursor: str | None = None
) -> types.TrackList:
    return await tracks.list_tracks(db, subject, label, limit, cursor)


async def get_track(
    id: str, db: Database, if_none_match: str | None = None
) -> tuple[types.Track, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    body = orjson.dumps(tracks.show(await tracks.get(db, id)))
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if if_none_match is not None and (if_none_match == "*" or etag in if_none_match):
        return None, 304, {"ETag": etag}
    return spliced(body), 200, {"ETag": etag}


async def publish_track(id: str, body: types.TrackWrite, db: Database) -> types.Track:
    return await tracks.publish(db, id, body)


async def get_track_progress(id: str, user: str, db: Database) -> types.TrackProgress:
    return await tracks.get_progress(db, user, id)
