"""The problem bank at PROBLEM_BANK_BASE, by the contract openapi/upstream/problem_bank.v1.yaml."""

from typing import Any

import aiohttp
import orjson

from domain.errors import Unavailable

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5)


async def fetch(base: str, session: aiohttp.ClientSession) -> dict[str, Any]:
    """The whole bundle; Unavailable when there is none to be had."""
    try:
        async with session.get(f"{base.rstrip('/')}/v1/bundle", timeout=TIMEOUT) as answer:
            if answer.status != 200:
                raise Unavailable("problem bank")
            bundle = orjson.loads(await answer.read())
    except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError) as fault:
        raise Unavailable("problem bank") from fault
    if not isinstance(bundle, dict):
        raise Unavailable("problem bank")
    return bundle
