"""The evaluator at EVAL_BASE, by the contract openapi/upstream/evaluator.v1.yaml."""

import re
from typing import Any

import aiohttp
import orjson
import structlog

from domain.errors import Unavailable, Unjudgeable

log = structlog.get_logger()

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=2)
"""Seconds; a submission's tests have limits of their own, far below."""
PLACE = re.compile(r"^(?:the predicate failed: )? *(line \d+|[A-Z][A-Za-z]*(?:Error|Exit))\b", re.MULTILINE)
"""Where a predicate broke, and what its error is called."""


class Evaluator:
    """Judges work; whatever goes wrong on the way is Unavailable, never a verdict."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base.rstrip("/")
        self.session = session

    async def judge_code(self, submission: dict[str, Any]) -> dict[str, Any]:
        """A CodeJudgement for a CodeSubmission."""
        return await self._post("/v1/judge/code", submission)

    async def judge_math(self, submission: dict[str, Any]) -> dict[str, Any]:
        """A MathJudgement for a MathSubmission."""
        return await self._post("/v1/judge/math", submission)

    async def is_ready(self) -> bool:
        try:
            async with self.session.get(f"{self.base}/healthz", timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        try:
            async with self.session.post(
                self.base + path, data=orjson.dumps(body), headers=headers, timeout=TIMEOUT
            ) as answer:
                raw = await answer.read()
                if answer.status == 200:
                    return _object(raw, "verdict")
                if answer.status == 422:
                    # A fault of the content, and whoever keeps it must hear of it; not of tests and answers, which
                    # an error may quote.
                    fault = str(_object(raw, "detail")["detail"])
                    log.error("predicate", entry=body.get("entry"), fault=PLACE.findall(fault))
                    raise Unjudgeable(fault)
                retry_after = answer.headers.get("Retry-After", "")
                raise Unavailable("evaluator", int(retry_after) if retry_after.isdecimal() else 2)
        except (TimeoutError, aiohttp.ClientError, orjson.JSONDecodeError) as fault:
            raise Unavailable("evaluator") from fault


def _object(raw: bytes, name: str) -> dict[str, Any]:
    """The JSON object that has this field; Unavailable for anything else: that was no evaluator's answer."""
    found = orjson.loads(raw)
    if not isinstance(found, dict) or name not in found:
        raise Unavailable("evaluator")
    return found
