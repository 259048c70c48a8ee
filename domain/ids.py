"""The ids of what requests make."""

import hashlib
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import orjson


def of_request(user_id: str, key: str | None, body: Any) -> str:
    """A new id; with an Idempotency-Key always the same one for the same user, key and body.

    So what a request made is found again by it, even if nobody lived to keep the answer.
    """
    if key is None:
        return str(uuid4())
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return str(uuid5(NAMESPACE_OID, f"{user_id}/{key}/{digest}"))
