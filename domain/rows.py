"""What is shown of rows as it stands in them."""

from typing import Any, TypeVar

import orjson

from domain.rules import entity_tags

Shown = TypeVar("Shown")


def spliced(text: str | bytes) -> Any:
    """JSON text, which an answer takes over unread: it is of the type that whoever wrote it made sure of."""
    return orjson.Fragment(text)


def tagged(shown: Shown) -> tuple[Shown, str]:
    """What is shown, written out, and the entity tag of that."""
    body = orjson.dumps(shown)
    written: Shown = spliced(body)
    return written, entity_tags.of_content(body)
