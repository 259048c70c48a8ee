"""A guest's reply: one line of JSON about what happened, then the value's own JSON text. Nothing in it is trusted."""

import json
from dataclasses import dataclass

KINDS = ("OK", "CE", "RTE", "MLE", "OLE")
# A program may print a million characters, and the escape of one may take twelve.
LIMIT = 16 << 20


@dataclass(frozen=True)
class Reply:
    """`kind` is OK or a verdict; `value` is JSON text as the guest wrote it, perhaps not JSON at all."""

    kind: str
    out: str = ""
    error: str | None = None
    value: str = ""


def read(text: str) -> Reply:
    """The reply that `text` is; one that no honest guest gives is a runtime error of the program that forged it."""
    if len(text) > LIMIT:
        return Reply("OLE", error="the program's reply is too long")
    head, _, value = text.partition("\n")
    try:
        fields = json.loads(head)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return FORGED
    kind, out, error = fields.get("kind"), fields.get("out"), fields.get("error")
    if kind not in KINDS or not isinstance(out, str) or not (error is None or isinstance(error, str)):
        return FORGED
    return Reply(kind, clean(out), None if error is None else clean(error), value)


def clean(text: str) -> str:
    """`text` without lone surrogates, which no answer can carry."""
    return text.encode("utf-8", "replace").decode()


FORGED = Reply("RTE", error="the program interfered with how its result is reported")
