"""Pages of a list: opaque cursors that hold the last item's sort key."""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypedDict, TypeVar
from uuid import UUID

import orjson

from domain.errors import BadInput

Row = TypeVar("Row")
Item = TypeVar("Item")


class Page(TypedDict, Generic[Item]):
    """A list's answer."""

    items: list[Item]
    next_cursor: str | None


def encode(*key: Any) -> str:
    """The cursor that goes on behind the item with this sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode(cursor: str | None, *kinds: Callable[[str], Any]) -> list[Any]:
    """The sort key in a cursor, one value per kind; all None without a cursor, BadInput for one not made here."""
    if cursor is None:
        return [None] * len(kinds)
    try:
        values = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(kinds) or not all(isinstance(v, str) for v in values):
            raise ValueError(cursor)
        return [kind(value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, OverflowError):
        raise BadInput("The cursor is not one of this list.", [("query/cursor", "take it from next_cursor")]) from None


def text(value: str) -> str:
    """A text sort key; what Postgres cannot hold is refused here."""
    if "\x00" in value:
        raise ValueError(value)
    return value


def moment(value: str) -> datetime:
    """A time sort key in UTC; its zone must be told."""
    parsed = datetime.fromisoformat(value)
    if parsed.tzinfo is None:
        raise ValueError(value)
    return parsed.astimezone(UTC)


def whole(value: str) -> int:
    """A bigint sort key."""
    parsed = int(value)
    if not 0 <= parsed < 2**63:
        raise ValueError(value)
    return parsed


uuid = UUID


def page(
    rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[Any, ...]], show: Callable[[Row], Item]
) -> Page[Item]:
    """`items` and `next_cursor` from up to limit + 1 rows: the one too many tells that there is more."""
    more = len(rows) > limit
    shown = rows[:limit]
    return {"items": [show(row) for row in shown], "next_cursor": encode(*key(shown[-1])) if more else None}
