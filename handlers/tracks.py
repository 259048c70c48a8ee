"""/tracks: courses as published."""

from typing import Literal

from domain import tracks
from domain.ports import Database
from domain.rows import tagged
from domain.rules import entity_tags
from openapi import types


async def list_tracks(
    db: Database, limit: int, subject: types.Subject | None = None, label: str | None = None, cursor: str | None = None
) -> types.TrackList:
    return await tracks.list_tracks(db, subject, label, limit, cursor)


async def get_track(
    id: str, db: Database, if_none_match: str | None = None
) -> tuple[types.Track, Literal[200], dict[str, str]] | tuple[None, Literal[304], dict[str, str]]:
    track, tag = tagged(tracks.show(await tracks.get(db, id)))
    if if_none_match is not None and entity_tags.is_among(tag, if_none_match, weakly=True):
        return None, 304, {"ETag": tag}
    return track, 200, {"ETag": tag}


async def publish_track(
    id: str, body: types.TrackWrite, db: Database
) -> tuple[types.Track, Literal[200], dict[str, str]]:
    track, tag = tagged(await tracks.publish(db, id, body))
    return track, 200, {"ETag": tag}


async def get_track_progress(id: str, user: str, db: Database) -> types.TrackProgress:
    return await tracks.get_progress(db, user, id)
