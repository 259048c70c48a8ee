"""Structured logs on standard output, one JSON object a line."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog


def configure(level: str) -> None:
    """Log from `level` on; libraries' own logs from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutWords("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            without_words,
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=True,
    )


def told(fault: BaseException | None) -> str:
    """Of what types a fault and its causes are and where they rose: not their words, which may quote a learner's."""
    parts = []
    while fault is not None:
        frames = traceback.format_list(traceback.extract_tb(fault.__traceback__))
        parts.append("".join([*frames, type(fault).__qualname__]))
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\nafter\n".join(parts)


def without_words(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's `exc_info` as `exception`."""
    given = event.pop("exc_info", None)
    if given:
        event["exception"] = told(given if isinstance(given, BaseException) else sys.exc_info()[1])
    return event


class WithoutWords(logging.Formatter):
    """The same for what libraries log."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the standard library's name
        return told(ei[1])
