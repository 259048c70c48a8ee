"""What the run has seen so far: who made what, how it stood last, and values that mean something to the server."""

import zlib
from collections import defaultdict
from typing import Any
from uuid import UUID

import requests

Json = dict[str, Any]


class Memory:
    """Filled by every answer; read by the checks, and by what puts living data into requests."""

    def __init__(self) -> None:
        self.owner: dict[str, str] = {}
        """Id → the user who made it."""
        self.state: dict[str, Json] = {}
        """Id → the thing as it stood when it was seen last."""
        self.made: dict[str, list[str]] = defaultdict(list)
        """Collection (`sessions`) → ids in it, the latest last."""
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        """(path, field) → values seen there in items."""
        self.said: set[str] = set()
        """What only a hidden test or a solution holds, and a learner submitted."""
        self.faults: list[str] = []
        """What went wrong in the hooks."""
        self.unopened: list[str] = []
        """Stream tokens that nobody has used."""
        self.ended: dict[str, str] = {}
        """Id → the status in which it was seen first after "active"."""

    def learn(self, request: requests.PreparedRequest, path: str, status: int, body: Any, user: str) -> None:
        """Keep what an answer of the operation at `path` tells."""
        if not isinstance(body, dict) or not 200 <= status < 300:
            return
        collection = path.strip("/").split("/")[0]
        if (
            request.method == "POST"
            and path.count("/") == 1
            and is_uuid(body.get("id"))
            and body["id"] not in self.owner
        ):
            self.owner[body["id"]] = user
            self.add(self.made[collection], body["id"])
        if "stream_url" in body and body["token"] not in self.unopened:
            self.unopened.append(body["token"])
        for item in [body, *body.get("items", [])]:
            self.see(item)
        for item in body.get("items", []):
            for field, held in item.items():
                scalars = [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str | int)]
                for value in scalars:
                    self.add(self.values[path, field], str(value))
            if "id" in item and path.count("/") == 1:
                self.add(self.made[collection], item["id"])
                if "user_id" in item:
                    self.owner.setdefault(item["id"], item["user_id"])
        if body.get("next_cursor"):
            self.add(self.values[path, "cursor"], body["next_cursor"])

    def see(self, item: Json) -> None:
        """Keep how a thing stands."""
        status, before = item.get("status"), self.state.get(item.get("id", ""), {}).get("status")
        if before == "active" and isinstance(status, str) and status != "active":
            self.ended.setdefault(item["id"], status)
        if "id" in item:
            self.state[item["id"]] = item

    @staticmethod
    def add(values: list[str], value: str) -> None:
        if value not in values[-200:]:
            values.append(value)

    def pick(self, values: list[str], seed: Any) -> str | None:
        """One of the latest values, the same for the same seed and values."""
        recent = values[-40:]
        return recent[dice(seed, len(recent))] if recent else None


def dice(seed: Any, sides: int) -> int:
    """A number below `sides`, the same for the same seed."""
    return zlib.crc32(repr(seed).encode("utf-8", "surrogatepass")) % sides


def is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


MEMORY = Memory()
