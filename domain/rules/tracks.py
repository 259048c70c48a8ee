"""Publishing a track: what a new version may be."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from domain.errors import BadInput, Conflict

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTENT = ("title", "labels", "modules")


def check_slug(slug: str) -> None:
    """BadInput for what is no slug, or looks like a UUID: a track is found by either."""
    if SLUG.fullmatch(slug) is None or UUID.fullmatch(slug) is not None:
        raise BadInput("A track is published under its slug.", [("path/id", "must be a slug of a-z, 0-9 and hyphens")])


def check_modules(modules: Sequence[Any], known: Collection[str]) -> None:
    """BadInput for a module id that stands twice, or a problem that is not one of the subject's."""
    ids = [module["id"] for module in modules]
    faults = [
        (f"/modules/{place}/id", "stands twice") for place, module_id in enumerate(ids) if module_id in ids[:place]
    ]
    faults += [
        (f"/modules/{place}/problems/{index}", "is not a problem of the subject")
        for place, module in enumerate(modules)
        for index, problem in enumerate(module["problems"])
        if problem not in known
    ]
    if faults:
        raise BadInput("The modules do not fit the bank.", faults[:20])


def check_subject(standing: Any, asked: Any) -> None:
    """Conflict for a track that would change its subject: learners are in the middle of it."""
    if standing["subject"] != asked["subject"]:
        raise Conflict(f"The track is one of {standing['subject']}.")


def is_same(standing: Any, asked: Any) -> bool:
    return all(standing[name] == asked[name] for name in CONTENT)


def next_version(version: str | None) -> str:
    """v1, v2 ..."""
    return "v1" if version is None else f"v{int(version.removeprefix('v')) + 1}"
