"""What the answers of openapi/upstream/tutor.v1.yaml say, and what can be wrong with them."""

from typing import Any

import aiohttp
import orjson

from domain.errors import Unavailable

Usage = dict[str, int]
"""Tokens: `input` and `output`; empty from a model that does not say."""

LONGEST_WAIT_S = 5
"""A model that asks for more than this before another try is taken to be away."""


class Fault(Unavailable):
    """What went wrong, in a word; `again` when another try may do, in seconds if the model said when."""

    def __init__(self, why: str, again: bool | float = False, retry_after: int = 2) -> None:
        super().__init__("tutor", retry_after)
        self.why, self.again = why, again


def refused(answer: aiohttp.ClientResponse) -> Fault:
    """The fault for a status that is no answer."""
    said = answer.headers.get("Retry-After", "")
    wait = min(int(said), 3600) if said.isdecimal() else 0
    passing = answer.status == 429 or answer.status >= 500
    again: bool | float = passing and wait <= LONGEST_WAIT_S and (float(wait) or True)
    return Fault(f"status {answer.status}", again, retry_after=max(2, wait))


def decoded(raw: bytes | str) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        raise Fault("malformed") from fault
    if not isinstance(found, dict):
        raise Fault("malformed")
    if found.get("error"):
        raise Fault("error")
    return found


def choice(found: dict[str, Any]) -> dict[str, Any]:
    match found.get("choices"):
        case [dict() as choice, *_]:
            return choice
    raise Fault("malformed")


def usage(found: dict[str, Any]) -> Usage:
    match found.get("usage"):
        case {"prompt_tokens": int() as read, "completion_tokens": int() as written}:
            return {"input": max(0, read), "output": max(0, written)}
    return {}


def check_refusal(choice: dict[str, Any], said: dict[str, Any]) -> None:
    if said.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Fault("refused")
