"""Tracks: courses as published, and how far a learner is in one."""

import orjson

import sql
from domain import pages
from domain.errors import NotFound
from domain.ports import Connection, Database
from domain.rows import spliced
from domain.rules import tracks as rules
from openapi import types


def show(row: "sql.tracks.FindTrack") -> types.Track:
    """A track as the contract has it; labels and modules stay the JSON text that Postgres holds."""
    return {**row, "labels": spliced(row["labels"]), "modules": spliced(row["modules"])}


async def list_tracks(
    db: Connection, subject: str | None, label: str | None, limit: int, cursor: str | None
) -> types.TrackList:
    """Tracks by slug, of one subject and with one label if given."""
    (after,) = pages.decode(cursor, pages.text)
    rows = await sql.tracks.list_tracks(db, subject=subject, label=label, after=after, count=limit + 1)
    return pages.page(rows, limit, lambda row: (row["slug"],), show)


async def get(db: Connection, key: str) -> "sql.tracks.FindTrack":
    """The track with this UUID or slug; NotFound."""
    row = await sql.tracks.find_track(db, key=key)
    if row is None:
        raise NotFound("track")
    return row


async def publish(db: Database, slug: str, body: types.TrackWrite) -> types.Track:
    """A track, or a new version of it; the same content again changes nothing. BadInput, Conflict."""
    rules.check_slug(slug)
    named = [problem for module in body["modules"] for problem in module["problems"]]
    known = {row["id"] for row in await sql.problems.list_known(db, subject=body["subject"], ids=named)}
    rules.check_modules(body["modules"], known)
    asked = {"labels": [], **body}
    texts = {key: orjson.dumps(asked[key]).decode() for key in ("labels", "modules")}
    words = {"slug": slug, "subject": body["subject"], "title": body["title"], **texts}
    async with db.transaction() as tx:
        # There is no row to hold before the first of several has committed: the others find it then.
        if first := await sql.tracks.add_track(tx, version=rules.next_version(None), **words):
            return show(first)
        standing = await sql.tracks.lock_track(tx, slug=slug)
        rules.check_subject(standing, asked)
        decoded = {key: orjson.loads(standing[key]) for key in ("labels", "modules")}
        if rules.is_same({**standing, **decoded}, asked):
            return show(standing)
        return show(await sql.tracks.save_track(tx, version=rules.next_version(standing["version"]), **words))


async def get_progress(db: Connection, user_id: str, key: str) -> types.TrackProgress:
    """Solved and total problems per module, and the next one to do in each."""
    track = await get(db, key)
    modules = orjson.loads(track["modules"])
    planned = [problem for module in modules for problem in module["problems"]]
    solved = {row["problem_id"] for row in await sql.sessions.list_solved(db, user_id=user_id, problem_ids=planned)}
    shown: list[types.ModuleProgress] = [
        {
            "id": module["id"],
            "title": module["title"],
            "solved": sum(problem in solved for problem in module["problems"]),
            "total": len(module["problems"]),
            "solved_problem_ids": [problem for problem in module["problems"] if problem in solved],
            "next_problem_id": next((problem for problem in module["problems"] if problem not in solved), None),
        }
        for module in modules
    ]
    return {"track_id": track["id"], "solved": len(solved), "total": len(set(planned)), "modules": shown}
