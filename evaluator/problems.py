"""Everything that is not a judgement, as RFC 9457 problem bodies; made in this one place."""

import json
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str | None = None) -> bytes:
    """A problem body; its type is `about:blank`, so the status says what kind it is."""
    fields = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        fields["detail"] = detail
    return json.dumps(fields).encode()
